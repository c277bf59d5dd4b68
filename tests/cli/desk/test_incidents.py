"""`monitord incidents` over a real Unix socket: what is printed, and what is done."""

from __future__ import annotations

import getpass
import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from monitord.cli.incidents.detail import incident_detail
from monitord.cli.incidents.picture import listed
from monitord.cli.incidents.tables import overview
from monitord.model.incidents import Cause, Happening, Owner
from monitord.texts import texts
from tests.cli.conftest import Invoke
from tests.desk.incidents import DISTRICT, LINE, MCU, OVER
from tests.desk.serving import Served

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def test_the_bare_name_lists_what_is_open(incidents: Invoke) -> None:
    result = incidents()
    assert result.exit_code == 1
    head, _, _, first, second, third = result.stdout.splitlines()
    assert head == "✖ 3 sự cố đang diễn ra, 2 nghiêm trọng; 2 chưa có người tiếp nhận"
    cells = [cell.strip() for cell in first.split("  ") if cell]
    assert cells[:7] == [
        LINE,
        "✖ nghiêm trọng",
        "mất kết nối",
        "Điểm cầu xã Như Thanh số 30",
        "1",
        "sự cố đường truyền (nghi ngờ)",
        "nhà mạng",
    ]
    assert "(12 phút)" in first
    assert "mất điện" in second
    assert "chưa có → lanh-dao" in second
    assert all(words in third for words in ("▲ cần chú ý", "hung", "BH-2211"))


def test_options_without_a_command_are_those_of_the_list(incidents: Invoke) -> None:
    assert OVER in incidents("--all").stdout
    assert OVER in incidents("list", "--all").stdout
    assert OVER not in incidents("list").stdout


def test_the_list_in_english(incidents: Invoke) -> None:
    first = incidents(MONITORD_LANGUAGE="en").stdout.splitlines()[0]
    assert first == "✖ Open incidents: 3, 2 of them critical, 2 taken care of by nobody"


def test_nothing_critical_is_0(incidents: Invoke, daemon: Served) -> None:
    for ident in (LINE, DISTRICT):
        assert incidents("close", ident, "--note", "x").exit_code == 0
    result = incidents()
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "▲ 1 sự cố đang diễn ra, 0 nghiêm trọng"
    daemon.desk.kept.clear()
    assert incidents().stdout == "● Không có sự cố nào đang diễn ra\n"


def test_those_of_a_time_are_listed(incidents: Invoke, daemon: Served) -> None:
    twelve = (daemon.desk.now - timedelta(hours=12)).astimezone(HANOI)
    assert OVER not in incidents("--since", "-12h").stdout
    assert OVER not in incidents("--since", f"{twelve:%Y-%m-%d %H:%M}").stdout
    assert OVER in incidents("--since", "-24h", "--until", "-2h").stdout
    assert LINE not in incidents("--since", "-24h", "--until", "-2h").stdout


def test_those_of_a_site_are_listed(incidents: Invoke) -> None:
    shown = incidents("--site", "xa-00029").stdout
    assert DISTRICT in shown
    assert LINE not in shown
    result = incidents("--site", "xa00029")
    assert result.exit_code == 2
    assert 'Không có điểm cầu nào là "xa00029"' in result.stderr
    assert "xa-00029" in result.stderr
    assert DISTRICT in incidents("--site", "nhu thanh so 29").stdout
    unsure = incidents("--site", "nhu thanh")
    assert unsure.exit_code == 2
    assert "xa-00029  Điểm cầu xã Như Thanh số 29" in unsure.stderr


def test_json_is_the_document_of_the_api(incidents: Invoke) -> None:
    result = incidents("--json")
    assert result.exit_code == 1
    assert [each["id"] for each in json.loads(result.stdout)["incidents"]] == [LINE, DISTRICT, MCU]


def test_one_is_shown_with_evidence_advice_and_history(incidents: Invoke) -> None:
    result = incidents("show", LINE)
    assert result.exit_code == 0
    for words in (
        "mất kết nối",
        "không trả lời 720 gói liên tiếp",
        "1: Điểm cầu xã Như Thanh số 30",
        "10.20.0.1",
        "Việc cần làm ngay",
        "2. Báo hỏng kèm kết quả dò đường.",
        "VNPT Thanh Hóa 18001166",
        "mở sự cố",
        "nguyên nhân sự cố đường truyền",
    ):
        assert words in result.stdout


@pytest.mark.parametrize(
    "word", [LINE, LINE.lower(), "K7", "k7qf", "261122-K7", "261122k7qf", "26II22-K7"]
)
def test_an_id_may_be_shortened(incidents: Invoke, word: str) -> None:
    assert LINE in incidents("show", word).stdout


