"""Every outage of the circuits, in words, for people to go through together."""

from __future__ import annotations

from datetime import datetime

from exporters.reports.progress import Progress
from exporters.reports.xlsx.book import Book
from exporters.reports.xlsx.table import Column, Table, write
from monitord.model.figures import Outage
from monitord.model.incidents import Owner

IN_MONTH = "=IF(AND({start}>=month_start,{start}<month_end,{down}>0),1,0)"
"""It counts where it began, unless all of it is left out."""


def answered(outage: Outage) -> bool:
    """Whether the provider answers for it, or is suspected."""
    return outage.owner is Owner.PROVIDER


def sheet(book: Book, progress: Progress) -> None:
    """Write it."""
    rows = [each for provider in book.report.providers for each in provider.outages]
    table = Table(sheet="outages", columns=_columns(book), rows=rows, still=2)
    write(book, table, progress)


def counts(book: Book, outage: Outage) -> bool:
    """What `IN_MONTH` comes to."""
    month = book.report.month
    return month.start <= outage.start < month.end and outage.down > 0


def from_detection(book: Book, outage: Outage) -> float | None:
    """Seconds from when it was detected to its end; None where that says nothing."""
    if outage.end is None or not counts(book, outage):
        return None
    return max(0.0, (outage.end - max(outage.decided_at, outage.start)).total_seconds())


def from_report(book: Book, outage: Outage) -> float | None:
    """Seconds from when it was reported to its end; None likewise."""
    if outage.end is None or outage.reported_at is None or not counts(book, outage):
        return None
    return max(0.0, (outage.end - outage.reported_at).total_seconds())


def _detection(book: Book, outage: Outage) -> str:
    shift = _shift(book, max(outage.decided_at, outage.start), outage.end)
    span = f"MAX(0,{{end}}-MAX({{decided}},{{start}}){shift})"
    return f'=IF(AND({{in_month}}=1,{{end}}<>""),{span},"")'


def _report(book: Book, outage: Outage) -> str:
    shift = _shift(book, outage.reported_at, outage.end)
    span = f"MAX(0,{{end}}-{{reported}}{shift})"
    return f'=IF(AND({{in_month}}=1,{{end}}<>"",{{reported}}<>""),{span},"")'


def _shift(book: Book, start: datetime | None, end: datetime | None) -> str:
    """By how much local clocks were set on or back between the two: `+1/24`; mostly nothing."""
    if start is None or end is None:
        return ""
    before, after = (at.astimezone(book.zone).utcoffset() for at in (start, end))
    if before is None or after is None or before == after:
        return ""
    return f"{(before - after).total_seconds():+.0f}/86400"


def _columns(book: Book) -> list[Column[Outage]]:
    names = book.report.names

    def head(key: str) -> str:
        return book.word(f"column.{key}")

    def word(subject: str, code: str | None) -> str | None:
        return None if code is None else book.texts.say(f"{subject}.{code}")

    def yes(value: bool) -> str:
        return book.word("yes" if value else "no")

    return [
        Column(key="outage", heading=head("outage"), value=lambda o: o.id, width=34),
        Column(key="circuit", heading=head("circuit"), value=lambda o: o.subject.id, width=18,
               name="outage_circuit"),
        Column(key="provider", heading=head("provider-id"), value=lambda o: o.provider,
               name="outage_provider"),
        Column(key="site", heading=head("site"), value=lambda o: o.site),
        Column(key="site_name", heading=head("site-name"), value=lambda o: names.get(o.site),
               width=28),
        Column(key="start", heading=head("start"), value=lambda o: o.start, style="instant",
               width=20),
        Column(key="end", heading=head("end"), value=lambda o: o.end, style="instant", width=20),
        Column(key="decided", heading=head("decided"), value=lambda o: o.decided_at,
               style="instant", width=20),
        Column(key="down", heading=head("down"), value=lambda o: o.down, style="span",
               name="outage_down", total=True),
        Column(key="excluded", heading=head("excluded"), value=lambda o: o.excluded, style="span",
               total=True),
        Column(key="cause", heading=head("cause"), value=lambda o: word("cause", o.cause),
               width=24),
        Column(key="owner", heading=head("owner"), value=lambda o: word("owner", o.owner),
               width=18),
        Column(key="certainty", heading=head("certainty"),
               value=lambda o: word("certainty", o.certainty)),
        Column(key="settled", heading=head("settled"), value=lambda o: yes(o.settled)),
        Column(key="agreed", heading=head("agreed"), value=lambda o: yes(o.agreed)),
        Column(key="corrected", heading=head("corrected"), value=lambda o: yes(o.corrected)),
        Column(key="ticket", heading=head("ticket"), value=lambda o: o.ticket, width=20),
        Column(key="reported", heading=head("reported"), value=lambda o: o.reported_at,
               style="instant", width=20),
        Column(key="evidence", heading=head("evidence"), value=lambda o: o.incident, width=18),
        Column(key="in_month", heading=head("in-month"), value=lambda o: int(counts(book, o)),
               formula=IN_MONTH, style="count", name="outage_in_month", total=True),
        Column(key="answered", heading=head("answered"), value=lambda o: int(answered(o)),
               formula=f'=IF({{owner}}="{word("owner", Owner.PROVIDER)}",1,0)', style="count",
               name="outage_answered", total=True),
        Column(key="from_detection", heading=head("from-detection"),
               value=lambda o: from_detection(book, o), formula=lambda o: _detection(book, o),
               style="span", name="outage_from_detection", total=True),
        Column(key="from_report", heading=head("from-report"),
               value=lambda o: from_report(book, o), formula=lambda o: _report(book, o),
               style="span", name="outage_from_report", total=True),
    ]  # fmt: skip
