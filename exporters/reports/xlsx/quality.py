"""What test packets said of each circuit: sums, shares within the limits, percentiles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from exporters.reports.xlsx.book import Book
from exporters.reports.xlsx.table import Column, Table, write
from monitord.model.figures import CircuitFigures, Quality
from monitord.model.sketch import RELATIVE_ERROR
from monitord.model.slots import Counts, Samples


@dataclass(frozen=True, slots=True)
class Line:
    """A circuit in one direction."""

    circuit: CircuitFigures
    quality: Quality


C = Column[Line]
LIMITS = ("loss", "rtt", "jitter", "mos")
SCALES = {"loss": ("share", 1.0), "rtt": ("milliseconds", 1e3), "jitter": ("milliseconds", 1e3),
          "delay": ("milliseconds", 1e3), "mos": ("score", 1.0)}  # fmt: skip
"""How a quantity is shown, and times what."""
QUANTILES = {"rtt": (0.5, 0.95, 0.99), "jitter": (0.5, 0.95, 0.99), "delay": (0.5, 0.95),
             "mos": (0.05, 0.5)}  # fmt: skip
"""Those that tell: of MOS the low ones."""


def sheet(book: Book) -> None:
    """Write it; circuits only, what their provider comes to is in the summary."""
    rows = [
        Line(circuit, quality)
        for provider in book.report.providers
        for circuit in provider.circuits
        for quality in circuit.quality
    ]
    columns = [*_identity(book), *_counts(book)]
    for name in QUANTILES:
        columns += _samples(book, name)
    for name in LIMITS:
        columns += _within(book, name)
    error = book.texts.quantity("error_ratio", RELATIVE_ERROR)
    params = (("error", error),)
    write(book, Table(sheet="quality", columns=columns, rows=rows, still=1, params=params))


def what(book: Book, name: str) -> str:
    """A quantity with its unit: `Độ trễ khứ hồi (ms)`."""
    said = book.word(f"column.{name}")
    return f"{said} (ms)" if SCALES[name][0] == "milliseconds" else said


def _identity(book: Book) -> list[C]:
    def head(key: str) -> str:
        return book.word(f"column.{key}")

    return [
        C(key="circuit", heading=head("circuit"), value=lambda x: x.circuit.id, width=18),
        C(key="provider", heading=head("provider-id"), value=lambda x: x.circuit.provider,
          name="quality_provider"),
        C(key="site_name", heading=head("site-name"), value=lambda x: x.circuit.site_name,
          width=28),
        C(key="direction", heading=head("direction"), name="quality_direction",
          value=lambda x: book.word(f"direction.{x.quality.direction}")),
        C(key="slots", heading=head("slots"), style="count", value=lambda x: x.quality.slots,
          name="quality_slots", total=True),
    ]  # fmt: skip


def _counts(book: Book) -> list[C]:
    def count(key: str, value: Callable[[Counts], int]) -> C:
        return C(key=key, heading=book.word(f"column.{key.replace('_', '-')}"), style="count",
                 value=lambda x: value(x.quality.counts), name=f"quality_{key}",
                 total=True)  # fmt: skip

    return [
        count("sent", lambda c: c.sent),
        count("received", lambda c: c.received),
        count("lost", lambda c: c.lost),
        count("not_measured", lambda c: c.unmeasured),
        count("duplicates", lambda c: c.duplicates),
        count("reordered", lambda c: c.reordered),
        count("late", lambda c: c.late),
        C(key="loss", heading=book.word("column.loss"), style="percent",
          value=lambda x: x.quality.counts.loss,
          formula='=IF({received}+{lost}>0,{lost}/({received}+{lost}),"")'),
    ]  # fmt: skip


def _samples(book: Book, name: str) -> list[C]:
    style, times = SCALES[name]

    def scaled(value: float | None) -> float | None:
        return None if value is None else value * times

    def samples(line: Line) -> Samples:
        found: Samples = getattr(line.quality, name)
        return found

    def quantile(q: float) -> C:
        heading = book.word("column.quantile", what=what(book, name), q=round(q * 100))
        return C(key=f"{name}_p{round(q * 100)}", heading=heading, style=style,
                 value=lambda x: scaled(samples(x).sketch.quantile(q)))  # fmt: skip

    mean = book.word("column.mean", what=what(book, name))
    return [
        C(key=f"{name}_mean", heading=mean, style=style, value=lambda x: scaled(samples(x).mean)),
        *map(quantile, QUANTILES[name]),
    ]


def _within(book: Book, name: str) -> list[C]:
    style, times = SCALES[name]

    def limit(line: Line) -> float | None:
        within = line.quality.within.get(name)
        return None if within is None else within.limit * times

    def slots(line: Line, part: str) -> float | None:
        within = line.quality.within.get(name)
        return None if within is None else getattr(within, part)

    def share(line: Line) -> float | None:
        within = line.quality.within.get(name)
        return None if within is None else within.value

    def head(key: str) -> str:
        return book.word(f"column.{key}", what=what(book, name))

    good, of = f"{name}_good", f"{name}_of"
    return [
        C(key=f"{name}_limit", heading=head("limit"), style=style, value=limit),
        C(key=good, heading=head("good"), style="count", value=lambda x: slots(x, "good"),
          name=f"quality_{good}", total=True),
        C(key=of, heading=head("of"), style="count", value=lambda x: slots(x, "of"),
          name=f"quality_{of}", total=True),
        C(key=f"{name}_share", heading=head("share"), style="share", value=share,
          formula=f'=IF(N({{{of}}})>0,{{{good}}}/{{{of}}},"")'),
    ]  # fmt: skip
