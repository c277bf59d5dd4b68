"""The sweeps that run now: made when their first member comes, stopped when the last has gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from monitord.poller.calendar import Calendar
from monitord.poller.sweep import TICK, Sweep


@dataclass(frozen=True, slots=True)
class Kind:
    """What a turn does, and how many seconds of turns are taken together."""

    take: Callable[[str], None]
    tick: float = TICK


class Sweeps:
    """One `Sweep` per (kind, interval). `kinds` says what a turn of each kind does."""

    def __init__(self, calendar: Calendar, kinds: Mapping[str, Kind]) -> None:
        self._calendar = calendar
        self._kinds = kinds
        self._running: dict[tuple[str, float], Sweep] = {}
        self._seats: dict[tuple[str, str], float] = {}
        self._past_overruns: dict[str, int] = defaultdict(int)

    def seat(self, kind: str, members: Mapping[str, float | None]) -> None:
        """Give each member its interval (seconds); None lets it go.

        A member that keeps its interval keeps its turns; at a new one it keeps its phase.
        """
        leaving: dict[float, list[str]] = defaultdict(list)
        coming: dict[float, list[str]] = defaultdict(list)
        for ident, interval in members.items():
            old = self._seats.get((kind, ident))
            if old == interval:
                continue
            if old is not None:
                leaving[old].append(ident)
                del self._seats[kind, ident]
            if interval is not None:
                coming[interval].append(ident)
                self._seats[kind, ident] = interval
        for interval in leaving.keys() | coming.keys():
            self._change(kind, interval, coming[interval], leaving[interval])

    def overruns(self, kind: str) -> int:
        """Turns of this kind that were left out because they came over an interval late."""
        now = sum(sweep.rota.overruns for key, sweep in self._running.items() if key[0] == kind)
        return self._past_overruns[kind] + now

    async def stop(self) -> None:
        """Let all of them return."""
        running = tuple(self._running.values())  # a reload may still be adding some
        for sweep in running:
            sweep.stop()
        for sweep in running:
            await sweep.finished.wait()

    def _change(
        self, kind: str, interval: float, coming: Iterable[str], leaving: Iterable[str]
    ) -> None:
        key = (kind, interval)
        if key not in self._running:
            sweep = self._running[key] = Sweep(
                interval, self._kinds[kind].take, self._kinds[kind].tick
            )
            self._calendar.launch(f"sweep:{kind}:{interval}:{id(sweep)}", sweep.run)
        sweep = self._running[key]
        sweep.change(coming, leaving)
        if not len(sweep.rota):
            sweep.stop()
            self._past_overruns[kind] += sweep.rota.overruns
            del self._running[key]
