"""What a report is made of, in words, before it is laid out. Widths are millimetres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Align: TypeAlias = Literal["left", "right", "center"]

PORTRAIT = 170.0
"""The width of the text on an upright page."""
LANDSCAPE = 273.0


@dataclass(frozen=True, slots=True)
class Heading:
    """Of a section (level 1) or a part of one (2)."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str
    small: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """Of a table."""

    heading: str
    width: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """Of a few dozen rows, each as high as it must be."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class LongTable:
    """Of any number of rows: costs a fifth of the memory that a `Table` does."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    size: float = 7.0
    """Points of its letters."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Labels and values, the value at the right; a label without a value heads those below."""

    rows: Sequence[tuple[str, str]]
    strong: int = 0
    """So many of the first rows in bold."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and what there is to say of each, at length."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Cover:
    """The head of an administrative document, the title, and what it is about."""

    organization: str
    number: str
    nation: str
    motto: str
    title: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Day:
    """A day in the calendar. `shade` is an index into `shades.SHADES`."""

    number: str
    lines: Sequence[str]
    shade: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """A month in weeks; None where a weekday belongs to another month."""

    weekdays: Sequence[str]
    days: Sequence[Day | None]


@dataclass(frozen=True, slots=True)
class Heat:
    """A row for each area or circuit, a field for each day: an index into `shades.SHADES`."""

    heading: str
    days: Sequence[str]
    labels: Sequence[str]
    shades: Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Legend:
    """What the shades stand for, in their order."""

    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across a plot: `at` from 0 (left) to 1."""

    at: float
    text: str
    limit: bool = False


@dataclass(frozen=True, slots=True)
class Plot:
    """How values are distributed: the heights of bars from 0 to 1, on an axis of logarithms."""

    title: str
    bars: Sequence[float]
    least: str
    most: str
    marks: Sequence[Mark]


@dataclass(frozen=True, slots=True)
class Plots:
    """Several, two side by side."""

    plots: Sequence[Plot]


@dataclass(frozen=True, slots=True)
class Signature:
    """Room for one who signs."""

    party: str
    organization: str
    title: str
    how: str
    name: str


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What is signed, and room for all parties side by side: never parted by the end of a page."""

    heading: str
    texts: Sequence[str]
    parties: Sequence[Signature]


Block: TypeAlias = (
    Heading | Paragraph | Table | LongTable | Pairs | Facts | Cover | Calendar | Heat | Legend
    | Plots | Conclusion
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """Pages of one orientation."""

    landscape: bool
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Document:
    """All of it."""

    language: str
    title: str
    author: str
    footer: str
    page: str
    """How pages are numbered, with places `{n}` and `{of}`."""
    parts: Sequence[Part]
