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
        yield Heading(scribe.say("annex", n=number, title=title))
        yield from blocks


def _each(report: MonthReport, scribe: Scribe) -> Iterator[tuple[str, Iterable[Block]]]:
    several = len(report.providers)
    for each in report.providers:

        def titled(key: str, name: str = each.provider.name) -> str:
            title = scribe.say(key)
            return title if several == 1 else f"{title} – {name}"

        yield titled("annex.circuits"), circuits(each, scribe)
        yield titled("annex.outages"), outages(each, scribe)
        yield titled("annex.repeated"), repeated(each, scribe)
        yield titled("annex.days"), heats(report, each, scribe)
        yield titled("annex.quality"), measured(each, scribe)
    if report.sites:
        yield scribe.say("annex.sites"), sites(report, scribe)
    if report.mcus:
        yield scribe.say("annex.mcus"), mcus(report, scribe)
    yield scribe.say("annex.corrections"), corrections(report, scribe)
    yield scribe.say("annex.sources"), sources(report, scribe)


def sources(report: MonthReport, scribe: Scribe) -> Iterator[Block]:
    """From what the figures were made, so that they can be made again."""
    yield Paragraph(scribe.say("sources.note"))
    inventories = [
        (scribe.say("sources.inventory", at=scribe.moment(at)), sha256)
        for at, sha256 in report.inputs.inventories
    ]
    closing = report.closing
    closed = [] if closing is None else [
        (scribe.say("sources.closing", n=closing.revision),
         scribe.say("sources.closed", at=scribe.moment(closing.at), by=closing.by.name,
                    via=closing.by.via, why=closing.why)),
    ]  # fmt: skip
    yield Facts(
        [
            *inventories,
            (scribe.say("sources.data"), report.inputs.data),
            (scribe.say("sources.version"), f"monitord {report.inputs.version}"),
            (scribe.say("sources.timezone"), report.month.timezone),
            (scribe.say("sources.end"), scribe.moment(report.month.end)),
            *closed,
        ]
    )
