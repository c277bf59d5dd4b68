"""Every outage of a provider's circuits, whoever answers for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exporters.reports.pdf.blocks import Block, Column, LongTable, Paragraph
from exporters.reports.pdf.scribe import NONE, Scribe, span
from monitord.model.figures import Outage, ProviderFigures
from monitord.model.incidents import Certainty


def outages(figures: ProviderFigures, scribe: Scribe) -> Iterator[Block]:
    """One row each, by their start. None is left out, however many there are."""
    number = scribe.count(len(figures.outages))
    yield Paragraph(scribe.say("outages.note" if figures.outages else "outages.none", n=number))
    if not figures.outages:
        return
    say = scribe.say
    columns = (
        Column(say("column.number"), 9, "right"),
        Column(say("column.circuit"), 28),
        Column(say("column.site"), 38),
        Column(say("column.start"), 26, "right"),
        Column(say("column.end"), 26, "right"),
        Column(say("column.down"), 15, "right"),
        Column(say("column.excluded"), 15, "right"),
        Column(say("column.cause"), 27),
        Column(say("column.owner"), 22),
        Column(say("column.certainty"), 24),
        Column(say("column.ticket"), 20),
        Column(say("column.evidence"), 23),
    )
    rows = [
        (scribe.count(number), *_row(each, scribe))
        for number, each in enumerate(figures.outages, 1)
    ]
    yield LongTable(columns, rows)


def _row(outage: Outage, scribe: Scribe) -> Sequence[str]:
    end = scribe.say("outage.lasting") if outage.end is None else scribe.second(outage.end)
    return (
        outage.subject.id,
        scribe.names.get(outage.site, outage.site),
        scribe.second(outage.start),
        end,
        span(outage.down),
        span(outage.excluded),
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
        said.append(scribe.say("outage.settled"))
    if outage.corrected:
        said.append(scribe.say("outage.corrected"))
    if outage.agreed:
        said.append(scribe.say("outage.agreed"))
    return ", ".join(said) or NONE
