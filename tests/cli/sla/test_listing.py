"""`monitord sla outages | show | months`: what people read, in both languages, and machines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitord.reckoning import changes
from tests.cli.conftest import Invoke
from tests.reckoning.filled import MONTH, fill
from tests.reckoning.test_changes import HUNG, LATE

SUSPECTED, CONFIRMED = "261008-BBBB/TSL-B", "261007-AAAA/TSL-A"


def ids(result: str) -> list[str]:
    """Of the outages in JSON."""
    return [each["id"] for each in json.loads(result)["outages"]]


def test_outages_are_listed_with_the_ids_to_correct(sla: Invoke) -> None:
    result = sla("outages", "--month", MONTH)
    head, _, columns, first, second = result.stdout.splitlines()
    assert result.exit_code == 0
    assert head == "Số lần mất kết nối trong tháng 10/2025: 2, tổng cộng 3 giờ"
    assert columns.split("  ")[0] == "Mã lần mất kết nối"
    assert first.startswith(CONFIRMED)
    assert "13:00 ngày 07/10/2025" in first
    assert "đã hiệu chỉnh" in first
    assert second.startswith(SUSPECTED)
    assert "sự cố đường truyền (nghi ngờ)" in second


def test_the_same_in_english(sla: Invoke) -> None:
    result = sla("outages", "--month", MONTH, "--suspected", MONITORD_LANGUAGE="en")
    assert result.exit_code == 1, "there is something to clarify"
    head, _, columns, only = result.stdout.splitlines()
    assert head == "Outages in 2025-10: 1, 1 h in all"
    assert columns.startswith("Outage ")
    assert only.startswith(SUSPECTED)
    assert "2025-10-08 09:00" in only


@pytest.mark.parametrize(
    ("args", "found"),
    [
        (("--site", "xa b"), [SUSPECTED, "261008-BBBB/xa-b"]),
        (("--site", "Xã B", "--kind", "circuit"), [SUSPECTED]),
        (("--circuit", "tsl-a"), [CONFIRMED]),
        (("--provider", "viettel"), []),
        (("--provider", "vnpt tỉnh mẫu"), [CONFIRMED, SUSPECTED]),
        (("--owner", "provider"), [CONFIRMED, SUSPECTED]),
        (("--owner", "utility"), []),
        (("--kind", "mcu"), []),
    ],
)
def test_outages_are_narrowed_down(sla: Invoke, args: tuple[str, ...], found: list[str]) -> None:
    result = sla("outages", "--month", MONTH, *args, "--json")
    assert (result.exit_code, ids(result.stdout)) == (0, found)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--site", "Xã Z"), "không có, hoặc có nhiều hơn một. Có phải là xa-"),
        (("--site", "xa"), "Có phải là xa-a, xa-b, xa-c?"),
        (("--circuit", "TSL-AA"), "Có phải là TSL-A"),
        (("--provider", "vnptt"), "Có phải là vnpt"),
        (("--owner", "provder"), "Giá trị của --owner không hợp lệ"),
    ],
)
def test_a_name_that_means_nothing_or_too_much_is_said(
    sla: Invoke, args: tuple[str, ...], said: str
) -> None:
    result = sla("outages", "--month", MONTH, *args)
    assert result.exit_code == 2
    assert said in result.stderr


def test_nothing_found_is_said(sla: Invoke) -> None:
    result = sla("outages", "--month", MONTH, "--owner", "utility")
    assert result.stdout == "Không có lần mất kết nối nào như vậy trong tháng 10/2025\n"


def test_a_month_in_short(sla: Invoke) -> None:
    result = sla("show", "--month", "10/2025")
    assert result.exit_code == 1, "a circuit is below its target"
    lines = result.stdout.splitlines()
    assert lines[:2] == ["Tháng 10/2025", "Đã kết thúc, chưa chốt"]
    # 4 lines of 31 days, 2 h of the provider: 1 - 7200 / 10,713,600; with 1 h suspected 1 - 10800 /
    vnpt = next(line for line in lines if line.startswith("VNPT"))
    assert all(word in vnpt for word in ("99,932 %", "99,899 %", "99,9 %", "2 giờ"))
    worst = next(line for line in lines if line.startswith("TSL-A"))
    assert "99,731 %" in worst  # 1 - 7200 / 2,678,400 = 0.99731182…, rounded down


def test_a_power_cut_is_no_repair_of_the_providers(monitord: Invoke, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/monitord.db"
    fill(url, "power-cut")
    result = monitord(
        "--language", "en", "sla", "show", "--month", MONTH, "--database", url,
        "--provider", "vnpt",
    )  # fmt: skip
    vnpt = next(line for line in result.stdout.splitlines() if line.startswith("VNPT"))
    *_, every, own, down, unit, mttr = vnpt.split()
    assert (every, own, down, unit, mttr) == ("1", "0", "0", "s", "–")


def test_one_provider_that_kept_its_word(sla: Invoke) -> None:
    result = sla("show", "--month", MONTH, "--provider", "viettel", MONITORD_LANGUAGE="en")
    assert result.exit_code == 0
    assert "VNPT" not in result.stdout


def test_show_for_machines_is_the_report_without_intervals(sla: Invoke) -> None:
    made = json.loads(sla("show", "--month", MONTH, "--json").stdout)
    assert made["intervals"] == []
    assert made["month"]["name"] == MONTH
    assert len(made["circuits"]) == 5


def test_months_tell_what_is_closed_and_what_files_there_are(
    sla: Invoke, database: str, tmp_path: Path
) -> None:
    changes.close(database, MONTH, "xong", HUNG, LATE)
    sla("report", "--month", MONTH, "--format", "json")
    lines = sla("months").stdout.splitlines()
    [row] = [line for line in lines if line.startswith("10/2025")]
    assert "đã chốt" in row
    assert "hung" in row
    assert row.endswith("1 (json)")
    found = json.loads(sla("months", "--json").stdout)
    [closed] = [each for each in found if each["month"] == MONTH]
    assert [each["why"] for each in closed["closings"]] == ["xong"]
    path = tmp_path / "reports" / MONTH / f"bien-ban-{MONTH}.json"
    assert [each["path"] for each in closed["files"]] == [str(path)]


def test_a_closed_month_says_so(sla: Invoke, database: str) -> None:
    changes.close(database, MONTH, "xong", HUNG, LATE)
    said = sla("show", "--month", MONTH).stdout.splitlines()[1]
    assert said == "Đã chốt, bản số 1, 07:00 ngày 01/12/2025, người thực hiện: hung"
    assert "tính theo mặc định của hợp đồng" in sla("outages", "--month", MONTH).stdout


def test_an_unknown_command_is_told_the_nearest(monitord: Invoke) -> None:
    result = monitord("sla", "raport")
    assert result.exit_code == 2
    assert "Có phải là report?" in result.stderr


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_help_is_in_words(monitord: Invoke, language: str) -> None:
    for name in ("report", "show", "outages", "months", "correct", "close", "verify"):
        result = monitord("--language", language, "sla", name, "--help")
        assert result.exit_code == 0
        assert "cli.sla." not in result.stdout
