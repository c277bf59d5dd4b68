"""How outages were repaired: how many, how long, how far apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from monitord.model.figures import Month, Outage, Ratio, Repairs
from monitord.model.incidents import Owner
from monitord.model.ledger import Interval
from monitord.model.states import State
from monitord.sla.available import MICROSECOND, total

WELL = frozenset({State.UP, State.DEGRADED})


def repairs(outages: Iterable[Outage], intervals: Iterable[Interval], month: Month) -> Repairs:
    """Of one subject: its outages that touch the month, and its timeline."""
    counted = [each for each in outages if each.down > 0]
    new = [each for each in counted if counts(each, month)]
    ended = [(each, each.end) for each in new if each.end is not None]
    detection = [_between(max(each.decided_at, each.start), end) for each, end in ended]
    report = [_between(each.reported_at, end) for each, end in ended if each.reported_at]
    return Repairs(
        outages=len(new),
        longest=max((each.down for each in counted), default=0.0),
        detection=Ratio(total(detection), len(detection)),
        report=Ratio(total(report), len(report)),
        between=Ratio(_well(intervals), len(new)),
    )


def counts(outage: Outage, month: Month) -> bool:
    """Whether it is one of the month's outages: it began in it, and not all of it is left out."""
    return month.start <= outage.start < month.end and outage.down > 0


def answered(outages: Iterable[Outage]) -> Sequence[Outage]:
    """Those for which the provider answers, or is suspected: what its repair times are made of.

    A power cut is others', and so is what nobody is known to answer for. What a closed month leaves
    out by the contract has no time down any more, and is none of the month's.
    """
    return [each for each in outages if each.owner is Owner.PROVIDER]


def merged(figures: Iterable[Repairs]) -> Repairs:
    """Of many subjects."""
    each = list(figures)
    return Repairs(
        outages=sum(one.outages for one in each),
        longest=max((one.longest for one in each), default=0.0),
        detection=_sum([one.detection for one in each]),
        report=_sum([one.report for one in each]),
        between=_sum([one.between for one in each]),
    )


def _between(start: datetime, end: datetime) -> float:
    """Seconds; what was known only after its end took no time."""
    return max(0.0, (end - start).total_seconds())


def _well(intervals: Iterable[Interval]) -> float:
    """Seconds measured up or degraded."""
    well = (i for i in intervals if i.present and i.measured in WELL)
    return sum((i.end - i.start) // MICROSECOND for i in well) / 1e6


def _sum(ratios: Sequence[Ratio]) -> Ratio:
    return Ratio(total(r.good for r in ratios), sum(r.of for r in ratios))
