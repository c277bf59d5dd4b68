"""Fits words to the pages: what typst is handed, every text in letters that Roboto has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from exporters.reports.pdf.blocks import (
    LANDSCAPE,
    PORTRAIT,
    Block,
    Column,
    Document,
    Facts,
    Heading,
    Heat,
    LongTable,
    Part,
    Table,
)
from exporters.reports.pdf.letters import letters
from exporters.reports.pdf.room import above, lines
from exporters.reports.pdf.rows import MOST, PAD, Cells, cells, groups, head
from exporters.reports.pdf.shades import SHADES

GROUP = 8
"""Lines of a long table that are set as one, and stay on one page, where its place is not known."""
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
    used: float | None = None
    blocks = []
    for block in part.blocks:
        blocks.append(_block(block, width, used))
        used = _used(block, used, width) if part.landscape else None
    return {"landscape": part.landscape, "blocks": blocks}


def _used(block: Block, used: float | None, width: float) -> float | None:
    """Points of the page that are taken after a block, where `used` were before it."""
    more = above(block, width)
    if isinstance(block, Heading) and block.level == 1:
        return more
    return None if used is None or more is None else used + more


def _block(block: Block, width: float, used: float | None) -> Json:
    kind = type(block).__name__.lower()
    if isinstance(block, LongTable):
        return {"kind": kind, **_long(block, used)}
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


def _long(table: LongTable, used: float | None) -> Json:
    """`used`: points above it on its page; None: not known, then groups are small."""
    heading = head(table.columns, table.size, letters("Bold"))
    rows = (part for row in table.rows for part in cells(table.columns, row, table.size, letters()))
    first = later = GROUP
    if used is not None:
        first = lines(table.size, heading["lines"], used)
        later = lines(table.size, heading["lines"])
    return {
        **_columns(table.columns),
        "size": table.size,
        "head": heading,
        "groups": groups(rows, first, later),
    }


def _heat(heat: Heat, width: float) -> Json:
    """Fields that are all well are left white, and are not drawn."""
    label = width - FIELD * len(heat.days)
    column = [Column(heat.heading, label)]
    found = groups((_labelled(text, column) for text in heat.labels), GROUP, GROUP)
    shades = iter(heat.shades)
    for group in found:
        group["fields"] = [_fields(next(shades)) for _ in group["ends"]]
    return {
        "label": label,
        "field": FIELD,
        "size": HEAT_SIZE,
        "head": head(column, HEAT_SIZE, letters("Bold")),
        "days": heat.days,
        "groups": found,
    }


def _fields(shades: Sequence[int]) -> list[list[int]]:
    """Which days have which shade, but for the first one."""
    return [[day, shade] for day, shade in enumerate(shades) if shade]


def _labelled(text: str, column: Sequence[Column]) -> Cells:
    """A label of a field's row, of so many lines as it needs."""
    return [letters().lines(text, column[0].width - 2 * PAD, HEAT_SIZE)[:MOST]]
