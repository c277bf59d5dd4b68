"""Puts the workbook together, sheet by sheet."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from exporters.reports.progress import Progress, silent
from exporters.reports.xlsx import (
    areas,
    circuits,
    contract,
    corrections,
    intervals,
    outages,
    places,
    quality,
    summary,
)
from exporters.reports.xlsx.book import Book
from exporters.reports.xlsx.table import MOST
from monitord.model.figures import MonthReport
from monitord.model.ledger import LedgerError
from monitord.texts import Texts


def write_book(
    report: MonthReport,
    texts: Texts,
    out: BinaryIO,
    scratch: Path,
    progress: Progress = silent,
) -> None:
    """Write the workbook of `report`; `scratch` is a folder for what is not yet packed.

    The same report gives the same bytes. Raises OSError, and LedgerError (`sla.too-many-rows`):
    a sheet with lines missing would not be the month.
    """
    _check(report, texts)
    book = Book(report, texts, out, scratch)
    summary.sheet(book)
    areas.sheet(book)
    circuits.sheet(book, lambda done: progress(0.02 + 0.13 * done))
    outages.sheet(book, lambda done: progress(0.15 + 0.2 * done))
    intervals.sheet(book, lambda done: progress(0.35 + 0.45 * done))
    quality.sheet(book)
    if report.sites:
        places.sites(book)
    if report.mcus:
        places.mcus(book)
    corrections.sheet(book)
    contract.sheet(book)
    progress(0.85)
    book.close()


def _check(report: MonthReport, texts: Texts) -> None:
    """Whether the longest sheets have room for what they are to hold."""
    lengths = {
        "intervals": sum(each.subject.kind == "circuit" for each in report.intervals),
        "outages": sum(len(each.outages) for each in report.providers),
    }
    for key, rows in lengths.items():
        if rows > MOST:
            sheet = texts.say(f"sla-report.sheet.{key}")
            raise LedgerError("sla.too-many-rows", sheet=sheet, rows=rows, most=MOST)
