"""A simulated month as a Prometheus would have scraped it: OpenMetrics with time stamps.

What stands at a scrape is what was decided last before it in that life of the monitor; while it is
dead there is nothing. Nothing of it is taken from `monitord.sla`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO

from monitord.model.evidence import Evidence
from monitord.model.states import State

BLOCK = 7200
"""Seconds of a block of Prometheus; one file for each, or promtool would read it once for each."""
OFFSET = 17.381
"""Seconds after the full minute at which this monitor happens to be scraped."""
HEAD = "# TYPE monitord_circuit_state gauge\n# TYPE monitord_ready gauge\n"


@dataclass(frozen=True, slots=True)
class Lie:
    """A stretch [start, end) in which a circuit's series say something else, Unix seconds."""

    circuit: str
    start: float
    end: float
    state: State


@dataclass(frozen=True, slots=True)
class _Told:
    whens: Sequence[float]
    states: Sequence[State]

    def at(self, when: float) -> State | None:
        index = bisect_right(self.whens, when)
        return self.states[index - 1] if index else None


class Scraping:
    """What of a month is scraped every `interval` seconds."""

    def __init__(
        self,
        evidence: Evidence,
        interval: float,
        lies: Collection[Lie] = (),
        states: Collection[State] = tuple(State),
    ) -> None:
        """`states`: those that are written; others are not there, as if they had been dropped."""
        self._lives = [
            (span.first_at.timestamp(), span.last_at.timestamp(), span.boot_id)
            for span in evidence.spans
        ]
        self._interval = interval
        self._states = tuple(states)
        self._lies = tuple(lies)
        self._told = _by_boot(evidence)
        circuits = {circuit for its in self._told.values() for circuit in its}
        self.circuits = sorted(circuits)
        self.samples = 0
        """How many have been written."""

    def files(self, start: datetime, end: datetime, folder: Path) -> Iterator[Path]:
        """A file for each block of [start, end); it may be deleted once it was used."""
        at, last = start.timestamp(), end.timestamp()
        while at < last:
            until = min(last, (at // BLOCK + 1) * BLOCK)
            scrapes = list(self._scrapes(at, until))
            if scrapes:
                path = folder / f"{int(at)}.om"
                with path.open("w", encoding="ascii") as file:
                    self._write(file, scrapes)
                yield path
            at = until

    def _scrapes(self, start: float, end: float) -> Iterator[tuple[float, str]]:
        """When was scraped, and which life of the monitor answered."""
        number = int((start - OFFSET) // self._interval)
        while (at := round(number * self._interval + OFFSET, 3)) < end:
            alive = [boot for first, last, boot in self._lives if first <= at <= last]
            if start <= at and alive:
                yield at, alive[-1]
            number += 1

    def _write(self, file: TextIO, scrapes: Sequence[tuple[float, str]]) -> None:
        file.write(HEAD)
        zeros = [f"0 {at:.3f}\n" for at, _ in scrapes]
        ones = [f"1 {at:.3f}\n" for at, _ in scrapes]
        file.write("monitord_ready " + "monitord_ready ".join(ones))
        self.samples += len(ones)
        for circuit in self.circuits:
            saw = [self._state(circuit, at, boot) for at, boot in scrapes]
            there = set(saw)
            for state in self._states:
                name = f'monitord_circuit_state{{circuit="{circuit}",state="{state}"}} '
                if there == {state}:
                    values = ones
                elif state in there:
                    values = [ones[i] if s is state else zeros[i] for i, s in enumerate(saw)]
                else:
                    values = zeros
                file.write(name + name.join(values))
                self.samples += len(values)
        file.write("# EOF\n")

    def _state(self, circuit: str, at: float, boot: str) -> State:
        for lie in self._lies:
            if lie.circuit == circuit and lie.start <= at < lie.end:
                return lie.state
        told = self._told[boot].get(circuit)
        return (told.at(at) if told else None) or State.UNKNOWN


def _by_boot(evidence: Evidence) -> Mapping[str, Mapping[str, _Told]]:
    """By life of the monitor and circuit, what was decided when."""
    found: dict[str, dict[str, list[tuple[float, State]]]] = defaultdict(lambda: defaultdict(list))
    for change in evidence.changes:
        if change.subject.kind == "circuit":
            decided = (change.decided_at.timestamp(), change.state)
            found[change.boot_id][change.subject.id].append(decided)
    return {
        boot: {
            circuit: _Told([at for at, _ in its], [state for _, state in its])
            for circuit, its in circuits.items()
        }
        for boot, circuits in found.items()
    }
