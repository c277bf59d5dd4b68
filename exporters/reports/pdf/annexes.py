"""The annexes: every circuit, every outage, days, sites, MCUs, corrections, and the sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from exporters.reports.pdf.blocks import Block, Facts, Heading, Paragraph
from exporters.reports.pdf.calendar import heats
from exporters.reports.pdf.circuits import circuits, measured, repeated
from exporters.reports.pdf.corrections import corrections
from exporters.reports.pdf.outages import outages
from exporters.reports.pdf.scribe import Scribe
from exporters.reports.pdf.sites import mcus, sites
from monitord.model.figures import MonthReport


def annexes(report: MonthReport, scribe: Scribe) -> Iterator[Block]:
    """All of them, numbered."""
    for number, (title, blocks) in enumerate(_each(report, scribe), 1):
        yield Heading(scribe.say("sla-pdf.annex", n=number, title=title))
        yield from blocks


def _each(report: MonthReport, scribe: Scribe) -> Iterator[tuple[str, Iterable[Block]]]:
    several = len(report.providers)
    for each in report.providers:

        def titled(key: str, name: str = each.provider.name) -> str:
            title = scribe.say(key)
            return title if several == 1 else f"{title} – {name}"

        yield titled("sla-pdf.annex.circuits"), circuits(each, scribe)
        yield titled("sla-pdf.annex.outages"), outages(each, scribe)
        yield titled("sla-pdf.annex.repeated"), repeated(each, scribe)
        yield titled("sla-pdf.annex.days"), heats(report, each, scribe)
        yield titled("sla-pdf.annex.quality"), measured(each, scribe)
    if report.sites:
        yield scribe.say("sla-pdf.annex.sites"), sites(report, scribe)
    if report.mcus:
        yield scribe.say("sla-pdf.annex.mcus"), mcus(report, scribe)
    yield scribe.say("sla-pdf.annex.corrections"), corrections(report, scribe)
    yield scribe.say("sla-pdf.annex.sources"), sources(report, scribe)


def sources(report: MonthReport, scribe: Scribe) -> Iterator[Block]:
    """From what the figures were made, so that they can be made again."""
    yield Paragraph(scribe.say("sla-pdf.sources.note"))
    inventories = [
        (scribe.say("sla-pdf.sources.inventory", at=scribe.moment(at)), sha256)
        for at, sha256 in report.inputs.inventories
    ]
    closing = report.closing
    closed = [] if closing is None else [
        (scribe.say("sla-pdf.sources.closing", n=closing.revision),
         scribe.say("sla-pdf.sources.closed", at=scribe.moment(closing.at), by=closing.by.name,
                    via=closing.by.via, why=closing.why).removesuffix(": ")),
    ]  # fmt: skip
    yield Facts(
        [
            *inventories,
            (scribe.say("sla-pdf.sources.data"), report.inputs.data),
            (scribe.say("sla-pdf.sources.version"), f"monitord {report.inputs.version}"),
            (scribe.say("sla-pdf.sources.timezone"), report.month.timezone),
            (scribe.say("sla-pdf.sources.end"), scribe.moment(report.month.end)),
            *closed,
        ]
    )
