"""The figures of each area: of its circuits, and apart from them of its sites."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exporters.reports.pdf.blocks import Block, Column, Heading, LongTable
from exporters.reports.pdf.scribe import Scribe
from monitord.model.figures import AreaFigures, MonthReport, ProviderFigures
from monitord.model.inventory import Sla

SIZE = 8.0


def areas(report: MonthReport, scribe: Scribe) -> Iterator[Block]:
    """A table for each provider, and one of site service where the report has sites."""
    yield Heading(scribe.say("sla-pdf.areas"))
    several = len(report.providers)
    for each in report.providers:
        heading = scribe.say("sla-pdf.areas.circuits")
        yield Heading(scribe.headed(heading, each.provider, several), 2)
        yield _circuits(each, scribe)
    if report.sites:
        yield Heading(scribe.say("sla-pdf.areas.sites"), 2)
        yield _sites(report, scribe)


def _circuits(figures: ProviderFigures, scribe: Scribe) -> LongTable:
    say, sla = scribe.say, figures.provider.sla
    columns = (
        Column(say("sla-pdf.column.area"), 27),
        Column(say("sla-pdf.column.circuits"), 16, "right"),
        Column(say("sla-pdf.column.available"), 19, "right"),
        Column(say("sla-pdf.column.provider-down"), 19, "right"),
        Column(say("sla-pdf.column.suspected-down"), 18, "right"),
        Column(say("sla-pdf.column.others-down"), 18, "right"),
        Column(say("sla-pdf.column.excluded"), 20, "right"),
        Column(say("sla-pdf.column.outages-both"), 16, "right"),
        Column(say("sla-pdf.column.mttr"), 17, "right"),
    )
    rows = [
        (each.name, scribe.count(each.circuits), *_down(each, sla, scribe))
        for each in figures.areas
    ]
    whole = (say("sla-pdf.column.all"), scribe.count(len(figures.circuits)))
    total = (*whole, *_down(figures, sla, scribe))
    return LongTable(columns, [*rows, total], SIZE)


def _down(figures: AreaFigures | ProviderFigures, sla: Sla, scribe: Scribe) -> Sequence[str]:
    available = figures.available
    return (
        scribe.share(available.ratio),
        scribe.span(available.provider_down),
        scribe.span(available.suspected_down),
        scribe.span(available.others_down),
        scribe.span(sum(available.excluded.values())),
        f"{scribe.count(figures.answered.outages)}/{scribe.count(figures.repairs.outages)}",
        scribe.span(figures.answered.mttr(sla).value),
    )


def _sites(report: MonthReport, scribe: Scribe) -> LongTable:
    say = scribe.say
    columns = (
        Column(say("sla-pdf.column.area"), 60),
        Column(say("sla-pdf.column.sites"), 20, "right"),
        Column(say("sla-pdf.column.served"), 24, "right"),
        Column(say("sla-pdf.column.hours"), 24, "right"),
        Column(say("sla-pdf.column.lost"), 21, "right"),
        Column(say("sla-pdf.column.unknown"), 21, "right"),
    )
    served = [each for each in report.areas if each.sites]
    rows = [_site_row(each, scribe) for each in served]
    whole = report.served
    total = (
        say("sla-pdf.column.all"),
        scribe.count(sum(each.sites for each in served)),
        scribe.share(whole.ratio),
        scribe.span(whole.hours),
        scribe.span(whole.lost),
        scribe.span(whole.unknown),
    )
    return LongTable(columns, [*rows, total], SIZE)


def _site_row(area: AreaFigures, scribe: Scribe) -> Sequence[str]:
    served = area.served
    return (
        area.name,
        scribe.count(area.sites),
        scribe.share(served.ratio),
        scribe.span(served.hours),
        scribe.span(served.lost),
        scribe.span(served.unknown),
    )
