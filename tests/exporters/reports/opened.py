"""Reports as others read them."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from exporters.reports import write
from monitord.model.figures import MonthReport

HEADINGS, FIRST = 3, 4
"""Rows of a sheet that is a table, counted from 1."""


def rows_of(path: Path) -> list[dict[str, str]]:
    """A CSV file's lines, by heading."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def as_csv(report: MonthReport, folder: Path) -> Sequence[list[dict[str, str]]]:
    """The intervals, the outages and the circuits."""
    return [rows_of(path) for path in write(report, folder, ["csv"], "vi")]


def as_json(report: MonthReport, folder: Path) -> Any:
    """The document."""
    (path,) = write(report, folder, ["json"], "vi")
    return json.loads(path.read_text(encoding="utf-8"))


def book(report: MonthReport, folder: Path, language: str = "vi", *, values: bool) -> Workbook:
    """The workbook: with the values beside the formulas, or with the formulas."""
    (path,) = write(report, folder, ["xlsx"], language)
    return load_workbook(path, data_only=values)


def lines(sheet: Worksheet) -> list[Mapping[str, Any]]:
    """The lines of a sheet that is a table, by heading."""
    heads, *rest = sheet.iter_rows(min_row=HEADINGS, values_only=True)
    names = [str(head) for head in heads]
    return [dict(zip(names, row, strict=True)) for row in rest if any(row)]


def seconds(span: object) -> float:
    """Of a cell that is a span, as openpyxl gives it: to the millisecond."""
    if isinstance(span, timedelta):
        return round(span.total_seconds(), 3)
    assert isinstance(span, int | float), span
    return round(span * 86400, 3)


def local(text: str) -> datetime:
    """`2026-10-03 10:00:00`, as a sheet has it."""
    return datetime.fromisoformat(text)
