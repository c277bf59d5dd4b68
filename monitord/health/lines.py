"""What a router's interfaces say about the circuits behind them.

A backup circuit is in use while its interface is up and those of all primaries of the same site are
down. Where no primary's interface is known, it is in use while it is up and carries traffic. What
is not measured changes nothing; but a primary's interface that was there, and is no longer among
those that the agent shows from the first to the last, is down: a module may keep only those that
are up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from monitord.health.rates import RECEIVE, TRANSMIT
from monitord.health.rules import Observed
from monitord.model.checks import Line
from monitord.model.readings import Reading

UP = "interface_up"
_SPEAKING = frozenset({UP, RECEIVE, TRANSMIT})
BUSY, IDLE = 0.05, 0.025
"""Of its capacity: a backup that carries more is in use, until it carries less than the second.
Routing protocols and the odd poll through it stay far below."""
GONE_AFTER = 2
"""Answers with other interfaces, without this one."""


class LineWatch:
    """The circuits that end at one device.

    `before`: who watched it under the last inventory. Of lines that are the same nothing is told
    again.
    """

    def __init__(self, lines: Sequence[Line], before: LineWatch | None = None) -> None:
        self._lines = lines
        self._primaries = [line for line in lines if line.role == "primary"]
        self._up: dict[str, bool] = {}
        self._in_use: dict[str, bool] = {}
        self._missed: Counter[str] = Counter()
        if before is not None:
            kept = {line.circuit for line in lines if line in before._lines}
            self._up = {c: up for c, up in before._up.items() if c in kept}
            self._in_use = {c: used for c, used in before._in_use.items() if c in kept}

    def read(self, readings: Iterable[Reading], *, whole: bool = True) -> list[Observed]:
        """One answer, with its utilisation: what is new about the circuits.

        `whole`: no table was read in part only.
        """
        if not self._lines:
            return []
        up, load = dict[str, bool](), dict[str, float]()
        for reading in readings:
            if reading.quantity not in _SPEAKING or isinstance(reading.value, str):
                continue
            name = reading.labels[0]
            if reading.quantity == UP:
                up[name] = reading.value > 0
            else:
                load[name] = max(load.get(name, 0.0), reading.value)
        if up and whole:
            self._notice_gone(up)
        return [*self._interfaces(up), *self._backups(up, load)]

    def _notice_gone(self, up: dict[str, bool]) -> None:
        """Mark as down the primaries that have left the list."""
        for line in self._lines:
            if line.interface in up:
                self._missed[line.circuit] = 0
            elif line.role == "primary" and line.circuit in self._up:
                self._missed[line.circuit] += 1
                if self._missed[line.circuit] >= GONE_AFTER:
                    up[line.interface] = False

    def _interfaces(self, up: Mapping[str, bool]) -> Iterator[Observed]:
        for line in self._lines:
            now = up.get(line.interface)
            if now is None or self._up.get(line.circuit) is now:
                continue
            self._up[line.circuit] = now
            yield Observed(
                "circuit-interface",
                {"circuit": line.circuit, "interface": line.interface, "up": int(now)},
            )

    def _backups(self, up: Mapping[str, bool], load: Mapping[str, float]) -> Iterator[Observed]:
        for line in self._lines:
            if line.role != "backup":
                continue
            before = self._in_use.get(line.circuit, False)
            now = _both(up.get(line.interface), self._needed(line, up, load, before))
            if now is None or now is before:
                continue
            self._in_use[line.circuit] = now
            yield Observed("backup-in-use", {"circuit": line.circuit, "active": int(now)})

    def _needed(
        self, line: Line, up: Mapping[str, bool], load: Mapping[str, float], before: bool
    ) -> bool | None:
        """Whether traffic goes over this backup if it is up; None when that is not known."""
        primaries = [other for other in self._primaries if other.owner == line.owner]
        if not primaries:
            carried = load.get(line.interface)
            return None if carried is None else carried > (IDLE if before else BUSY)
        states = [up.get(primary.interface) for primary in primaries]
        if any(states):
            return False
        return None if None in states else True


def _both(one: bool | None, other: bool | None) -> bool | None:
    """Both hold; None when that is not known."""
    if one is False or other is False:
        return False
    return None if one is None or other is None else True
