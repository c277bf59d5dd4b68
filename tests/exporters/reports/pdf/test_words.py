"""Words and numbers before they are laid out: tables of what stands where."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from exporters.reports.pdf.blocks import Calendar, Heat, Pairs, Table
from exporters.reports.pdf.calendar import below_target, by_area, calendar
from exporters.reports.pdf.quality import measures, plot, quality
from exporters.reports.pdf.results import choices, results
from exporters.reports.pdf.scribe import Scribe
from exporters.reports.pdf.shades import EMPTY, SHADES, shade_of
from monitord.model.figures import MonthReport, Ratio
from monitord.model.sketch import RELATIVE_ERROR
from monitord.texts import texts
from tests.exporters.reports import sample

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
VI, EN = Scribe(texts("vi"), ZONE, {}), Scribe(texts("en"), ZONE, {})


@pytest.fixture(scope="module")
def report() -> MonthReport:
    return sample.small()


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (None, "–", "–"),
        (0.0104, "1,040 %", "1.040%"),
        (0.0, "0,000 %", "0.000%"),
    ],
)
def test_losses(value: float | None, vi: str, en: str) -> None:
    assert (VI.percent(value), EN.percent(value)) == (vi, en)


@pytest.mark.parametrize(
    ("seconds", "vi"),
    [
        (None, "–"),
        (0.0, "0:00:00"),
        (59.6, "0:01:00"),
        (3_661.2, "1:01:01"),
        (-90.0, "−0:01:30"),
        (-0.2, "0:00:00"),
        (4_472_640.0 * 3600, "4.472.640:00:00"),
    ],
)
def test_spans(seconds: float | None, vi: str) -> None:
    assert VI.span(seconds) == vi


def test_times_are_those_of_the_organization() -> None:
    at = datetime(2026, 9, 10, 8, 0, 7, tzinfo=UTC)
    assert VI.moment(at) == "15:00 ngày 10/09/2026"
    assert EN.moment(at) == "15:00 on 10 September 2026"
    assert VI.second(at) == "15:00:07 10/09/2026"
    assert EN.second(at) == "2026-09-10 15:00:07"


@pytest.mark.parametrize(
    ("good", "of", "shade"),
    [
        (0, 0, EMPTY), (86400, 86400, 0), (86399, 86400, 1), (999, 1000, 1), (998, 1000, 2),
        (990, 1000, 2), (989, 1000, 3), (950, 1000, 3), (949, 1000, 4), (0, 1000, 4),
    ],
)  # fmt: skip
def test_shades(good: float, of: float, shade: int) -> None:
    assert shade_of(Ratio(good, of)) == shade


def test_darker_is_worse_in_greys_too() -> None:
    def grey(fill: str) -> float:
        red, green, blue = (int(fill[at : at + 2], 16) for at in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    greys = [grey(shade.fill) for shade in SHADES[:EMPTY]]
    assert all(one - other > 15 for one, other in pairwise(greys))
    assert len({shade.mark for shade in SHADES}) == len(SHADES)


def test_the_two_figures_stand_apart(report: MonthReport) -> None:
    found = [block for block in results(report, VI) if isinstance(block, Pairs)]
    heads = [block.rows[0] for block in found if block.strong]
    assert heads == [
        ("Độ khả dụng (nhà mạng)", "99,776 %"),
        ("Độ khả dụng (nhà mạng)", "99,669 %"),
        ("Mức phục vụ điểm cầu", "99,793 %"),
    ]


def test_a_report_for_a_provider_says_nothing_of_sites() -> None:
    found = results(sample.small(provider="vnpt"), VI)
    labels = [row[0] for block in found if isinstance(block, Pairs) for row in block.rows]
    assert "Mức phục vụ điểm cầu" not in labels


def test_budget_and_time_left_out_by_class(report: MonthReport) -> None:
    (first, *_) = (block for block in results(report, VI) if isinstance(block, Pairs))
    rows = dict(first.rows)
    assert rows["Thời gian gián đoạn cho phép (cộng các đường truyền)"] == "1:28:38"
    assert rows["Thời gian gián đoạn cho phép đã dùng"] == "3:18:04"
    assert rows["Thời gian gián đoạn cho phép còn lại"] == "−1:49:26"
    assert rows["Bảo trì theo kế hoạch"] == "3:00:00"
    assert rows["Chưa có số liệu"] == "6:00:00"
    assert rows["Gián đoạn do tuyến trên"] == "1:00:00"
    assert rows["Loại trừ theo thỏa thuận"] == "0:45:00"


def test_the_repair_time_of_the_contract_is_marked(report: MonthReport) -> None:
    marked = [
        label
        for block in results(report, VI)
        if isinstance(block, Pairs)
        for label, _ in block.rows
        if "theo hợp đồng" in label and "MTTR" in label
    ]
    assert [("phát hiện" in label, "báo hỏng" in label) for label in marked] == [
        (True, False),
        (False, True),
    ]


def test_the_providers_outages_stand_before_those_of_all_causes(report: MonthReport) -> None:
    vnpt = report.providers[0]
    found = next(
        block.rows
        for block in results(report, VI)
        if isinstance(block, Pairs) and block.rows[0][0] == "Do nhà mạng, hoặc nghi do nhà mạng"
    )
    outages = [value for label, value in found if label == "Số lần mất kết nối"]
    assert outages == [str(vnpt.answered.outages), str(vnpt.repairs.outages)]
    assert vnpt.answered.outages < vnpt.repairs.outages, "a power cut is none of the provider's"
    mttr = [value for label, value in found if "phát hiện" in label]
    assert mttr == [VI.span(each.detection.value) for each in (vnpt.answered, vnpt.repairs)]
    assert mttr[0] != mttr[1]


def test_the_contract_in_words(report: MonthReport) -> None:
    said = dict(choices(report.providers[0].provider.sla, VI))
    assert said["Thời gian chưa có số liệu"] == "được loại trừ, không tính cho bên nào"
    assert said["Bảo trì theo kế hoạch"] == "được loại trừ nếu báo trước ít nhất 1 ngày"
    assert said["Giới hạn chất lượng"] == (
        "mất gói không quá 1 %; độ trễ khứ hồi không quá 150 ms; "
        "biến động trễ không quá 30 ms; điểm MOS từ 3,6 trở lên"
    )
    assert said["Mức giảm trừ cước"].startswith("độ khả dụng dưới 99,9 %: giảm 5 %; ")


def test_the_calendar_begins_on_monday(report: MonthReport) -> None:
    (first, _) = (block for block in calendar(report, VI) if isinstance(block, Calendar))
    assert first.weekdays[0] == "Thứ Hai"
    assert [day and day.number for day in first.days[:5]] == [None, None, None, "1", "2"]
    third = first.days[5]
    assert third is not None
    assert (third.lines, third.shade) == (("95,726 %", "2:03:04"), 3)


def test_fields_of_days(report: MonthReport) -> None:
    provider = report.providers[0]
    areas = by_area(report, provider, VI)
    missed = below_target(report, provider, VI)
    assert isinstance(missed, Heat)
    assert areas.labels == ["Huyện Như Thanh"]
    assert areas.shades[0][:4] == [3, 0, 3, 0]
    assert missed.labels == ["TSL-TH-0123 · UBND huyện Như Thanh"]
    assert below_target(report, report.providers[1], VI) is None


def test_quality_in_figures(report: MonthReport) -> None:
    (table,) = (block for block in quality(report, VI) if isinstance(block, Table))
    rows = {(row[0], row[1]): row[2:] for row in table.rows}
    assert rows["khứ hồi", "Mất gói"] == (
        "–", "–", "–", "0,096 %", "5.199.800", "99,53 % (17.200/17.280)",
    )  # fmt: skip
    assert rows["về điểm cầu", "Điểm MOS"][-1] == "66,66 % (200/300)"
    median = float(rows["khứ hồi", "Độ trễ khứ hồi (ms)"][0].replace(",", "."))
    assert median == pytest.approx(10.4, rel=RELATIVE_ERROR + 0.01)


def test_a_plot_shows_all_values_between_its_ends(report: MonthReport) -> None:
    found = report.providers[0].quality[0]
    (rtt,) = measures(found, report.providers[0].provider.sla)
    drawn = plot("rtt", rtt, VI)
    assert max(drawn.bars) == 1
    assert [mark.text for mark in drawn.marks] == ["50 %", "95 %", "99 %", "giới hạn"]
    places = [mark.at for mark in drawn.marks]
    assert places == sorted(places)
    assert places[0] > 0
    assert places[-1] < 1
