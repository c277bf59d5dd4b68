"""Quality: percentiles, the share of slots within each limit, and how values are distributed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

from exporters.reports.pdf.blocks import (
    Block,
    Column,
    Heading,
    Mark,
    Paragraph,
    Plot,
    Plots,
    Table,
)
from exporters.reports.pdf.scribe import NONE, Scribe
from monitord.model.figures import MonthReport, ProviderFigures, Quality
from monitord.model.inventory import Sla
from monitord.model.sketch import Sketch, value_of
from monitord.model.slots import Samples

BARS = 40
TIMES = ("rtt", "jitter", "delay")
RANKS = (0.5, 0.95, 0.99)


@dataclass(frozen=True, slots=True)
class Measure:
    """A kind of value of one direction, and how it is printed."""

    name: str
    samples: Samples
    limit: float | None

    def quantiles(self) -> Sequence[float | None]:
        """What 50, 95, 99 % of the values keep: of MOS the least, of times the greatest."""
        ranks = [1 - rank for rank in RANKS] if self.name == "mos" else RANKS
        return [self.samples.sketch.quantile(rank) for rank in ranks]

    def printed(self, value: float | None, scribe: Scribe) -> str:
        """Milliseconds, or the scale of MOS."""
        return scribe.number(value) if self.name == "mos" else scribe.milliseconds(value)


def measures(quality: Quality, sla: Sla) -> Iterator[Measure]:
    """Those of which there are values."""
    limits = {"rtt": sla.rtt, "jitter": sla.jitter, "delay": None, "mos": sla.mos}
    for name, limit in limits.items():
        samples: Samples = getattr(quality, name)
        if samples.count:
            yield Measure(name, samples, limit)


def quality(report: MonthReport, scribe: Scribe) -> Iterator[Block]:
    """A table and plots for each provider."""
    yield Heading(scribe.say("sla-pdf.quality"))
    for each in report.providers:
        if len(report.providers) > 1:
            yield Heading(each.provider.name, 2)
        if not any(found.slots for found in each.quality):
            yield Paragraph(scribe.say("sla-pdf.quality.none"))
            continue
        yield _table(each, scribe)
        yield Plots(list(_plots(each, scribe)))
    yield Paragraph(scribe.say("sla-pdf.quality.note"), small=True)


def _table(figures: ProviderFigures, scribe: Scribe) -> Table:
    say = scribe.say
    columns = (
        Column(say("sla-pdf.column.direction"), 21),
        Column(say("sla-pdf.column.measure"), 30),
        *(Column(scribe.promised(rank), 15, "right") for rank in RANKS),
        Column(say("sla-pdf.column.mean"), 15, "right"),
        Column(say("sla-pdf.column.samples"), 19, "right"),
        Column(say("sla-pdf.column.within"), 40, "right"),
    )
    rows = [row for each in figures.quality for row in _rows(each, figures.provider.sla, scribe)]
    return Table(columns, rows)


def _rows(quality: Quality, sla: Sla, scribe: Scribe) -> Iterator[Sequence[str]]:
    direction = scribe.direction(quality.direction)
    counts = quality.counts
    known = scribe.count(counts.received + counts.lost)
    loss = (*[NONE] * len(RANKS), scribe.percent(counts.loss), known)
    yield (direction, scribe.say("sla-pdf.measure.loss"), *loss, within(quality, "loss", scribe))
    for each in measures(quality, sla):
        yield (
            direction,
            scribe.say(f"sla-pdf.measure.{each.name}"),
            *(each.printed(value, scribe) for value in each.quantiles()),
            each.printed(each.samples.mean, scribe),
            scribe.count(each.samples.count),
            within(quality, each.name, scribe),
        )


def within(quality: Quality, name: str, scribe: Scribe) -> str:
    """The share of slots that kept the limit, and of how many."""
    found = quality.within.get(name)
    if found is None or found.value is None:
        return NONE
    good, of = scribe.count(found.good), scribe.count(found.of)
    return f"{scribe.share(found, 2)} ({good}/{of})"


def _plots(figures: ProviderFigures, scribe: Scribe) -> Iterator[Plot]:
    for each in figures.quality:
        for measure in measures(each, figures.provider.sla):
            name, direction = measure.name, each.direction
            title = scribe.say("sla-pdf.plot", measure=scribe.say(f"sla-pdf.measure.{name}"),
                               direction=scribe.direction(direction))  # fmt: skip
            yield plot(title, measure, scribe)


def plot(title: str, measure: Measure, scribe: Scribe) -> Plot:
    """The distribution in `BARS` bars of the same ratio, from the least value to the greatest."""
    counts = measure.samples.sketch.counts
    first, last = min(counts), max(counts)
    per = max(1, -(-(last - first + 1) // BARS))
    bars = [0] * (-(-(last - first + 1) // per))
    for bucket, number in counts.items():
        bars[(bucket - first) // per] += number
    width = per * len(bars)
    highest = max(bars)

    def place(value: float) -> float:
        return (_bucket(value, measure.samples.sketch) - first + 0.5) / width

    marks = [
        Mark(place(value), scribe.promised(rank))
        for rank, value in zip(RANKS, measure.quantiles(), strict=True)
        if value is not None
    ]
    limit = measure.limit
    if limit is not None and 0 <= place(limit) <= 1:
        marks.append(Mark(place(limit), scribe.say("sla-pdf.plot.limit"), limit=True))
    least, most = (measure.printed(value_of(bucket), scribe) for bucket in (first, last))
    return Plot(title, [bar / highest for bar in bars], least, most, marks)


def _bucket(value: float, sketch: Sketch) -> float:
    """Where a value lies among the sketch's buckets, in parts of one."""
    one = min(sketch.counts)
    step = log(value_of(one + 1) / value_of(one))
    return one + log(value / value_of(one)) / step
