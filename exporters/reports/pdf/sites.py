"""Site service and MCUs: what the people in the rooms had, whatever the cause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exporters.reports.pdf.blocks import Block, Column, LongTable, Paragraph
from exporters.reports.pdf.scribe import Scribe
from monitord.model.figures import McuFigures, MonthReport, SiteFigures
from monitord.model.states import State

SHOWN = (State.UP, State.DEGRADED, State.DOWN, State.UNREACHABLE, State.MAINTENANCE, State.UNKNOWN)


def sites(report: MonthReport, scribe: Scribe) -> Iterator[Block]:
    """One row each."""
    say = scribe.say
    areas = {area.id: area.name for area in report.areas}
    columns = (
        Column(say("sla-pdf.column.number"), 9, "right"),
        Column(say("sla-pdf.column.site-id"), 36),
        Column(say("sla-pdf.column.site"), 66),
        Column(say("sla-pdf.column.area"), 40),
        Column(say("sla-pdf.column.served"), 18, "right"),
        Column(say("sla-pdf.column.hours"), 20, "right"),
        Column(say("sla-pdf.column.lost"), 18, "right"),
        Column(say("sla-pdf.column.unknown"), 18, "right"),
        Column(say("sla-pdf.column.maintenance"), 18, "right"),
        Column(say("sla-pdf.column.outages"), 13, "right"),
        Column(say("sla-pdf.column.longest"), 17, "right"),
    )
    rows = [
        (scribe.count(number), *_site(each, areas.get(each.area, each.area), scribe))
        for number, each in enumerate(report.sites, 1)
    ]
    yield Paragraph(say("sla-pdf.results.served.note"))
    yield LongTable(columns, rows)


def _site(site: SiteFigures, area: str, scribe: Scribe) -> Sequence[str]:
    served = site.served
    return (
        site.id,
        site.name,
        area,
        scribe.share(served.ratio),
        scribe.span(served.hours),
        scribe.span(served.lost),
        scribe.span(served.unknown),
        scribe.span(site.states.get(State.MAINTENANCE, 0.0)),
        scribe.count(site.outages),
        scribe.span(site.longest),
    )


def mcus(report: MonthReport, scribe: Scribe) -> Iterator[Block]:
    """One row for each MCU and each group of them."""
    say = scribe.say
    columns = (
        Column(say("sla-pdf.column.mcu"), 73),
        *(Column(scribe.words.state(state), 26, "right") for state in SHOWN),
        Column(say("sla-pdf.column.outages"), 18, "right"),
        Column(say("sla-pdf.column.longest"), 26, "right"),
    )
    yield LongTable(columns, [_mcu(each, scribe) for each in report.mcus], 8.0)


def _mcu(mcu: McuFigures, scribe: Scribe) -> Sequence[str]:
    return (
        scribe.say("sla-pdf.mcu.group", id=mcu.id) if mcu.group else mcu.id,
        *(scribe.span(mcu.states.get(state, 0.0)) for state in SHOWN),
        scribe.count(mcu.outages),
        scribe.span(mcu.longest),
    )
