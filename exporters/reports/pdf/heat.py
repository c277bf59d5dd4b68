"""Fields of days laid out: what typst draws of a `Heat`.

Fields of one shade are one curve, and the marks of one day one text: a box for each of 621 x 31
would cost typst hundreds of megabytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from exporters.reports.pdf.blocks import Column, Heat
from exporters.reports.pdf.letters import letters
from exporters.reports.pdf.room import lines
from exporters.reports.pdf.rows import MOST, PAD, Cells, groups, head
from exporters.reports.pdf.shades import SHADES

FIELD = 6.4
"""Width of a day, mm."""
SIZE = 7.0


def laid_heat(heat: Heat, width: float, used: float) -> dict[str, Any]:
    """`used`: points above it on its page."""
    label = width - FIELD * len(heat.days)
    columns = [Column(heat.heading, label)]
    heading = head(columns, SIZE, letters("Bold"))
    rows = (_labelled(text, label) for text in heat.labels)
    room = lines(SIZE, heading["lines"], used), lines(SIZE, heading["lines"])
    shades = iter(heat.shades)
    found = groups(rows, *room)
    for group in found:
        group.update(_drawn(group, [next(shades) for _ in group["ends"]]))
    return {
        "label": label,
        "field": FIELD,
        "size": SIZE,
        "head": heading,
        "days": heat.days,
        "groups": found,
    }


def _labelled(text: str, width: float) -> Cells:
    """What stands before a row of fields, in so many lines as it needs."""
    return [letters().lines(text, width - 2 * PAD, SIZE)[:MOST]]


def _drawn(group: dict[str, Any], rows: Sequence[Sequence[int]]) -> dict[str, Any]:
    """What lies over the lines of a group; what is well all day stays white."""
    starts = [0, *group["ends"]]
    by_shade: dict[int, list[list[int]]] = {}
    for row, start, end in zip(rows, starts, group["ends"], strict=False):
        for shade, first, days in _runs(row):
            by_shade.setdefault(shade, []).append([first, days, start, end])
    return {
        "areas": [[shade, by_shade[shade]] for shade in sorted(by_shade) if shade],
        "marks": [[ink, _marks(ink, group["lines"], starts, rows)] for ink in _inks(by_shade)],
    }


def _runs(row: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Shade, first day and number of days that follow each other in the same shade."""
    day = 0
    for shade, run in groupby(row):
        days = len(list(run))
        yield shade, day, days
        day += days


def _inks(shades: dict[int, Any]) -> list[str]:
    return sorted({SHADES[shade].ink for shade in shades if SHADES[shade].mark})


def _marks(
    ink: str, height: int, starts: Sequence[int], rows: Sequence[Sequence[int]]
) -> list[str]:
    """Of each day the marks in this ink, each in the first line of its row."""
    found = []
    for shades in zip(*rows, strict=True):
        texts = [""] * height
        for start, shade in zip(starts, shades, strict=False):
            if SHADES[shade].ink == ink:
                texts[start] = SHADES[shade].mark
        found.append("\n".join(texts))
    return found
