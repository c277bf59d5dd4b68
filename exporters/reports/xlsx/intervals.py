"""The raw intervals of the circuits: what everything about availability is worked out from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from datetime import datetime

from exporters.reports.progress import Progress
from exporters.reports.xlsx.book import Book
from exporters.reports.xlsx.table import Column, Table, write
from monitord.model.figures import MonthReport
from monitord.model.incidents import Certainty, Owner
from monitord.model.inventory import Sla
from monitord.model.ledger import Excluded, Interval
from monitord.model.states import State

CHOICE = "INDEX(contract_{0},MATCH({{provider}},contract_provider,0))"
"""What the contract of a line's provider says."""
BLAMED = (
    'IF({owner}<>"provider","others",IF({certainty}="confirmed","provider",'
    'IF(month_closed="no","suspected",'
    f'IF({CHOICE.format("suspected")}="provider","provider","agreed"))))'
)
COUNTS = (
    '=IF({present}="no","absent",IF({agreed}="yes","agreed",'
    'IF({state}="maintenance","maintenance",IF({state}="unreachable","unreachable",'
    f'IF({{state}}="unknown",IF({CHOICE.format("unknown")}="excluded","unknown","good"),'
    f'IF({{state}}="down",{BLAMED},'
    f'IF({{state}}="degraded",IF({CHOICE.format("degraded")}="down",{BLAMED},"good"),'
    '"good")))))))'
)
"""As what a stretch counts, by its line and the contract alone."""


def counts_as(interval: Interval, sla: Sla, *, closed: bool) -> str:
    """What `COUNTS` comes to."""
    if not interval.present:
        return Excluded.ABSENT
    if interval.agreed:
        return Excluded.AGREED
    state = interval.state
    if state is State.MAINTENANCE or state is State.UNREACHABLE:
        return state.value
    if state is State.UNKNOWN:
        return Excluded.UNKNOWN if sla.unknown == "excluded" else "good"
    if state is State.DOWN or (state is State.DEGRADED and sla.degraded == "down"):
        return _blamed(interval, sla, closed=closed)
    return "good"


def _blamed(interval: Interval, sla: Sla, *, closed: bool) -> str:
    if interval.owner is not Owner.PROVIDER:
        return "others"
    if interval.certainty is Certainty.CONFIRMED:
        return "provider"
    if not closed:
        return "suspected"
    return "provider" if sla.suspected == "provider" else Excluded.AGREED


def provider_at(report: MonthReport) -> Callable[[Interval], str]:
    """Tells the provider that a circuit had in an interval."""
    begun: dict[str, list[tuple[datetime, str]]] = {}
    for provider in report.providers:
        for figures in provider.circuits:
            since = figures.moved[0][0] if figures.moved else report.month.start
            begun.setdefault(figures.id, []).append((since, figures.provider))
    for known in begun.values():
        known.sort()

    def provider_of(interval: Interval) -> str:
        known = begun.get(interval.subject.id, [(report.month.start, "")])
        place = bisect_right(known, interval.start, key=lambda each: each[0])
        return known[max(place - 1, 0)][1]

    return provider_of


def sheet(book: Book, progress: Progress) -> None:
    """Write it: codes as in the CSV, which the sheet of the contract explains."""
    report = book.report
    rows = [each for each in report.intervals if each.subject.kind == "circuit"]
    terms = {each.provider.id: each.provider.sla for each in report.providers}
    write(book, Table(sheet="intervals", columns=_columns(book, terms), rows=rows), progress)


def _columns(book: Book, terms: Mapping[str, Sla]) -> list[Column[Interval]]:
    def head(key: str) -> str:
        return book.word(f"column.{key}")

    closed = book.report.closing is not None
    provider = provider_at(book.report)
    plain = Sla()

    def counts(each: Interval) -> str:
        return counts_as(each, terms.get(provider(each), plain), closed=closed)

    return [
        Column(key="circuit", heading=head("circuit"), value=lambda i: i.subject.id, width=18,
               name="interval_circuit"),
        Column(key="provider", heading=head("provider-id"), value=provider,
               name="interval_provider"),
        Column(key="start", heading=head("start"), value=lambda i: i.start, style="instant",
               width=20),
        Column(key="end", heading=head("end"), value=lambda i: i.end, style="instant", width=20),
        Column(key="duration", heading=head("duration"), value=lambda i: i.seconds, style="span",
               name="interval_duration", total=True),
        Column(key="state", heading=head("state"), value=lambda i: i.state.value,
               name="interval_state"),
        Column(key="measured", heading=head("measured"), value=lambda i: i.measured.value,
               name="interval_measured"),
        Column(key="present", heading=head("present"), value=lambda i: "yes" if i.present else "no",
               name="interval_present"),
        Column(key="agreed", heading=head("agreed"), value=lambda i: "yes" if i.agreed else None),
        Column(key="counts", heading=head("counts"), value=counts, formula=COUNTS,
               name="interval_counts"),
        Column(key="cause", heading=head("cause"), value=lambda i: i.cause and i.cause.value),
        Column(key="owner", heading=head("owner"), value=lambda i: i.owner and i.owner.value),
        Column(key="certainty", heading=head("certainty"),
               value=lambda i: i.certainty and i.certainty.value),
        Column(key="window", heading=head("window"), value=lambda i: i.window),
        Column(key="outage", heading=head("outage"), value=lambda i: i.outage, width=34,
               name="interval_outage"),
        Column(key="incident", heading=head("evidence"), value=lambda i: i.incident, width=18),
    ]  # fmt: skip
