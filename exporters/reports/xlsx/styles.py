"""How cells look: formats of numbers are Excel's own, shown in the style of who opens the book."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import xlsxwriter

NUMBERS: Mapping[str, str] = {
    "text": "General",
    "count": "#,##0",
    "span": "[h]:mm:ss",
    "percent": "[=1]0%;[<0.999995]0.000%;0.0000000%",
    "share": "0.00%",
    "minutes": "#,##0.0;[Red]-#,##0.0",
    "milliseconds": "#,##0.0",
    "megabits": "#,##0.###",
    "score": "0.00",
}
"""Of a percentage three decimals, as everywhere, and more where three would make 100 % of it."""
INSTANTS: Mapping[str, str] = {"vi": "dd/mm/yyyy hh:mm:ss", "en": "yyyy-mm-dd hh:mm:ss"}
"""By language."""
HEAD = "#DDEBF7"
SUM = "#F2F2F2"
FONT: Mapping[str, Any] = {"font_name": "Calibri", "font_size": 11}


class Styles:
    """The formats of one book, made when they are first asked for."""

    def __init__(self, book: xlsxwriter.Workbook, language: str) -> None:
        self._book = book
        self._numbers = {**NUMBERS, "instant": INSTANTS[language]}
        self._made: dict[tuple[str, str], Any] = {}

    def of(self, number: str, look: str = "") -> Any:
        """The format of a kind of number (`NUMBERS`, `instant`) with a look (`LOOKS`)."""
        key = (number, look)
        if key not in self._made:
            shown = {"num_format": self._numbers[number], **FONT, **LOOKS[look]}
            self._made[key] = self._book.add_format(shown)
        return self._made[key]


LOOKS: Mapping[str, Mapping[str, Any]] = {
    "": {},
    "title": {"bold": True, "font_size": 16},
    "about": {"italic": True, "font_color": "#595959"},
    "strong": {"bold": True},
    "head": {
        "bold": True, "bg_color": HEAD, "text_wrap": True, "valign": "top", "bottom": 1,
    },
    "sum": {"bold": True, "bg_color": SUM},
    "right": {"align": "right"},
    "centre": {"align": "center"},
    "signed": {"bold": True, "align": "center"},
    "lined": {"bottom": 4},
}  # fmt: skip
