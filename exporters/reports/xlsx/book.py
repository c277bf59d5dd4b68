"""A workbook while it is written: its formats, its names, and what local time is."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from exporters.reports.xlsx.styles import Styles
from monitord.model.figures import MonthReport
from monitord.texts import Texts

EPOCH = datetime(1899, 12, 30)
"""Excel's day 0, in local time."""
DAY = 86400.0


class Sheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """A worksheet that takes formulas as they are."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """Without its `=`.

        XlsxWriter searches every formula for thirty functions that need a prefix in the file, none
        of which is used here; that takes four times as long as all the rest.
        """
        return formula.removeprefix("=")


class Book:
    """One workbook. Sheets are written one after the other, rows from the top down."""

    def __init__(self, report: MonthReport, texts: Texts, out: BinaryIO, scratch: Path) -> None:
        """`scratch`: a folder for what is not yet packed, cleared by whoever made it."""
        options = {"constant_memory": True, "tmpdir": str(scratch), "strings_to_urls": False}
        self.texts = texts
        self.report = report
        self.zone = ZoneInfo(report.organization.timezone)
        self._book = xlsxwriter.Workbook(out, options)
        self.styles = Styles(self._book, texts.language)
        self._sheets: dict[str, Any] = {}
        self._book.set_properties(
            {
                "title": f"{texts.say('sla-report.title')} {report.month.name}",
                "author": f"monitord {report.inputs.version}",
                "created": report.month.end.replace(tzinfo=None),
            }
        )

    def add(self, sheet: str) -> Any:
        """A new sheet, called after its key in the texts."""
        name = self.texts.say(f"sla-report.sheet.{sheet}")
        made = self._book.add_worksheet(name, Sheet)
        made.set_landscape()
        made.set_paper(9)
        made.fit_to_pages(1, 0)
        self._sheets[sheet] = made
        return made

    def define(self, name: str, where: str) -> None:
        """Give cells a name that formulas may use."""
        self._book.define_name(name, where)

    def quoted(self, sheet: str) -> str:
        """The sheet's name as formulas write it."""
        return f"'{self.texts.say(f'sla-report.sheet.{sheet}')}'"

    def close(self) -> None:
        """Pack it all. Raises OSError."""
        self._book.close()

    def word(self, key: str, **params: object) -> str:
        """A text of the report's own."""
        return self.texts.say(f"sla-report.{key}", **params)

    def instant(self, at: datetime) -> str:
        """Local time, as the language writes it: `15:00 ngày 10/09/2026`."""
        return self.word("instant", at=at.astimezone(self.zone))

    def day(self, day: date) -> str:
        """`10/09/2026`."""
        return self.word("day", day=day)

    def text(self, value: str) -> str:
        """What people have written, as text: XlsxWriter takes `<r>…</r>` for its own markup."""
        return f" {value}" if value.startswith("<r>") else value

    def number(self, value: object, style: str) -> float:
        """As Excel keeps it: an instant as local days since 1899, a span as days."""
        if isinstance(value, datetime):
            local = value.astimezone(self.zone).replace(tzinfo=None)
            return (local - EPOCH).total_seconds() / DAY
        if isinstance(value, bool | int | float):
            return value / DAY if style == "span" else float(value)
        return 0.0

    def cached(self, value: object, style: str) -> str | float:
        """What a formula should come to; empty where it comes to nothing."""
        if value is None:
            return ""
        return value if isinstance(value, str) else self.number(value, style)
