"""What Prometheus scraped of circuits in a month: asked day by day, some circuits at a time.

Most circuits are in one state all day. So Prometheus first counts, over the raw samples, how often
each was in each state; only of those that changed are the samples themselves fetched, and of these
not those of the state that was the most frequent, for that is what is left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from monitord.cli.sla.prometheus import Prometheus, PrometheusError, one_of
from monitord.model.states import State
from monitord.sla.scrapes import Run, Scrapes, joined

METRIC = "monitord_circuit_state"
PILOT = "monitord_ready"
"""A series that is always there, once: its samples tell when Prometheus scraped."""
DAY = 86_400.0
BLOCK = 200
"""Circuits of one question that counts."""
MOST = 500_000
"""Samples of one answer: some 12 MB of JSON."""

_STATES = frozenset(State)


@dataclass(frozen=True, slots=True)
class Scraped:
    """When Prometheus scraped, and by circuit what it saw."""

    scrapes: Scrapes
    runs: Mapping[str, Sequence[Run]]


@dataclass(frozen=True, slots=True)
class _Day:
    """The scrapes in a day, or the part of it that the month has."""

    end: float
    range: str
    """As PromQL writes it: one millisecond short, so that no sample is in two days."""
    index: Mapping[float, int]
    """By time stamp: which of all scrapes it is."""

    @property
    def first(self) -> int:
        return next(iter(self.index.values()))


def scraped(
    prometheus: Prometheus,
    start: float,
    end: float,
    progress: Callable[[int, int], object] = lambda done, all_: None,
) -> Scraped:
    """Of [start, end), Unix seconds. `progress` hears how many questions of how many are done.

    Raises PrometheusError.
    """
    days = list(_days(prometheus, start, end))
    at = [when for day in days for when in day.index]
    if len(at) < 2:
        raise PrometheusError("nothing")
    circuits = prometheus.values_of("circuit", METRIC, start, end)
    blocks = [circuits[i : i + BLOCK] for i in range(0, len(circuits), BLOCK)]
    runs: dict[str, list[Run]] = defaultdict(list)
    for number, day in enumerate(days):
        for part, block in enumerate(blocks):
            for circuit, its in _block(prometheus, day, block):
                runs[circuit] += its
            progress(number * len(blocks) + part + 1, len(days) * len(blocks))
    return Scraped(Scrapes(at), {circuit: joined(each) for circuit, each in runs.items()})


def _days(prometheus: Prometheus, start: float, end: float) -> Iterator[_Day]:
    """Those in which there was any scrape."""
    known = 0
    while start < end:
        until = min(start + DAY, end)
        milliseconds = f"{round((until - start) * 1000) - 1}ms"
        found = prometheus.samples(f"{prometheus.select(PILOT)}[{milliseconds}]", until)
        stamps = _one_clock([[float(at) for at, _ in values] for _, values in found])
        if stamps:
            yield _Day(until, milliseconds, {at: known + n for n, at in enumerate(stamps)})
        known += len(stamps)
        start = until


def _one_clock(each: list[list[float]]) -> list[float]:
    """When was scraped: a series may follow another one, but not run beside it."""
    stamps: list[float] = []
    for series in sorted(filter(None, each)):
        if stamps and series[0] <= stamps[-1]:
            raise PrometheusError("several", metric=PILOT)
        stamps += series
    return stamps


def _block(
    prometheus: Prometheus, day: _Day, circuits: list[str]
) -> Iterator[tuple[str, Sequence[Run]]]:
    """What a day was for these circuits."""
    counts, scrapes = _counts(prometheus, day, circuits), len(day.index)
    rests: dict[str, State | None] = {}
    for circuit, states in counts.items():
        often, seen = max(states, key=lambda state: states[state]), sum(states.values())
        if seen > scrapes:
            raise PrometheusError("several", metric=METRIC)
        if states[often] == scrapes:
            yield circuit, [Run(day.first, day.first + scrapes, often)]
        else:
            # Who was there at every scrape was in the most frequent state when in no other one.
            rests[circuit] = often if seen == scrapes else None
    wanted = [(s, circuit) for circuit, rest in rests.items() for s in counts[circuit] if s != rest]
    saw = _samples(prometheus, day, sorted(wanted))
    for circuit, rest in rests.items():
        yield circuit, joined(_runs(day, saw.get(circuit, {}), rest))


def _counts(
    prometheus: Prometheus, day: _Day, circuits: list[str]
) -> Mapping[str, Mapping[State, int]]:
    """By circuit, in how many scrapes it was in each state; no state in which it never was."""
    selected = prometheus.select(METRIC, circuit=one_of(circuits))
    query = f"sum by (circuit, state) (sum_over_time({selected}[{day.range}])) > 0"
    found: dict[str, dict[State, int]] = defaultdict(dict)
    for labels, (_, value) in prometheus.vector(query, day.end):
        state = labels.get("state", "")
        if state not in _STATES:
            raise PrometheusError("strange", why=f"{METRIC} state={state}")
        found[labels["circuit"]][State(state)] = round(float(value))
    return found


def _samples(
    prometheus: Prometheus, day: _Day, wanted: list[tuple[State, str]]
) -> Mapping[str, Mapping[int, State]]:
    """By circuit: which scrapes saw it in which of the states that are wanted."""
    most = max(1, MOST // len(day.index))
    found: dict[str, dict[int, State]] = defaultdict(dict)
    for state, pairs in groupby(wanted, key=lambda each: each[0]):
        circuits = [circuit for _, circuit in pairs]
        for i in range(0, len(circuits), most):
            some = one_of(circuits[i : i + most])
            query = f"{prometheus.select(METRIC, circuit=some, state=state)}[{day.range}]"
            for labels, values in prometheus.samples(query, day.end):
                saw = found[labels["circuit"]]
                saw.update({_index(day, at): state for at, value in values if value == "1"})
    return found


def _index(day: _Day, at: float) -> int:
    """Which scrape. Raises PrometheusError for a sample of none."""
    if at not in day.index:
        raise PrometheusError("apart", metric=METRIC, pilot=PILOT)
    return day.index[at]


def _runs(day: _Day, saw: Mapping[int, State], rest: State | None) -> Iterator[Run]:
    """`rest`: its state in all other scrapes; None: it was not there in them."""
    at, past = day.first, day.first + len(day.index)
    for index in sorted(saw):
        if rest is not None and at < index:
            yield Run(at, index, rest)
        yield Run(index, index + 1, saw[index])
        at = index + 1
    if rest is not None and at < past:
        yield Run(at, past, rest)