def test_advice_is_in_the_language_of_who_asks(incidents: Invoke) -> None:
    assert "1. Report the fault." in incidents("show", LINE, MONITORD_LANGUAGE="en").stdout
    assert "1. Report the fault." not in incidents("show", LINE).stdout


def test_times_are_those_of_the_organization_and_teams_have_names(
    incidents: Invoke, daemon: Served
) -> None:
    document = json.loads(incidents("show", DISTRICT, "--json").stdout)
    document["team_names"] = {"truc-tinh": "Trực kỹ thuật tỉnh", "lanh-dao": "Lãnh đạo phụ trách"}
    document["timezone"] = "Pacific/Kiritimati"
    seen, out = listed(document), Console(width=200)
    with out.capture() as printed:
        out.print(*overview(out, texts("vi"), seen), *incident_detail(out, texts("vi"), seen))
    since = seen.incidents[0].since.astimezone(ZoneInfo("Pacific/Kiritimati"))
    assert f"{since:%H:%M} " in printed.get()
    assert "Trực kỹ thuật tỉnh" in printed.get()
    assert "chưa có → Lãnh đạo phụ trách" in printed.get()
    assert "truc-tinh" not in printed.get()


def test_the_monitors_own_incident_names_it_and_no_id(incidents: Invoke) -> None:
    document = json.loads(incidents("--json").stdout)
    document["incidents"][0].update(scope="monitor", subject="store", subject_name="store")
    seen, out = listed(document), Console(width=200)
    with out.capture() as printed:
        out.print(*overview(out, texts("vi"), seen))
    assert "hệ thống giám sát" in printed.get()
    assert "store" not in printed.get()


def test_what_an_event_says_is_in_words(incidents: Invoke, daemon: Served) -> None:
    event = daemon.desk.history[LINE][0]
    path = {"kind": "path", "check": "xa-00030/rt/icmp"}
    later = replace(event, what=Happening.EVIDENCE, data=path)
    impact = replace(event, what=Happening.IMPACT, data={"sites": 3, "sites_before": 1})
    closed = replace(event, what=Happening.CLOSED, data={"why": "settled"})
    told = replace(event, what=Happening.ESCALATED, data={"team": "lanh-dao"})
    daemon.desk.history[LINE] += [later, impact, closed, told]
    shown = incidents("show", LINE).stdout
    assert "dò đường; phép đo xa-00030/rt/icmp" in shown
    assert "số điểm cầu 3 (trước: 1)" in shown
    assert "đã bình thường đủ lâu" in shown
    assert re.search("chuyển cấp xử lý +monitord +cho lanh-dao", shown)


def test_a_short_id_means_an_open_one_first_then_one_that_is_over(
    incidents: Invoke, daemon: Served
) -> None:
    assert OVER in incidents("show", "p4").stdout
    assert daemon.desk.kept[OVER].closed_at is not None


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("K", f"K có thể là nhiều mã: {LINE}, {DISTRICT}"),
        ("zz", "Không có mã nào là zz."),
        ("261122-K7QE", f"Không có mã nào là 261122-K7QE. Có phải là {LINE}"),
    ],
)
def test_an_id_that_is_not_one_is_2(incidents: Invoke, word: str, said: str) -> None:
    result = incidents("show", word)
    assert result.exit_code == 2
    assert said in result.stderr


def test_one_is_acknowledged_by_who_runs_the_command(incidents: Invoke, daemon: Served) -> None:
    result = incidents("ack", "k7", "--for", "1h30m", "--note", "đã gọi VNPT")
    assert result.exit_code == 0
    held = daemon.desk.kept[LINE].acknowledged
    assert held is not None
    assert (held.by.name, held.by.via) == (getpass.getuser(), "socket")
    assert held.until == daemon.desk.now + timedelta(minutes=90)
    assert f"Đã tiếp nhận {LINE}" in result.stdout
    assert "“đã gọi VNPT”" in incidents("show", "k7").stdout


def test_one_is_commented(incidents: Invoke, daemon: Served) -> None:
    assert incidents("comment", "K7", "đèn LOS đỏ").exit_code == 0
    last = daemon.desk.history[LINE][-1]
    assert (last.what, last.data["note"]) == (Happening.COMMENTED, "đèn LOS đỏ")


def test_a_correction_shows_the_old_value(incidents: Invoke, daemon: Served) -> None:
    result = incidents("correct", "K7", "--cause", "power", "--owner", "force_majeure")
    assert result.exit_code == 0
    after = daemon.desk.kept[LINE]
    assert (after.cause, after.owner) == (Cause.POWER, Owner.FORCE_MAJEURE)
    shown = incidents("show", "K7").stdout
    assert "nguyên nhân mất điện (trước: sự cố đường truyền)" in shown
    assert "Lý do" not in shown
    assert "Máy nhận định" in shown
    assert "bên chịu trách nhiệm bất khả kháng (trước: nhà mạng)" in shown


