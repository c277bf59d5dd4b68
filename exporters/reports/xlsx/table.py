"""A sheet that is one table: what it is, sums, headings, and a line for each thing.

A formula is written in terms of its line's columns, `={present}-{agreed}`, and of names of whole
columns, `SUM(circuit_counted)`; beside each stands the value that monitord itself has worked out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeAlias, TypeVar

from xlsxwriter.utility import xl_col_to_name

from exporters.reports.progress import Progress, silent
from exporters.reports.xlsx.book import Book

Cell: TypeAlias = str | float | datetime | None
"""None: empty. Seconds in columns of style `span`."""
R = TypeVar("R")

ABOUT, SUMS, HEADINGS, FIRST = 0, 1, 2, 3
"""Rows, counted from 0."""
MOST = 1_048_576 - FIRST
"""Lines for which a sheet of Excel has room."""
EVERY = 500
"""Lines after which progress is told."""
PLACE = re.compile(r"\{([a-z_]+)\}")
NOWHERE = "#"
"""Stands for the number of the line in a formula that is ready but for that."""


@dataclass(frozen=True, kw_only=True)
class Column(Generic[R]):
    """Of a table of lines of kind R."""

    key: str
    """Its name in formulas of the same line."""
    heading: str
    value: Callable[[R], Cell]
    """What is written; where there is a formula, what it should come to."""
    style: str = "text"
    formula: str | Callable[[R], str | None] | None = None
    """One for all lines, or each line's own, or none."""
    name: str | None = None
    """Of all its cells together, for formulas anywhere."""
    total: bool = False
    """Whether a sum of the lines that are shown stands above it."""
    width: float = 14.0


@dataclass(frozen=True, kw_only=True)
class Table(Generic[R]):
    """What stands on a sheet."""

    sheet: str
    """A key of the texts, `circuits`."""
    columns: Sequence[Column[R]]
    rows: Sequence[R]
    still: int = 1
    """So many columns stay when it is scrolled sideways."""
    params: tuple[tuple[str, str], ...] = ()
    """Of the sentence that says what it is."""


def write(book: Book, table: Table[R], progress: Progress = silent) -> None:
    """Write the sheet, row by row; nothing of it is kept in memory."""
    sheet = book.add(table.sheet)
    rows, columns = table.rows, table.columns
    last = FIRST + max(len(rows), 1) - 1
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
        if column.name is not None:
            _name(book, table.sheet, column.name, index, last)
    sheet.freeze_panes(FIRST, table.still)
    sheet.repeat_rows(SUMS, HEADINGS)
    sheet.autofilter(HEADINGS, 0, last, len(columns) - 1)
    sheet.set_row(HEADINGS, 48)
    about = book.texts.say(f"sla-report.about.{table.sheet}", **dict(table.params))
    sheet.write_string(ABOUT, 0, about, book.styles.of("text", "about"))
    _sums(book, sheet, table, last)
    for index, column in enumerate(columns):
        sheet.write_string(HEADINGS, index, column.heading, book.styles.of("text", "head"))
    _lines(book, sheet, columns, rows, progress)


def _name(book: Book, sheet: str, name: str, index: int, last: int) -> None:
    letter = xl_col_to_name(index)
    where = book.quoted(sheet)
    book.define(name, f"={where}!${letter}${FIRST + 1}:${letter}${last + 1}")


def _sums(book: Book, sheet: Any, table: Table[R], last: int) -> None:
    """The sums of what a filter leaves, above the headings."""
    shown = book.texts.say("sla-report.shown")
    sheet.write_string(SUMS, 0, shown, book.styles.of("text", "sum"))
    for index, column in enumerate(table.columns):
        if column.total:
            letter = xl_col_to_name(index)
            formula = f"=SUBTOTAL(109,{letter}{FIRST + 1}:{letter}{last + 1})"
            value = sum(book.number(column.value(row), column.style) or 0.0 for row in table.rows)
            look = book.styles.of(column.style, "sum")
            sheet.write_formula(SUMS, index, formula, look, value)


def _lines(
    book: Book, sheet: Any, columns: Sequence[Column[R]], rows: Iterable[R], progress: Progress
) -> None:
    letters = {column.key: f"${xl_col_to_name(i)}{NOWHERE}" for i, column in enumerate(columns)}
    looks = [None if c.style == "text" else book.styles.of(c.style) for c in columns]
    formulas = [_formula(column, letters) for column in columns]
    every = list(zip(range(len(columns)), columns, looks, formulas, strict=True))
    total = len(rows) if isinstance(rows, Sequence) else 1
    for number, row in enumerate(rows):
        at = FIRST + number
        for index, column, look, formula in every:
            value = column.value(row)
            text = formula and formula(row)
            if text:
                text = text.replace(NOWHERE, str(at + 1))
                sheet.write_formula(at, index, text, look, book.cached(value, column.style))
            elif isinstance(value, str):
                sheet.write_string(at, index, book.text(value), look)
            elif value is not None:
                sheet.write_number(at, index, book.number(value, column.style), look)
        if number % EVERY == 0:
            progress(number / total)


def _formula(column: Column[R], letters: dict[str, str]) -> Callable[[R], str | None] | None:
    """What gives a line's formula, ready but for the number of the line."""

    def ready(formula: str | None) -> str | None:
        return formula and PLACE.sub(lambda found: letters[found.group(1)], formula)

    formula = column.formula
    if formula is None:
        return None
    if not isinstance(formula, str):
        return lambda row: ready(formula(row))
    text = ready(formula)
    return lambda row: text
