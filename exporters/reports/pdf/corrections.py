"""What people set right afterwards, and that the figures hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exporters.reports.pdf.blocks import Block, Column, LongTable, Paragraph
from exporters.reports.pdf.scribe import NONE, Scribe
from monitord.model.figures import MonthReport
from monitord.model.ledger import CorrectedField, Correction


def corrections(report: MonthReport, scribe: Scribe) -> Iterator[Block]:
    """One row each, oldest first."""
    if not report.corrections:
        yield Paragraph(scribe.say("sla-pdf.corrections.none"))
        return
    say = scribe.say
    yield Paragraph(say("sla-pdf.corrections.note"))
    columns = (
        Column(say("sla-pdf.column.number"), 12, "right"),
        Column(say("sla-pdf.column.at"), 34, "right"),
        Column(say("sla-pdf.column.by"), 40),
        Column(say("sla-pdf.column.outage"), 48),
        Column(say("sla-pdf.column.field"), 28),
        Column(say("sla-pdf.column.before"), 28),
        Column(say("sla-pdf.column.after"), 28),
        Column(say("sla-pdf.column.why"), 55),
    )
    yield LongTable(columns, [_row(each, scribe) for each in report.corrections], 8.0)


def _row(correction: Correction, scribe: Scribe) -> Sequence[str]:
    return (
        scribe.count(correction.id),
        scribe.second(correction.at),
        f"{correction.by.name} ({correction.by.via})",
        correction.outage,
        scribe.words.say(f"sla-report.field.{correction.field}"),
        _value(correction.field, correction.before, scribe),
        _value(correction.field, correction.after, scribe),
        correction.why,
    )


def _value(field: CorrectedField, value: str | None, scribe: Scribe) -> str:
    """A value in words; one that nobody knows as it is."""
    if value is None:
        return NONE
    if field is CorrectedField.EXCLUDED:
        return scribe.say(f"sla-report.{value}")
    return scribe.words.entries.get(f"{field}.{value}", value)