def test_a_ticket_has_times_of_its_own(incidents: Invoke, daemon: Served) -> None:
    today = datetime.now(HANOI).date()
    args = ("BH-99", "--reported", "--accepted", f"{today:%d/%m/%Y} 00:05")
    assert incidents("ticket", "K7", *args).exit_code == 0
    after = daemon.desk.kept[LINE]
    assert after.provider_ticket == "BH-99"
    assert after.reported_at is not None
    assert abs(after.reported_at - datetime.now(HANOI)) < timedelta(minutes=1)
    assert after.accepted_at == datetime(today.year, today.month, today.day, 0, 5, tzinfo=HANOI)


def test_a_ticket_that_is_accepted_later_keeps_its_number(
    incidents: Invoke, daemon: Served
) -> None:
    assert incidents("ticket", "M2", "--accepted").exit_code == 0
    after = daemon.desk.kept[MCU]
    assert (after.provider_ticket, after.accepted_at is None) == ("BH-2211", False)


def test_one_is_closed_with_a_reason_only(incidents: Invoke, daemon: Served) -> None:
    without = incidents("close", "K7")
    assert without.exit_code == 2
    assert "--note" in without.stderr
    assert daemon.desk.kept[LINE].open
    assert incidents("close", "K7", "--note", "VNPT đã nối lại").exit_code == 0
    assert not daemon.desk.kept[LINE].open
    again = incidents("close", LINE, "--note", "x")
    assert again.exit_code == 2
    assert "đã đóng từ trước" in again.stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("correct", "K7"), "Chưa nói sửa gì"),
        (("correct", "K7", "--cause", "powr"), "cần là một trong: circuit, power"),
        (("ticket", "K7"), "Chưa nói ghi gì"),
        (("ack", "K7", "--for", "lâu"), "không hiểu khoảng thời gian “lâu”"),
        (("ack", "K7", "--for", "1s"), "--for: ít nhất là 1 phút"),
        (("--since", "hôm qua"), "không hiểu thời điểm “hôm qua”"),
        (("comment", "K7"), "TEXT"),
        (("acknowledge", "K7"), "Không có lệnh acknowledge"),
        (("comment", "K7", "x" * 20_000), "quá lớn"),
    ],
)
def test_what_cannot_be_done_is_2_and_changes_nothing(
    incidents: Invoke, daemon: Served, args: tuple[str, ...], said: str
) -> None:
    before = dict(daemon.desk.kept)
    result = incidents(*args)
    assert result.exit_code == 2
    assert said in result.stderr
    assert daemon.desk.kept == before


def test_what_is_not_recorded_yet_is_said(incidents: Invoke, daemon: Served) -> None:
    daemon.desk.recorded = False
    result = incidents("ack", "K7")
    assert result.exit_code == 0
    assert "chưa ghi được vào cơ sở dữ liệu" in result.stderr


def test_what_somebody_wrote_is_never_taken_for_markup(incidents: Invoke) -> None:
    incidents("comment", "K7", "[bold]đèn[/] :smile:")
    assert "[bold]đèn[/] :smile:" in incidents("show", "K7").stdout


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("width", [60, 80, 120, 140, 200])
def test_it_fits_any_terminal_and_loses_no_word(
    incidents: Invoke, width: int, language: str
) -> None:
    out = Console(width=width, height=50, force_terminal=True, color_system=None)
    words = texts(language)
    with out.capture() as printed:
        out.print(*overview(out, words, listed(json.loads(incidents("--json").stdout))), sep="\n")
    lines = printed.get().splitlines()
    assert all(len(line) <= width for line in lines)
    assert all(ident in printed.get() for ident in (LINE, DISTRICT, MCU, "BH-2211"))
    with out.capture() as printed:
        seen = listed(json.loads(incidents("show", "K7", "--json").stdout))
        out.print(*incident_detail(out, words, seen), sep="\n")
    assert all(len(line) <= width for line in printed.get().splitlines())


@pytest.mark.parametrize("code", [*Cause, *Owner])
def test_the_help_tells_what_causes_and_owners_mean(incidents: Invoke, code: Cause | Owner) -> None:
    said = " ".join(incidents("correct", "--help").stdout.split())
    kind = "cause" if isinstance(code, Cause) else "owner"
    assert re.search(rf"{code}(?: là)? {texts('vi').say(f'{kind}.{code}')}", said)
