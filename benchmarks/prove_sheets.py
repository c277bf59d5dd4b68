"""`python -m benchmarks.prove_sheets`: the workbooks' formulas, worked out by LibreOffice.

Of every golden month, in both languages, of each month for one provider, and of a province's month:
the values beside the formulas are removed, all is worked out anew, and each value is compared with
the one that monitord had written. Exit code 1 when one differs, 2 where it cannot be tried.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from benchmarks.report import REACHED, Row, Table, console, count, machine, show, write
from benchmarks.sheets import Compared, compared, installed
from exporters.reports import write as write_report
from monitord.model.figures import MonthReport
from monitord.sla.report import report
from tests.exporters.reports import sample
from tests.sla import golden

KEPT = Path("docs/proofs/sheets.md")
AGAIN = "`make prove` shows it again, in a few minutes."
SHOWN = 20
"""Differences that are printed."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month of which a workbook is made."""

    name: str
    language: str
    report: MonthReport


@click.command()
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="The Markdown.")
@click.option("--only", help="Of all workbooks those whose name has this; not kept.")
def main(output: Path | None, only: str | None) -> None:
    """Prove it."""
    out, where = console(), machine()
    out.print(where, markup=False)
    if not installed():
        out.print("cannot be proved here: no LibreOffice is installed")
        sys.exit(2)
    months = [each for each in _months() if only is None or only in each.name]
    tried = list(zip(months, _tried(months), strict=True))
    for month, found in tried:
        for each in found.differing[:SHOWN]:
            out.print(f"{month.name} ({month.language}): {each}", markup=False)
    table = _table(tried)
    show(table, out)
    holds = bool(tried) and not any(found.differing for _, found in tried)
    if output is None and only is None:
        output = KEPT
    if output is not None:
        verdict = "**Proved.**" if holds else "**Not proved.**"
        write(output, "The workbook's formulas give its figures", [where, AGAIN, verdict], [table])
        out.print(f"written: {output}", markup=False)
    sys.exit(0 if holds else 1)


def _months() -> Iterator[Month]:
    for name in golden.NAMES:
        for language in ("vi", "en"):
            of_all = _worked_out(name)
            yield Month(name, language, of_all)
        for each in of_all.providers:
            ident = each.provider.id
            yield Month(f"{name}, {ident} alone", "vi", _worked_out(name, ident))
    yield Month("by hand, with quality", "vi", sample.small())
    yield Month("by hand, with quality, closed", "en", sample.small(closing=sample.REVISED))
    yield Month("a province of 621 circuits", "vi", sample.big())


def _worked_out(name: str, provider: str | None = None) -> MonthReport:
    """A golden month's report; evidence is read once, so it is made anew each time."""
    month = golden.load(name)
    return report(month.evidence, month.month, provider)


def _tried(months: Sequence[Month]) -> Sequence[Compared]:
    """What the formulas of each come to."""
    with TemporaryDirectory(prefix="sheets-") as folder:
        books = []
        for number, month in enumerate(months):
            (book,) = write_report(month.report, Path(folder), ["xlsx"], month.language)
            books.append(book.rename(Path(folder, f"{number:03}.xlsx")))
        return compared(books)


def _table(tried: Sequence[tuple[Month, Compared]]) -> Table:
    return Table(
        "Values of formulas, written by monitord and worked out by LibreOffice",
        [
            Row(
                f"{month.name} ({month.language})",
                count(found.formulas),
                count(found.formulas - len(found.differing)),
                target="all equal",
                verdict="not reached" if found.differing else REACHED,
            )
            for month, found in tried
        ],
        [
            "ours: formulas of the workbook; theirs: those to which LibreOffice gives the same "
            "value (numbers to 1e-9: of spans, which are days, a ten-thousandth of a second).",
            "The values beside the formulas were removed before, so none could be copied.",
        ],
    )


if __name__ == "__main__":
    main()
