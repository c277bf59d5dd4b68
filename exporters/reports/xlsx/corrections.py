"""What people set right afterwards."""

from __future__ import annotations

from exporters.reports.xlsx.book import Book
from exporters.reports.xlsx.table import Column, Table, write
from monitord.model.ledger import CorrectedField, Correction

C = Column[Correction]


def sheet(book: Book) -> None:
    """Write it."""
    write(book, Table(sheet="corrections", columns=_columns(book), rows=book.report.corrections))


def _columns(book: Book) -> list[C]:
    def head(key: str) -> str:
        return book.word(f"column.{key}")

    def said(correction: Correction, value: str | None) -> str | None:
        if value is None:
            return None
        if correction.field is CorrectedField.EXCLUDED:
            return book.word(value)
        return book.texts.say(f"{correction.field}.{value}")

    return [
        C(key="id", heading=head("number"), value=lambda c: c.id, style="count", width=8),
        C(key="outage", heading=head("subject"), value=lambda c: c.outage, width=34),
        C(key="at", heading=head("at"), value=lambda c: c.at, style="instant", width=20),
        C(key="by", heading=head("by"), value=lambda c: c.by.name, width=20),
        C(key="via", heading=head("via"), value=lambda c: c.by.via),
        C(key="field", heading=head("field"), value=lambda c: book.word(f"field.{c.field}"),
          width=24),
        C(key="before", heading=head("before"), value=lambda c: said(c, c.before), width=20),
        C(key="after", heading=head("after"), value=lambda c: said(c, c.after), width=20),
        C(key="why", heading=head("why"), value=lambda c: c.why, width=60),
    ]  # fmt: skip
