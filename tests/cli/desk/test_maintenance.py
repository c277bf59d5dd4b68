"""`monitord maintenance` over a real Unix socket."""

from __future__ import annotations

import getpass
import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from monitord.cli.maintenance.picture import windows
from monitord.cli.maintenance.tables import overview
from monitord.model.maintenance import Cover
from monitord.texts import texts
from tests.cli.conftest import Invoke
from tests.desk.serving import Served

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
SITE = ("--site", "xa-00003", "--why", "Thay bộ định tuyến")


def test_the_bare_name_lists_all_windows(maintenance: Invoke) -> None:
    result = maintenance()
    assert result.exit_code == 0
    head, _, _, first, second = result.stdout.splitlines()
    assert head == "● Không có đợt bảo trì nào đang diễn ra"
    assert all(w in first for w in ("bao-duong-mcu", "MCU trung-tam", "FREQ=MONTHLY;BYDAY=1SU"))
    assert "Đơn vị vận hành (tệp khai báo)" in first
    assert all(w in second for w in ("m-1", "Điểm cầu xã Như Thanh số 1", "1 giờ 30 phút", "hung"))


def test_one_is_added_in_the_organizations_time(maintenance: Invoke, daemon: Served) -> None:
    args = ("--from", "2027-11-29 22:00", "--for", "4h", "--announced", "2027-11-20 08:00")
    result = maintenance("add", *SITE, *args, "--repeat", "FREQ=MONTHLY;BYDAY=1SU")
    assert result.exit_code == 0
    window = daemon.desk.planned["m-3"]
    assert window.cover == Cover("site", "xa-00003")
    assert window.start == datetime(2027, 11, 29, 22, tzinfo=HANOI)
    assert (window.seconds, window.timezone) == (14400, "Asia/Ho_Chi_Minh")
    assert window.announced_at == datetime(2027, 11, 20, 8, tzinfo=HANOI)
    assert window.who == getpass.getuser()
    assert "m-3: bảo trì Điểm cầu xã Như Thanh số 3 từ 22:00 ngày 29/11/2027" in result.stdout


def test_an_end_that_is_an_hour_is_the_next_one(maintenance: Invoke, daemon: Served) -> None:
    args = ("--from", "22:00 29/11/2027", "--to", "02:00")
    assert maintenance("add", "--circuit", "TSL-0030", "--why", "x", *args).exit_code == 0
    assert daemon.desk.planned["m-3"].seconds == 4 * 3600


def test_one_that_is_over_already_is_remarked_upon(maintenance: Invoke) -> None:
    over = maintenance("add", *SITE, "--from", "2020-11-29 22:00", "--for", "4h")
    assert over.exit_code == 0
    assert "đã qua" in over.stderr
    assert maintenance("add", *SITE, "--from", "-1h", "--for", "4h").stderr == ""


def test_a_site_is_found_by_its_name(maintenance: Invoke, daemon: Served) -> None:
    args = ("--site", "nhu thanh so 7", "--why", "x", "--from", "now", "--for", "1h")
    assert maintenance("add", *args).exit_code == 0
    assert daemon.desk.planned["m-3"].cover == Cover("site", "xa-00007")


def test_one_begins_now_and_ends_in_two_hours(maintenance: Invoke, daemon: Served) -> None:
    args = ("--provider", "vnpt", "--from", "now", "--to", "+2h", "--why", "x", "--who", "VNPT")
    assert maintenance("add", *args).exit_code == 0
    window = daemon.desk.planned["m-3"]
    assert window.seconds == pytest.approx(7200, abs=1)
    assert abs(window.start - datetime.now(HANOI)) < timedelta(minutes=1)
    assert window.who == "VNPT"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--from", "now", "--for", "1h", "--why", "x"), "đúng một trong --site"),
        ((*SITE, "--mcu", "x", "--from", "now", "--for", "1h"), "đúng một trong --site"),
        ((*SITE, "--from", "now"), "đúng một trong hai"),
        ((*SITE, "--from", "now", "--for", "1h", "--to", "+1h"), "đúng một trong hai"),
        ((*SITE, "--from", "+2h", "--to", "+1h"), "trước giờ bắt đầu"),
        ((*SITE, "--from", "25:00", "--for", "1h"), "không hiểu thời điểm “25:00”"),
        ((*SITE, "--for", "1h"), "--from"),
        (("--site", "xa-00003", "--from", "now", "--for", "1h"), "--why"),
        (("--provider", "vnp", "--from", "now", "--for", "1h", "--why", "x"), "Có phải là vnpt?"),
        ((*SITE, "--from", "now", "--for", "99d"), "--for: nhiều nhất là 31 ngày"),
    ],
)
def test_what_cannot_be_planned_is_2(
    maintenance: Invoke, daemon: Served, args: tuple[str, ...], said: str
) -> None:
    result = maintenance("add", *args)
    assert result.exit_code == 2
    assert said in result.stderr
    assert len(daemon.desk.planned) == 2


def test_one_is_called_off(maintenance: Invoke, daemon: Served) -> None:
    result = maintenance("cancel", "m-1")
    assert result.exit_code == 0
    assert daemon.desk.planned["m-1"].cancelled_by == getpass.getuser()
    assert f"đã hủy, người hủy: {getpass.getuser()}" in maintenance("list").stdout


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("bao-duong", "nằm trong tệp khai báo"),
        ("bao-dung-mcu", "Có phải là bao-duong-mcu?"),
        ("zz", "Không có mã nào là zz."),
    ],
)
def test_one_that_cannot_be_called_off_is_2(maintenance: Invoke, word: str, said: str) -> None:
    result = maintenance("cancel", word)
    assert result.exit_code == 2
    assert said in result.stderr


def test_json_is_the_document_of_the_api(maintenance: Invoke) -> None:
    document = json.loads(maintenance("--json").stdout)
    assert [each["id"] for each in document["windows"]] == ["bao-duong-mcu", "m-1"]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("width", [60, 80, 120, 140, 200])
def test_it_fits_any_terminal(maintenance: Invoke, width: int, language: str) -> None:
    out = Console(width=width, height=50, force_terminal=True, color_system=None)
    seen = windows(json.loads(maintenance("--json").stdout))
    with out.capture() as printed:
        out.print(*overview(out, texts(language), seen), sep="\n")
    assert all(len(line) <= width for line in printed.get().splitlines())
    assert "bao-duong-mcu" in printed.get()
