"""A sheet that is no table: written row by row, from the top down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from xlsxwriter.utility import xl_col_to_name

from exporters.reports.xlsx.book import Book


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, and what it should come to."""

    text: str
    value: str | float | None


Written: TypeAlias = tuple[str | float | datetime | Formula | None, str, str]
"""What is in a cell, as what kind of number it is shown, and its look (see `styles`)."""


class Page:
    """One sheet, and the row that comes next."""

    def __init__(self, book: Book, sheet: str, widths: Sequence[float]) -> None:
        self.book = book
        self.at = 0
        """The next row, counted from 0."""
        self._key = sheet
        self._sheet = book.add(sheet)
        for index, width in enumerate(widths):
            self._sheet.set_column(index, index, width)

    def row(self, cells: Sequence[Written]) -> None:
        """Write a row; None leaves a cell empty."""
        for index, (value, number, look) in enumerate(cells):
            style = self.book.styles.of(number, look)
            if isinstance(value, Formula):
                cached = self.book.cached(value.value, number)
                self._sheet.write_formula(self.at, index, value.text, style, cached)
            elif isinstance(value, str):
                self._sheet.write_string(self.at, index, self.book.text(value), style)
            elif value is not None:
                self._sheet.write_number(self.at, index, self.book.number(value, number), style)
            elif look:
                self._sheet.write_blank(self.at, index, None, style)
        self.at += 1

    def heads(self, texts: Sequence[str]) -> None:
        """Headings of columns."""
        self._sheet.set_row(self.at, 32)
        self.row([(text, "text", "head") for text in texts])

    def on_one_page(self) -> None:
        """It is printed upright, on one page: signatures stand below what is signed."""
        self._sheet.set_portrait()
        self._sheet.fit_to_pages(1, 1)

    def skip(self, rows: int = 1) -> None:
        """Leave rows empty."""
        self.at += rows

    def name(self, name: str, column: int, first: int, last: int) -> None:
        """Give the cells of a column, from row to row, a name for formulas."""
        letter = xl_col_to_name(column)
        where = f"${letter}${first + 1}"
        if last > first:
            where += f":${letter}${last + 1}"
        self.book.define(name, f"={self.book.quoted(self._key)}!{where}")
