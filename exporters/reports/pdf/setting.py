"""Fits one block to its page: what typst is handed, every text in letters that Roboto has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from exporters.reports.pdf.blocks import Block, Column, Facts, Heat, LongTable, Table
from exporters.reports.pdf.heat import laid_heat
from exporters.reports.pdf.letters import letters
from exporters.reports.pdf.room import LABEL, lines
from exporters.reports.pdf.rows import PAD, cells, groups, head

GROUP = 8
"""Lines of a long table that are set as one, and stay on one page, where its place is not known."""
SMALL, BODY, LARGE = 8.0, 9.5, 15.0
"""Points of letters: of tables, of the text, of the title."""

Json = dict[str, Any]


def laid(block: Block, width: float, used: float | None) -> Json:
    """A block on pages whose text is `width` mm wide, below `used` points; None: not known."""
    kind = type(block).__name__.lower()
    if isinstance(block, LongTable):
        return {"kind": kind, **_long(block, used)}
    if isinstance(block, Heat):
        return {"kind": kind, **laid_heat(block, width, used or 0.0)}
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
