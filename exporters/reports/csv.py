"""A month as CSV (RFC 4180, UTF-8): the raw intervals, the outages, the figures of each circuit.

The same month gives the same bytes. Times are UTC with microseconds, spans seconds, ratios from
0 to 1, shares of a total given as numerator and denominator; empty: there is none.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import TextIO

from monitord.model import raw
from monitord.model.figures import CircuitFigures, MonthReport, Outage, Ratio, Repairs
from monitord.model.ledger import Excluded
from monitord.model.states import State

OUTAGES = (
    "outage", "circuit", "provider", "site", "start", "end", "decided_at", "down_seconds",
    "excluded_seconds", "cause", "owner", "certainty", "settled", "agreed", "corrected",
    "incident", "ticket", "reported_at",
)  # fmt: skip
EXCLUDED = (Excluded.AGREED, Excluded.MAINTENANCE, Excluded.UNKNOWN, Excluded.UNREACHABLE)
SHARES = ("availability", "availability_with_suspected", "coverage")
"""Seconds of seconds."""
MEANS = ("repair_from_detection", "repair_from_report", "between_outages")
"""Seconds, of so many outages."""
PARTS = ("numerator", "denominator", "value")
CIRCUITS = (
    "circuit", "provider", "site", "site_name", "area", "role", "medium", "bandwidth_bits",
    "present_seconds", *(f"{state}_seconds" for state in State),
    *(f"excluded_{why}_seconds" for why in EXCLUDED), "counted_seconds", "provider_down_seconds",
    "suspected_down_seconds", "others_down_seconds",
    *(f"{name}_{part}" for name in SHARES + MEANS for part in PARTS),
    "target", "budget_seconds", "budget_left_seconds", "credit", "outages", "longest_seconds",
    *(f"answered_{name}_{part}" for name in MEANS for part in PARTS),
    "answered_outages", "answered_longest_seconds",
)  # fmt: skip


def intervals(report: MonthReport, out: TextIO) -> None:
    """The raw intervals: what `Inputs.data` is the digest of."""
    out.write(raw.as_csv(report.intervals))


def outages(report: MonthReport, out: TextIO) -> None:
    """Every outage of the circuits, by provider, then by start."""
    writer = csv.writer(out)
    writer.writerow(OUTAGES)
    writer.writerows(_outage(each) for one in report.providers for each in one.outages)


def circuits(report: MonthReport, out: TextIO) -> None:
    """Every circuit's figures, by provider."""
    writer = csv.writer(out)
    writer.writerow(CIRCUITS)
    writer.writerows(_circuit(each) for one in report.providers for each in one.circuits)


def _outage(outage: Outage) -> Sequence[str]:
    return (
        outage.id,
        outage.subject.id,
        outage.provider or "",
        outage.site,
        raw.instant(outage.start),
        raw.instant(outage.end) if outage.end else "",
        raw.instant(outage.decided_at),
        raw.seconds(outage.down),
        raw.seconds(outage.excluded),
        outage.cause or "",
        outage.owner or "",
        outage.certainty or "",
        raw.yes(outage.settled),
        raw.yes(outage.agreed),
        raw.yes(outage.corrected),
        outage.incident or "",
        outage.ticket or "",
        raw.instant(outage.reported_at) if outage.reported_at else "",
    )


def _circuit(figures: CircuitFigures) -> Sequence[str]:
    available, repairs = figures.available, figures.repairs
    shares = (available.ratio, available.with_suspected, available.coverage)
    return (
        figures.id,
        figures.provider,
        figures.site,
        figures.site_name,
        figures.area,
        figures.role,
        figures.medium or "",
        "" if figures.bandwidth is None else str(figures.bandwidth),
        raw.seconds(available.present),
        *(raw.seconds(available.states.get(state, 0.0)) for state in State),
        *(raw.seconds(available.excluded.get(why, 0.0)) for why in EXCLUDED),
        raw.seconds(available.counted),
        raw.seconds(available.provider_down),
        raw.seconds(available.suspected_down),
        raw.seconds(available.others_down),
        *(text for each in shares for text in (*_share(each), _number(each.value))),
        *_means(repairs),
        _number(figures.target),
        _seconds(figures.budget),
        _seconds(figures.budget_left),
        _number(figures.credit),
        str(repairs.outages),
        raw.seconds(repairs.longest),
        *_means(figures.answered),
        str(figures.answered.outages),
        raw.seconds(figures.answered.longest),
    )


def _means(repairs: Repairs) -> Sequence[str]:
    """Of `MEANS`, in their order."""
    means = (repairs.detection, repairs.report, repairs.between)
    return [text for each in means for text in (*_mean(each), _number(each.value))]


def _share(ratio: Ratio) -> tuple[str, str]:
    return raw.seconds(ratio.good), raw.seconds(ratio.of)


def _mean(ratio: Ratio) -> tuple[str, str]:
    return raw.seconds(ratio.good), f"{ratio.of:.0f}"


def _seconds(value: float | None) -> str:
    return "" if value is None else raw.seconds(value)


def _number(value: float | None) -> str:
    """As exact as it is."""
    return "" if value is None else repr(float(value))
