"""Writes a month's report into a folder, in the formats that are wanted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

from exporters.reports import atomic, csv, json
from exporters.reports.names import paths
from exporters.reports.progress import Progress, part_of, silent
from monitord.model.figures import MonthReport
from monitord.texts import Texts, texts

ORDER = ("csv", "json", "xlsx", "pdf")
"""What is plainest first: nothing that goes wrong with a later one keeps it back."""


def write(
    report: MonthReport,
    folder: Path,
    formats: Iterable[str],
    language: str,
    progress: Progress = silent,
) -> list[Path]:
    """The files that were written, each whole, over those of the same name.

    `formats` are of `names.FORMATS`, `language` is `vi` or `en`. Where writing one fails, those
    before it stay (`ORDER`), and what was there of the others. Raises OSError, and LedgerError
    (`sla.too-many-rows`) for a month that does not fit into a workbook.
    """
    asked = set(formats)
    wanted = [each for each in ORDER if each in asked]
    written: list[Path] = []
    with atomic.scratch(folder) as part:
        for index, format_ in enumerate(wanted):
            step = part_of(progress, index, len(wanted))
            for path in _written(report, folder, format_, texts(language), part, step):
                written.append(path)
            progress((index + 1) / len(wanted))
    return written


def _written(
    report: MonthReport, folder: Path, format_: str, words: Texts, part: Path, progress: Progress
) -> Iterator[Path]:
    targets = paths(report, folder, format_, words.language)
    for index, target in enumerate(targets):
        step = part_of(progress, index, len(targets))
        with atomic.whole(target, part) as out:
            if format_ == "csv":
                _csv(report, index, out)
            elif format_ == "json":
                json.write(report, out, step)
            elif format_ == "xlsx":
                _xlsx(report, words, out, part, step)
            else:
                _pdf(report, words, out, step)
        yield target


def _csv(report: MonthReport, index: int, out: BinaryIO) -> None:
    """The `index`-th of the three: see `names.ENDINGS`."""
    text = TextIOWrapper(out, encoding="utf-8", newline="")
    (csv.intervals, csv.outages, csv.circuits)[index](report, text)
    text.detach()


def _xlsx(report: MonthReport, words: Texts, out: BinaryIO, part: Path, progress: Progress) -> None:
    from exporters.reports.xlsx import write_book  # noqa: PLC0415 - heavy, and seldom asked for

    write_book(report, words, out, part, progress)


def _pdf(report: MonthReport, words: Texts, out: BinaryIO, progress: Progress) -> None:
    from exporters.reports.pdf import as_pdf  # noqa: PLC0415 - heavy, and seldom asked for

    out.write(as_pdf(report, words, progress=progress))
