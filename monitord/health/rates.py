"""How full interfaces are: the bytes between two answers, of what the interface could carry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from monitord.model.readings import Labels, Reading

CAPACITY = "interface_capacity_bytes_per_second"
RECEIVE = "interface_receive_utilization_ratio"
TRANSMIT = "interface_transmit_utilization_ratio"
_RATES = {
    "interface_receive_bytes_total": RECEIVE,
    "interface_transmit_bytes_total": TRANSMIT,
}
_WANTED = frozenset({CAPACITY, *_RATES})
SHORTEST, LONGEST = 0.5, 3.0
"""Intervals between two answers: many agents look at their counters every few seconds only, and
over more than two lost polls a mean hides what people ask about."""
NOISE = 1.1
"""Up to here a ratio is 1, measured badly; beyond it the counter jumped: nothing was measured."""


@dataclass(frozen=True, slots=True)
class _Sample:
    at: int
    counters: dict[tuple[str, Labels], float] = field(default_factory=dict)


class Rates:
    """Utilisation of one agent's interfaces. Times are CLOCK_MONOTONIC nanoseconds."""

    def __init__(self) -> None:
        self._last: _Sample | None = None

    def forget(self) -> None:
        """The counters began again."""
        self._last = None

    def measure(self, readings: Iterable[Reading], at: int, interval: float) -> list[Reading]:
        """What the counters read at `at` say since the last answer; polls are `interval` s apart.

        Nothing for an interface that has no capacity, is new, or whose counter went back or jumped.
        After too short a time the older sample stays, so that the next answer has one.
        """
        last = self._last
        passed = 0.0 if last is None else (at - last.at) / 1e9
        if last is not None and passed < SHORTEST * interval:
            return []
        sample, capacities = _Sample(at), dict[Labels, float]()
        for reading in readings:
            if reading.quantity not in _WANTED or isinstance(reading.value, str):
                continue
            if reading.quantity != CAPACITY:
                sample.counters[reading.quantity, reading.labels] = reading.value
            elif reading.value > 0:
                capacities[reading.labels] = reading.value
        self._last = sample
        if last is None or passed > LONGEST * interval:
            return []
        return list(_ratios(last, sample, passed, capacities))


def _ratios(
    last: _Sample, sample: _Sample, passed: float, capacities: dict[Labels, float]
) -> Iterator[Reading]:
    for (quantity, labels), count in sample.counters.items():
        before, capacity = last.counters.get((quantity, labels)), capacities.get(labels)
        if before is None or capacity is None:
            continue
        ratio = (count - before) / passed / capacity
        if 0 <= ratio <= NOISE:
            yield Reading(_RATES[quantity], labels, min(ratio, 1.0))
