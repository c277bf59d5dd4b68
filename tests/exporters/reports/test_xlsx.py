"""The workbook as openpyxl reads it: real dates and spans, formulas, the figures beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from exporters.reports.xlsx import make
from monitord.model.figures import CircuitFigures, MonthReport, Repairs
from monitord.model.ledger import LedgerError
from monitord.texts import texts
from tests.exporters.reports import sample
from tests.exporters.reports.opened import FIRST, HEADINGS, book, lines, local, seconds

VI = texts("vi")
TABLES = ("areas", "circuits", "outages", "intervals", "quality", "sites", "mcus", "corrections")


def word(key: str) -> str:
    return VI.say(f"sla-report.{key}")


def sheet_of(opened: Workbook, key: str) -> Any:
    return opened[word(f"sheet.{key}")]


@pytest.fixture(scope="module")
def small() -> MonthReport:
    return sample.small()


@pytest.fixture(scope="module")
def values(small: MonthReport, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return book(small, tmp_path_factory.mktemp("values"), values=True)


@pytest.fixture(scope="module")
def formulas(small: MonthReport, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return book(small, tmp_path_factory.mktemp("formulas"), values=False)


def test_the_sheets_are_in_the_order_in_which_they_are_read(values: Workbook) -> None:
    assert values.sheetnames == [
        "Tổng hợp", "Khu vực", "Đường truyền", "Mất kết nối", "Khoảng thời gian", "Chất lượng",
        "Điểm cầu", "MCU", "Hiệu chỉnh", "Tham số hợp đồng",
    ]  # fmt: skip


def test_the_signatures_are_printed_below_what_is_signed(values: Workbook) -> None:
    summary = values.worksheets[0]
    properties = summary.sheet_properties.pageSetUpPr
    assert properties is not None
    assert properties.fitToPage
    assert summary.page_setup.fitToHeight in (None, 1)  # None: it is the default, one page
    assert summary.page_setup.orientation == "portrait"


@pytest.mark.parametrize("key", TABLES)
def test_headings_stay_in_sight_and_every_line_can_be_filtered(values: Workbook, key: str) -> None:
    sheet = sheet_of(values, key)
    assert sheet.freeze_panes is not None
    assert sheet[sheet.freeze_panes].row == FIRST
    first, last = sheet.auto_filter.ref.split(":")
    assert sheet[first].row == HEADINGS
    assert sheet[last].row == sheet.max_row
    assert sheet[last].column == sheet.max_column
    assert all(cell.value for cell in sheet[HEADINGS])


def test_outages_have_real_times_on_the_wall_and_real_spans(values: Workbook) -> None:
    outage = {each[word("column.outage")]: each for each in lines(sheet_of(values, "outages"))}
    found = outage["261003-K7QF/TSL-TH-0123"]
    assert found[word("column.start")] == local("2026-10-03 10:00:00")
    assert found[word("column.end")] == local("2026-10-03 12:03:04")
    assert found[word("column.reported")] == local("2026-10-03 10:12:00")
    assert seconds(found[word("column.down")]) == 7384.0
    assert seconds(found[word("column.from-detection")]) == 7378.0
    assert seconds(found[word("column.from-report")]) == 6664.0
    assert found[word("column.owner")] == "nhà mạng"
    assert found[word("column.certainty")] == "đã xác định"
    assert found[word("column.ticket")] == "VNPT-20261003-17"
    assert found[word("column.evidence")] == "261003-K7QF"
    assert found[word("column.site-name")] == "UBND huyện Như Thanh"


def test_an_outage_that_goes_on_has_no_end_and_no_repair(values: Workbook) -> None:
    outage = {each[word("column.outage")]: each for each in lines(sheet_of(values, "outages"))}
    found = outage["261031-Q6R7/4G-TH-0123"]
    assert found[word("column.end")] is None
    assert found[word("column.from-detection")] is None
    assert found[word("column.in-month")] == 1
    assert outage["260930-AAAA/TSL-TH-0123"][word("column.in-month")] == 0


@pytest.mark.parametrize("closing", [None, sample.REVISED])
def test_what_stands_beside_the_formulas_of_circuits_are_the_figures(
    tmp_path: Path, closing: Any
) -> None:
    report = sample.small(closing=closing)
    found = {
        line[word("column.circuit")]: line
        for line in lines(sheet_of(book(report, tmp_path, values=True), "circuits"))
    }
    circuits = [each for provider in report.providers for each in provider.circuits]
    assert found.keys() == {each.id for each in circuits}
    for figures in circuits:
        assert_line_says(found[figures.id], figures)


def assert_line_says(line: Mapping[str, Any], figures: CircuitFigures) -> None:
    available, repairs = figures.available, figures.repairs
    spans = {
        "present": available.present,
        "counted": available.counted,
        "provider-down": available.provider_down,
        "suspected-down": available.suspected_down,
        "others-down": available.others_down,
        "longest": repairs.longest,
        "repaired": repairs.detection.good,
        "reported": repairs.report.good,
        "up": repairs.between.good,
    }
    spans |= {str(why): value for why, value in available.excluded.items()}
    for key, value in spans.items():
        assert seconds(line[word(f"figure.{key}")]) == round(value, 3), (figures.id, key)
    assert line[word("figure.availability")] == pytest.approx(available.ratio.value, abs=1e-12)
    assert line[word("figure.coverage")] == pytest.approx(available.coverage.value, abs=1e-12)
    assert line[word("figure.outages")] == repairs.outages
    assert_line_says_what_the_provider_answers_for(line, figures.answered)
    assert line[word("figure.credit")] == figures.credit
    assert figures.budget_left is not None
    assert line[word("figure.budget-left")] == pytest.approx(figures.budget_left / 60)


def assert_line_says_what_the_provider_answers_for(line: Mapping[str, Any], own: Repairs) -> None:
    spans = {
        "longest": own.longest,
        "repaired": own.detection.good,
        "repair-detection": own.detection.value,
        "reported": own.report.good,
        "repair-report": own.report.value,
        "between": own.between.value,
    }
    for key, value in spans.items():
        cell = line[word(f"figure.answered-{key}")]
        assert (None if cell is None else seconds(cell)) == (
            None if value is None else pytest.approx(value, abs=0.001)
        ), key
    assert line[word("figure.answered-outages")] == own.outages


def test_a_power_cut_is_an_outage_and_none_of_the_providers(
    small: MonthReport, values: Workbook
) -> None:
    owners = {o.id: o.owner for each in small.providers for o in each.outages}
    found = {
        each[word("column.outage")]: each[word("column.answered")]
        for each in lines(sheet_of(values, "outages"))
    }
    assert found == {ident: int(owner == "provider") for ident, owner in owners.items()}
    assert set(found.values()) == {0, 1}


def test_availability_is_worked_out_from_the_raw_intervals(
    small: MonthReport, formulas: Workbook
) -> None:
    circuits = sheet_of(formulas, "circuits")
    heads = {cell.value: cell.column_letter for cell in circuits[HEADINGS]}

    def formula(key: str) -> str:
        return str(circuits[f"{heads[word(f'figure.{key}')]}{FIRST}"].value)

    counted, down = heads[word("figure.counted")], heads[word("figure.provider-down")]
    assert formula("availability") == (f'=IF(${counted}4>0,(${counted}4-${down}4)/${counted}4,"")')
    assert formula("provider-down") == (
        "=SUMIFS(interval_duration,interval_circuit,$A4,interval_provider,$B4,"
        'interval_counts,"provider")'
    )
    name = formulas.defined_names["interval_duration"].attr_text
    of_circuits = sum(each.subject.kind == "circuit" for each in small.intervals)
    assert name == f"'Khoảng thời gian'!$E$4:$E${FIRST + of_circuits - 1}"
    counts = sheet_of(formulas, "intervals")["J4"].value
    assert str(counts).startswith('=IF($H4="no","absent",IF($I4="yes","agreed",')


def test_every_total_is_a_formula(formulas: Workbook) -> None:
    for key in ("circuits", "outages", "intervals", "sites", "quality"):
        sums = [cell.value for cell in sheet_of(formulas, key)[2]]
        assert sums[0] == word("shown")
        found = [str(each) for each in sums[1:] if each is not None]
        assert found
        assert all(each.startswith("=SUBTOTAL(109,") for each in found)


def test_as_what_each_stretch_counts_is_what_it_comes_to(
    small: MonthReport, values: Workbook
) -> None:
    counted: dict[str, float] = {}
    for line in lines(sheet_of(values, "intervals")):
        key = line[word("column.counts")]
        counted[key] = counted.get(key, 0.0) + seconds(line[word("column.duration")])
    total = [each.available for each in small.providers]
    assert counted["provider"] == sum(each.provider_down for each in total)
    assert counted["suspected"] == sum(each.suspected_down for each in total)
    assert counted["others"] == sum(each.others_down for each in total)
    assert counted["agreed"] == 2700.0
    assert counted["absent"] == 10 * 86400.0
    assert sum(counted.values()) == 3 * 31 * 86400.0


def test_the_first_sheet_says_who_reconciles_what_and_from_what(
    small: MonthReport, values: Workbook
) -> None:
    text = [str(cell) for row in sheet_of(values, "summary").values for cell in row if cell]
    for expected in (
        "Biên bản đối soát chất lượng dịch vụ", "Tháng 10/2026", "Bên A", "Tỉnh Thanh Hóa",
        "Bên B", "VNPT Thanh Hóa", "12/2026/HĐ-VNPT", "Nguyễn Thị Hương", "ĐẠI DIỆN BÊN A",
        "Tháng đã kết thúc, chưa chốt", small.inputs.data, "3f" * 32, "0.1.0",
        "Từ 01/10/2026 đến hết 31/10/2026 (múi giờ Asia/Ho_Chi_Minh)",
    ):  # fmt: skip
        assert expected in text


def test_a_revision_says_that_it_is_one_in_english(tmp_path: Path) -> None:
    opened = book(sample.small(closing=sample.REVISED), tmp_path, "en", values=True)
    assert opened["Summary"]["B4"].value == "Closed, revision 2 at 2026-11-10 14:00 by lan"


def test_a_providers_own_book_has_no_site_and_no_other_provider(tmp_path: Path) -> None:
    opened = book(sample.small(provider="vnpt"), tmp_path, values=True)
    assert word("sheet.sites") not in opened.sheetnames
    cells = [cell for sheet in opened for row in sheet.values for cell in row]
    assert not any("iettel" in str(cell) for cell in cells)


def test_corrections_keep_the_old_value(values: Workbook) -> None:
    first, second = lines(sheet_of(values, "corrections"))
    assert first[word("column.at")] == datetime(2026, 10, 13, 8)
    assert (first[word("column.before")], first[word("column.after")]) == ("điểm cầu", "điện lực")
    assert (second[word("column.before")], second[word("column.after")]) == (None, "có")


def test_what_people_have_written_stays_text(tmp_path: Path) -> None:
    report = sample.small()
    hostile = ["=1+1", "<r>x</r>", "<b>&amp;", "http://example.net", "a\x07b"]
    written = [replace(report.corrections[0], id=n, why=why) for n, why in enumerate(hostile)]
    opened = book(replace(report, corrections=written), tmp_path, values=False)
    cells = [row[-1] for row in sheet_of(opened, "corrections").iter_rows(min_row=FIRST)]
    assert [str(cell.value).strip() for cell in cells[:4]] == hostile[:4]
    assert not any(cell.hyperlink for cell in cells)


def test_a_month_with_more_lines_than_a_sheet_has_room_for_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(make, "MOST", 5)
    with pytest.raises(LedgerError) as caught:
        book(sample.small(), tmp_path, values=True)
    said = VI.say(caught.value.code, **caught.value.params)
    assert "Khoảng thời gian" in said
    assert "chỉ chứa được 5" in said
    assert not list(tmp_path.rglob("*.xlsx"))
