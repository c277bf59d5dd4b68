"""The figures of hand-made months: the written rules once more, in few words.

Not the ledger's arithmetic (that is `monitord.sla`): what is printed must not depend on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from math import fsum
from typing import TypeVar
from zoneinfo import ZoneInfo

from monitord.model.figures import Available, Month, Outage, Quality, Ratio, Repairs, Within
from monitord.model.incidents import Certainty, Owner
from monitord.model.inventory import Sla
from monitord.model.ledger import Excluded, Interval
from monitord.model.slots import merged_counts, merged_samples
from monitord.model.states import State

K = TypeVar("K")
STATES = (State.UP, State.DEGRADED, State.DOWN, State.UNREACHABLE, State.MAINTENANCE, State.UNKNOWN)
COUNTED_OUT = (
    Excluded.MAINTENANCE,
    Excluded.UNKNOWN,
    Excluded.UNREACHABLE,
    Excluded.AGREED,
)
"""What is absent is not even present."""


def class_of(interval: Interval, sla: Sla, *, closed: bool) -> str:
    """As what a stretch counts: one of `Excluded`, `good`, `provider`, `suspected`, `others`."""
    left_out = _excluded(interval, sla)
    if left_out is not None:
        return left_out
    bad = interval.state is State.DOWN or (
        interval.state is State.DEGRADED and sla.degraded == "down"
    )
    if not bad:
        return "good"
    if interval.owner is not Owner.PROVIDER:
        return "others"
    if interval.certainty is not Certainty.SUSPECTED:
        return "provider"
    if not closed:
        return "suspected"
    return "provider" if sla.suspected == "provider" else Excluded.AGREED


def _excluded(interval: Interval, sla: Sla) -> Excluded | None:
    if not interval.present:
        return Excluded.ABSENT
    if interval.agreed:
        return Excluded.AGREED
    if interval.state is State.MAINTENANCE:
        return Excluded.MAINTENANCE
    if interval.state is State.UNKNOWN and sla.unknown == "excluded":
        return Excluded.UNKNOWN
    return Excluded.UNREACHABLE if interval.state is State.UNREACHABLE else None


def available(intervals: Iterable[Interval], sla: Sla, *, closed: bool) -> Available:
    """What a circuit's stretches come to."""
    by_class: dict[str, float] = defaultdict(float)
    states: dict[State, float] = defaultdict(float)
    for interval in intervals:
        by_class[class_of(interval, sla, closed=closed)] += interval.seconds
        if interval.present:
            states[interval.state] += interval.seconds
    counted = fsum(by_class[name] for name in ("good", "provider", "suspected", "others"))
    return Available(
        present=fsum(states.values()),
        states={state: states[state] for state in STATES if state in states},
        excluded={why: by_class[why] for why in COUNTED_OUT if by_class[why]},
        provider_down=by_class["provider"],
        suspected_down=by_class["suspected"],
        others_down=by_class["others"],
        counted=counted,
    )


def together(parts: Sequence[Available]) -> Available:
    """Sums of numerators and denominators."""
    return Available(
        present=fsum(each.present for each in parts),
        states=_summed([each.states for each in parts]),
        excluded=_summed([each.excluded for each in parts]),
        provider_down=fsum(each.provider_down for each in parts),
        suspected_down=fsum(each.suspected_down for each in parts),
        others_down=fsum(each.others_down for each in parts),
        counted=fsum(each.counted for each in parts),
    )


def _summed(maps: Sequence[Mapping[K, float]]) -> Mapping[K, float]:
    keys = dict.fromkeys(key for each in maps for key in each)
    return {key: fsum(each.get(key, 0.0) for each in maps) for key in keys}


def by_day(
    intervals: Sequence[Interval], days: Sequence[date], timezone: str, sla: Sla, *, closed: bool
) -> list[Available]:
    """The same of each local day."""
    zone = ZoneInfo(timezone)
    edges = [datetime.combine(day, time(), zone) for day in days]
    edges.append(datetime.combine(days[-1] + timedelta(days=1), time(), zone))
    pieces: list[list[Interval]] = [[] for _ in days]
    for interval in intervals:
        first = (interval.start.astimezone(zone).date() - days[0]).days
        for index in range(first, len(days)):
            start, end = edges[index], edges[index + 1]
            if interval.end <= start:
                break
            cut = replace(interval, start=max(interval.start, start), end=min(interval.end, end))
            pieces[index].append(cut)
    return [available(each, sla, closed=closed) for each in pieces]


def qualities(parts: Sequence[Quality]) -> list[Quality]:
    """Of many circuits: counts, sums and distributions added up, for each direction."""
    found = []
    for direction in dict.fromkeys(each.direction for each in parts):
        those = [each for each in parts if each.direction is direction]
        names = dict.fromkeys(name for each in those for name in each.within)
        within = [(name, [q.within[name] for q in those if name in q.within]) for name in names]
        found.append(
            Quality(
                direction=direction,
                counts=merged_counts(each.counts for each in those),
                rtt=merged_samples(each.rtt for each in those),
                jitter=merged_samples(each.jitter for each in those),
                delay=merged_samples(each.delay for each in those),
                mos=merged_samples(each.mos for each in those),
                slots=sum(each.slots for each in those),
                within={
                    name: Within(w[0].limit, sum(x.good for x in w), sum(x.of for x in w))
                    for name, w in within
                },
            )
        )
    return found


def repairs(outages: Sequence[Outage], intervals: Iterable[Interval], month: Month) -> Repairs:
    """How these outages, of the circuits of these stretches, were repaired."""
    counted = [each for each in outages if each.down > 0]
    begun = [each for each in counted if month.start <= each.start < month.end]
    ended = [(each, each.end) for each in begun if each.end is not None]
    detected = [(end - max(each.decided_at, each.start)) for each, end in ended]
    reported = [(end - each.reported_at) for each, end in ended if each.reported_at is not None]
    well = (State.UP, State.DEGRADED)
    up = fsum(each.seconds for each in intervals if each.present and each.measured in well)
    return Repairs(
        outages=len(begun),
        longest=max((each.down for each in counted), default=0.0),
        detection=Ratio(_seconds(detected), len(detected)),
        report=Ratio(_seconds(reported), len(reported)),
        between=Ratio(up, len(begun)),
    )


def providers(outages: Iterable[Outage]) -> Sequence[Outage]:
    """Those that are laid to the provider, be it by suspicion."""
    return [each for each in outages if each.owner is Owner.PROVIDER]


def _seconds(spans: Iterable[timedelta]) -> float:
    return fsum(max(0.0, each.total_seconds()) for each in spans)
