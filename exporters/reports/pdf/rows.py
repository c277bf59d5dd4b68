"""Rows of long tables broken into lines, and joined to groups that typst sets as one.

A column of a whole page is one text: a cell for each row would cost typst five times the memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from exporters.reports.pdf.blocks import Column
from exporters.reports.pdf.letters import Letters

PAD = 0.8
"""Millimetres between a column's edge and its text."""
MOST = 36
"""Lines of one row at most on one page; the rest of it follows as another row."""

Cells: TypeAlias = Sequence[Sequence[str]]
"""A row: of each column its lines, all equally many."""


def cells(
    columns: Sequence[Column], row: Sequence[str], size: float, face: Letters
) -> Iterator[Cells]:
    """A row in lines; in several parts where it is too high for a page."""
    found = [
        face.lines(text, column.width - 2 * PAD, size)
        for column, text in zip(columns, row, strict=True)
    ]
    highest = max(map(len, found))
    for start in range(0, highest, MOST):
        count = min(MOST, highest - start)
        yield [(each[start : start + count] + [""] * count)[:count] for each in found]


def height(row: Cells) -> int:
    """Lines."""
    return len(row[0])


def head(columns: Sequence[Column], size: float, face: Letters) -> dict[str, Any]:
    """The headings; those too long for a page end there."""
    headings = [column.heading for column in columns]
    row = next(cells(columns, headings, size, face))
    return {"lines": height(row), "texts": ["\n".join(each) for each in row]}


def groups(rows: Iterable[Cells], first: int, later: int) -> list[dict[str, Any]]:
    """Rows joined until they are `first` lines high, or `later` from the second group on."""
    found: list[dict[str, Any]] = []
    waiting: list[Cells] = []
    lines = 0
    for row in rows:
        if waiting and lines + height(row) > (later if found else first):
            found.append(_joined(waiting))
            waiting, lines = [], 0
        waiting.append(row)
        lines += height(row)
    return [*found, _joined(waiting)] if waiting else found


def _joined(rows: Sequence[Cells]) -> dict[str, Any]:
    """The texts by column, and after how many lines each row ends."""
    ends: list[int] = []
    for row in rows:
        ends.append((ends[-1] if ends else 0) + height(row))
    columns = [[line for part in parts for line in part] for parts in zip(*rows, strict=True)]
    return {"lines": ends[-1], "ends": ends, "texts": ["\n".join(each) for each in columns]}
