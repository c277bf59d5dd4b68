"""Every outage of a provider's circuits, whoever answers for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exporters.reports.pdf.blocks import Block, Column, LongTable, Paragraph
from exporters.reports.pdf.scribe import NONE, Scribe
from monitord.model.figures import Outage, ProviderFigures
from monitord.model.incidents import Certainty


def outages(figures: ProviderFigures, scribe: Scribe) -> Iterator[Block]:
    """One row each, by their start. None is left out, however many there are."""
    number = scribe.count(len(figures.outages))
    yield Paragraph(
        scribe.say("sla-pdf.outages.note" if figures.outages else "sla-pdf.outages.none", n=number)
    )
    if not figures.outages:
        return
    say = scribe.say
    columns = (
        Column(say("sla-pdf.column.number"), 9, "right"),
        Column(say("sla-pdf.column.circuit"), 27),
        Column(say("sla-pdf.column.site"), 34),
        Column(say("sla-pdf.column.start"), 26, "right"),
        Column(say("sla-pdf.column.end"), 26, "right"),
        Column(say("sla-pdf.column.down"), 15, "right"),
        Column(say("sla-pdf.column.excluded"), 15, "right"),
        Column(say("sla-pdf.column.cause"), 26.5),
        Column(say("sla-pdf.column.owner"), 24),
        Column(say("sla-pdf.column.certainty"), 22),
        Column(say("sla-pdf.column.ticket"), 24),
        Column(say("sla-pdf.column.evidence"), 24.5),
    )
    rows = [
        (scribe.count(number), *_row(each, scribe))
        for number, each in enumerate(figures.outages, 1)
    ]
    yield LongTable(columns, rows)


def _row(outage: Outage, scribe: Scribe) -> Sequence[str]:
    end = scribe.say("sla-pdf.outage.lasting") if outage.end is None else scribe.second(outage.end)
    return (
        outage.subject.id,
        scribe.names.get(outage.site, outage.site),
        scribe.second(outage.start),
        end,
        scribe.span(outage.down),
        scribe.span(outage.excluded),
        scribe.cause(outage.cause),
        scribe.owner(outage.owner),
        standing(outage, scribe),
        outage.ticket or NONE,
        outage.incident or outage.id,
    )


def standing(outage: Outage, scribe: Scribe) -> str:
    """How sure it is who answers, and what people have said of it since."""
    certainty = outage.certainty
    said = [scribe.words.say(f"certainty.{certainty}")] if certainty else []
    if outage.settled and certainty is Certainty.SUSPECTED:
        said.append(scribe.say("sla-pdf.outage.settled"))
    if outage.corrected:
        said.append(scribe.say("sla-pdf.outage.corrected"))
    if outage.agreed:
        said.append(scribe.say("sla-pdf.outage.agreed"))
    return ", ".join(said) or NONE
