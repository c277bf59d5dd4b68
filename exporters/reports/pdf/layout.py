"""Fits words to the pages: what typst is handed, every text in letters that Roboto has.

Long tables are broken into lines here: a column of several rows is one text, which costs typst a
tenth of the memory that a cell for each would.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from exporters.reports.pdf.blocks import (
    LANDSCAPE,
    PORTRAIT,
    Block,
    Column,
    Document,
    Facts,
    Heat,
    LongTable,
    Part,
    Table,
)
from exporters.reports.pdf.letters import Letters, letters
from exporters.reports.pdf.shades import SHADES

PAD = 0.8
"""Millimetres between a column's edge and its text."""
GROUP = 8
"""Lines that are set as one, and stay on one page."""
MOST = 36
"""Lines of one row at most on one page; the rest of it follows as a row without numbers."""
FIELD = 6.4
"""Width of a day in a `Heat`."""
SMALL, BODY, LARGE = 8.0, 9.5, 15.0
"""Points of letters: of tables, of the text, of the title."""
HEAT_SIZE = 7.0
LABEL = 0.3
"""Of the width: labels of `Facts`."""

Json = dict[str, Any]


def laid_out(document: Document) -> Json:
    """The document as JSON values, for `templates/report.typ`."""
    plain = letters()
    return {
        "language": document.language,
        "title": plain.clean(document.title),
        "author": plain.clean(document.author),
        "footer": plain.clean(document.footer),
        "page": document.page,
        "shades": [asdict(shade) for shade in SHADES],
        "parts": [_part(part) for part in document.parts],
    }


def _part(part: Part) -> Json:
    width = LANDSCAPE if part.landscape else PORTRAIT
    blocks = [_block(block, width) for block in part.blocks]
    return {"landscape": part.landscape, "blocks": blocks}


def _block(block: Block, width: float) -> Json:
    kind = type(block).__name__.lower()
    if isinstance(block, LongTable):
        return {"kind": kind, **_long(block)}
    if isinstance(block, Heat):
        return {"kind": kind, **_heat(block, width)}
    if isinstance(block, Table):
        return {"kind": kind, **_table(block)}
    if isinstance(block, Facts):
        return {"kind": kind, "rows": [_fact(row, width) for row in block.rows]}
    values = asdict(block)
    return {"kind": kind, **{key: _clean(value, width) for key, value in values.items()}}


def _clean(value: Any, width: float) -> Any:
    """All texts of a value, with breaks in words that are wider than the page."""
    if isinstance(value, str):
        return letters("Bold").breakable(value, width * 0.45, LARGE)
    if isinstance(value, dict):
        return {key: _clean(each, width) for key, each in value.items()}
    return [_clean(each, width) for each in value] if isinstance(value, list | tuple) else value


def _fact(row: tuple[str, str], width: float) -> tuple[str, str]:
    label, text = row
    plain = letters()
    return (
        plain.breakable(label, width * LABEL, BODY),
        plain.breakable(text, width * (1 - LABEL), BODY),
    )


def _table(table: Table) -> Json:
    plain, bold = letters(), letters("Bold")
    return {
        **_columns(table.columns),
        "head": [bold.breakable(c.heading, c.width - 2 * PAD, SMALL) for c in table.columns],
        "rows": [
            [
                plain.breakable(text, column.width - 2 * PAD, SMALL)
                for column, text in zip(table.columns, row, strict=True)
            ]
            for row in table.rows
        ],
    }


def _columns(columns: Sequence[Column]) -> Json:
    return {
        "widths": [column.width for column in columns],
        "aligns": [column.align for column in columns],
    }


def _long(table: LongTable) -> Json:
    columns = table.columns
    headings = [column.heading for column in columns]
    (head,) = _cells(columns, headings, table.size, letters("Bold"))
    rows = [part for row in table.rows for part in _cells(columns, row, table.size, letters())]
    return {**_columns(columns), "size": table.size, "head": _set(head), "groups": _groups(rows)}


Cells = Sequence[Sequence[str]]
"""A row: of each column its lines, all equally many."""


def _cells(
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


def _height(cells: Cells) -> int:
    return len(cells[0])


def _set(cells: Cells) -> Json:
    return {"lines": _height(cells), "texts": ["\n".join(each) for each in cells]}


def _groups(rows: Iterable[Cells]) -> list[Json]:
    """Rows joined until they are `GROUP` lines high: texts by column, and where rows end."""
    groups: list[Json] = []
    waiting: list[Cells] = []
    for cells in rows:
        if waiting and sum(map(_height, waiting)) + _height(cells) > GROUP:
            groups.append(_joined(waiting))
            waiting = []
        waiting.append(cells)
    return [*groups, _joined(waiting)] if waiting else groups


def _joined(rows: Sequence[Cells]) -> Json:
    ends: list[int] = []
    for cells in rows:
        ends.append((ends[-1] if ends else 0) + _height(cells))
    columns = [[line for part in parts for line in part] for parts in zip(*rows, strict=True)]
    return {"lines": ends[-1], "ends": ends, "texts": ["\n".join(each) for each in columns]}


def _heat(heat: Heat, width: float) -> Json:
    """Fields that are all well are left white, and are not drawn."""
    label = width - FIELD * len(heat.days)
    column = [Column(heat.heading, label)]
    groups = _groups(_labelled(text, column) for text in heat.labels)
    shades = iter(heat.shades)
    for group in groups:
        group["fields"] = [_fields(next(shades)) for _ in group["ends"]]
    (head,) = _cells(column, [heat.heading], HEAT_SIZE, letters("Bold"))
    return {
        "label": label,
        "field": FIELD,
        "size": HEAT_SIZE,
        "head": _set(head),
        "days": heat.days,
        "groups": groups,
    }


def _fields(shades: Sequence[int]) -> list[list[int]]:
    """Which days have which shade, but for the first one."""
    return [[day, shade] for day, shade in enumerate(shades) if shade]


def _labelled(text: str, column: Sequence[Column]) -> Cells:
    """A label of a field's row, of so many lines as it needs."""
    return [letters().lines(text, column[0].width - 2 * PAD, HEAT_SIZE)[:MOST]]
