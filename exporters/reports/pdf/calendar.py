"""The month day by day: a calendar of each provider, and fields of areas and circuits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import fsum

from exporters.reports.pdf.blocks import Block, Calendar, Day, Heading, Heat, Legend, Paragraph
from exporters.reports.pdf.scribe import Scribe
from exporters.reports.pdf.shades import EMPTY, MARKS, shade_of
from monitord.model.figures import Available, MonthReport, ProviderFigures, Ratio


def calendar(report: MonthReport, scribe: Scribe) -> Iterator[Block]:
    """Of each provider a month in weeks."""
    yield Heading(scribe.say("sla-pdf.calendar"))
    yield legend(scribe)
    for each in report.providers:
        if len(report.providers) > 1:
            yield Heading(each.provider.name, 2)
        yield _weeks(report, each, scribe)


def legend(scribe: Scribe) -> Legend:
    """What the shades mean."""
    least = [mark for _, mark in MARKS]
    texts = [
        scribe.say("sla-pdf.legend.all"),
        scribe.say("sla-pdf.legend.from", least=scribe.promised(least[0])),
    ]
    texts += [scribe.say("sla-pdf.legend.from", least=scribe.promised(mark)) for mark in least[1:]]
    below = scribe.say("sla-pdf.legend.below", least=scribe.promised(least[-1]))
    return Legend([*texts, below, scribe.say("sla-pdf.legend.none")])


def _weeks(report: MonthReport, figures: ProviderFigures, scribe: Scribe) -> Calendar:
    """The weeks begin on Monday; before the first day stand empty fields."""
    before = report.days[0].weekday() if report.days else 0
    days = [
        Day(str(day.day), _said(available, scribe), shade_of(available.ratio))
        for day, available in zip(report.days, figures.days, strict=False)
    ]
    names = [scribe.say(f"sla-pdf.weekday.{number}") for number in range(1, 8)]
    return Calendar(names, [*([None] * before), *days])


def _said(available: Available, scribe: Scribe) -> Sequence[str]:
    if shade_of(available.ratio) == EMPTY:
        return (scribe.say("sla-pdf.calendar.none"),)
    down = available.provider_down
    return (
        (scribe.share(available.ratio), scribe.span(down))
        if down
        else (scribe.share(available.ratio),)
    )


def by_area(report: MonthReport, figures: ProviderFigures, scribe: Scribe) -> Heat:
    """A row for each area that has circuits of the provider."""
    names = {area.id: area.name for area in figures.areas}
    days: dict[str, list[list[Ratio]]] = defaultdict(lambda: [[] for _ in report.days])
    for circuit in figures.circuits:
        for index, available in enumerate(circuit.days[: len(report.days)]):
            days[circuit.area][index].append(available.ratio)
    found = [each for each in names if each in days]
    shades = [[shade_of(_together(day)) for day in days[each]] for each in found]
    return _heat(report, scribe.say("sla-pdf.column.area"), [names[each] for each in found], shades)


def below_target(report: MonthReport, figures: ProviderFigures, scribe: Scribe) -> Heat | None:
    """A row for each circuit that has not kept the contract; None where all have."""
    found = [each for each in figures.circuits if each.kept is False]
    if not found:
        return None
    labels = [f"{each.id} · {each.site_name}" for each in found]
    shades = [[shade_of(day.ratio) for day in each.days[: len(report.days)]] for each in found]
    return _heat(report, scribe.say("sla-pdf.column.circuit"), labels, shades)


def heats(report: MonthReport, figures: ProviderFigures, scribe: Scribe) -> Iterator[Block]:
    """Both, with what the shades mean."""
    yield legend(scribe)
    yield by_area(report, figures, scribe)
    missed = below_target(report, figures, scribe)
    if missed is None:
        yield Paragraph(scribe.say("sla-pdf.heat.none-below"))
    else:
        yield Heading(scribe.say("sla-pdf.heat.below"), 2)
        yield missed


def _together(ratios: Sequence[Ratio]) -> Ratio:
    return Ratio(fsum(each.good for each in ratios), fsum(each.of for each in ratios))


def _heat(
    report: MonthReport, heading: str, labels: Sequence[str], shades: Sequence[Sequence[int]]
) -> Heat:
    return Heat(heading, [str(day.day) for day in report.days], labels, shades)
