"""The proof of the workbooks sees a formula that comes to something else, and is given no value."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from benchmarks.sheets import cells_of, same, strip
from exporters.reports import write
from tests.exporters.reports import sample


def test_nothing_stands_beside_a_formula_that_is_to_be_worked_out(tmp_path: Path) -> None:
    (book,) = write(sample.small(), tmp_path, ["xlsx"], "vi")
    bare = tmp_path / "bare.xlsx"
    strip(book, bare)
    formulas = [
        (sheet, at) for sheet, cells in cells_of(book) for at, cell in cells.items() if cell.formula
    ]
    assert len(formulas) > 400
    values = load_workbook(bare, data_only=True)
    assert {values[sheet][at].value for sheet, at in formulas} == {None}
    assert dict(cells_of(bare))["Mất kết nối"]["A4"] == dict(cells_of(book))["Mất kết nối"]["A4"]


def test_a_second_of_a_month_is_a_difference() -> None:
    second = 1 / 86400
    assert not same(f"{31 - second!r}", "31")
    assert not same("0.999", "0.9990004")
    assert not same("provider", "suspected")
    assert not same("0", "")
    assert same("0.1", "0.10000000000000001")
    assert same("", "")
