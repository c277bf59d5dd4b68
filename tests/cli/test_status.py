"""`monitord status` against a canned daemon."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator

import pytest
from rich.console import Console

from monitord.cli.picture import picture
from monitord.cli.tables import site_table, worst_first
from monitord.texts import texts
from tests.cli import province
from tests.cli.conftest import Invoke
from tests.cli.daemon import CannedDaemon, serving


@pytest.fixture(scope="module")
def broken() -> Iterator[CannedDaemon]:
    """A province with some site in every state."""
    with serving(province.every_state()) as daemon:
        yield daemon


@pytest.fixture(scope="module")
def fine() -> Iterator[CannedDaemon]:
    """A province where all is well."""
    with serving(province.all_up()) as daemon:
        yield daemon


def test_the_verdict_comes_first(monitord: Invoke) -> None:
    with serving(province.district_down()) as daemon:
        result = monitord("status", "--url", daemon.url)
        english = monitord("--language", "en", "status", "--url", daemon.url)
    assert result.exit_code == 1
    verdict = "31/621 điểm cầu không họp được: 1 mất kết nối, 30 do tuyến trên"
    assert verdict in result.stdout.splitlines()[0]
    assert "31/621 sites cannot meet: 1 down, 30 unreachable" in english.stdout.splitlines()[0]


def test_when_all_is_well_the_verdict_is_all_there_is(monitord: Invoke, fine: CannedDaemon) -> None:
    result = monitord("status", "--url", fine.url)
    assert result.exit_code == 0
    assert result.stdout.strip() == "● 621/621 điểm cầu họp được"


def test_the_verdict_mentions_the_other_states(monitord: Invoke, broken: CannedDaemon) -> None:
    first = monitord("status", "--url", broken.url).stdout.splitlines()[0]
    assert first.endswith(
        "; 2 suy giảm chất lượng, 1 chưa có số liệu, 1 đang bảo trì, 6 ngoài giờ sử dụng"
    )


def test_sites_not_measured_are_not_counted_as_able_to_meet(monitord: Invoke) -> None:
    document = province.document(province.all_sites()[:3])
    document["verdict"]["states"].update(up=2, unknown=1)
    with serving(document) as daemon:
        result = monitord("status", "--url", daemon.url)
    assert result.stdout.startswith("? 2/3 điểm cầu họp được; 1 chưa có số liệu\n")


def test_a_monitor_that_is_cut_off_says_so_before_the_verdict(monitord: Invoke) -> None:
    with serving(province.document(province.all_sites(), isolated=True)) as daemon:
        result = monitord("status", "--url", daemon.url)
    assert "Máy giám sát bị cô lập" in result.stdout.splitlines()[0]
    assert "621/621" in result.stdout.splitlines()[1]


def test_the_worst_come_first_and_those_that_are_up_not_at_all(
    monitord: Invoke, broken: CannedDaemon
) -> None:
    rows = monitord("status", "--url", broken.url).stdout.splitlines()[3:]
    assert "".join(row[0] for row in rows) == "✖✖" + "↑" * 30 + "▲▲?◆" + "○" * 6
    assert len(monitord("status", "--all", "--url", broken.url).stdout.splitlines()) == 3 + 621


def test_a_row_has_state_place_time_reason_and_devices(
    monitord: Invoke, broken: CannedDaemon
) -> None:
    rows = monitord("status", "--url", broken.url).stdout.splitlines()
    row = next(row for row in rows if "x-tho-xuan-yen-du" in row)
    cells = [cell.strip() for cell in row.split("  ") if cell]
    assert cells == [
        "↑ Gián đoạn do tuyến trên",
        "x-tho-xuan-yen-du",
        "UBND xã Yên Du",
        "11:41 (19 phút)",
        "tuyến trên UBND huyện Thọ Xuân mất kết nối",
        "rt ✖",
        "vc ✖",
    ]


def test_a_site_names_its_incident_and_its_window(monitord: Invoke) -> None:
    sites = province.all_sites()[:3]
    silent = {"code": "icmp.silent", "params": {"lost": 720}}
    sites[1].update(state="down", reason=silent, incident="261122-K7QF", cause="power")
    sites[2].update(state="maintenance", window="m-1")
    with serving(province.document(sites)) as daemon:
        rows = monitord("status", "--url", daemon.url).stdout.splitlines()
        whole = monitord("status", sites[1]["id"], "--url", daemon.url).stdout
        window = monitord("status", sites[2]["id"], "--url", daemon.url).stdout
    assert "không trả lời 720 gói liên tiếp; sự cố 261122-K7QF (mất điện)" in rows[3]
    assert "◆ Đang bảo trì" in rows[4]
    assert re.search(r"Sự cố +261122-K7QF \(mất điện\)", whole)
    assert "m-1" in window


def test_json_is_the_document_of_the_api(monitord: Invoke, broken: CannedDaemon) -> None:
    result = monitord("status", "--json", "--url", broken.url)
    assert result.exit_code == 1
    assert json.loads(result.stdout) == broken.document


@pytest.mark.parametrize("word", ["h-nhu-thanh", "nhu thanh", "NHƯ THANH", "UBND huyện Như Thanh"])
def test_a_site_is_found_by_id_or_name_without_diacritics(
    monitord: Invoke, broken: CannedDaemon, word: str
) -> None:
    result = monitord("status", word, "--url", broken.url)
    assert result.exit_code == 0
    assert result.stdout.startswith("UBND huyện Như Thanh  h-nhu-thanh\n")


def test_one_site_in_detail(monitord: Invoke, broken: CannedDaemon) -> None:
    result = monitord("status", "h-tho-xuan", "--url", broken.url)
    assert result.exit_code == 1
    for words in (
        "Mất kết nối",
        "rt: không trả lời 1.140 gói liên tiếp",
        "bộ định tuyến",
        "không trả lời 1.140 gói liên tiếp",
        "TSL-h-tho-xuan",
        "20 Mbit/s",
        "kênh dự phòng",
        "Trực kỹ thuật tỉnh",
    ):
        assert words in result.stdout


def test_one_site_as_json(monitord: Invoke, broken: CannedDaemon) -> None:
    result = monitord("status", "h-nhu-thanh", "--json", "--url", broken.url)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["circuits"][0]["id"] == "TSL-h-nhu-thanh"


def test_a_round_trip_has_a_decimal_comma(monitord: Invoke, broken: CannedDaemon) -> None:
    assert "12,4 ms (11,9–18,8)" in monitord("status", "ttdl", "--url", broken.url).stdout


def test_an_unknown_site_is_2_with_suggestions(monitord: Invoke, broken: CannedDaemon) -> None:
    result = monitord("status", "Nhu Than", "--url", broken.url)
    assert result.exit_code == 0  # part of one name only: it is meant
    result = monitord("status", "Như Thabh", "--url", broken.url)
    assert result.exit_code == 2
    assert 'Không có điểm cầu nào là "Như Thabh"' in result.stderr
    assert "h-nhu-thanh  UBND huyện Như Thanh" in result.stderr


def test_an_ambiguous_name_is_2_with_the_candidates(monitord: Invoke, broken: CannedDaemon) -> None:
    result = monitord("status", "nhu", "--url", broken.url)
    assert result.exit_code == 2
    assert "2 điểm cầu" in result.stderr
    assert "h-nhu-thanh" in result.stderr
    assert "h-nhu-xuan" in result.stderr


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])


def test_a_daemon_that_is_away_is_2_and_said_so(monitord: Invoke) -> None:
    result = monitord("status", "--url", f"http://127.0.0.1:{free_port()}")
    assert result.exit_code == 2
    assert "Không liên lạc được với monitord" in result.stderr
    assert "monitord run" in result.stderr
    assert "Errno" not in result.stderr


@pytest.mark.parametrize("document", [{}, {"sites": []}, {"error": "no"}])
def test_something_else_at_the_address_is_2(monitord: Invoke, document: dict[str, object]) -> None:
    with serving(document) as daemon:
        result = monitord("status", "--url", daemon.url)
    assert result.exit_code == 2
    assert "không phải là monitord" in result.stderr


def test_a_reason_that_this_version_does_not_know_is_shown_by_its_code(monitord: Invoke) -> None:
    sites = province.all_sites()[:2]
    sites[1].update(state="down", reason={"code": "rtp.one-way", "params": {}})
    with serving(province.document(sites)) as daemon:
        assert "rtp.one-way" in monitord("status", "--url", daemon.url).stdout


def test_the_address_comes_from_the_environment(monitord: Invoke, fine: CannedDaemon) -> None:
    assert monitord("status", MONITORD_URL=fine.url).exit_code == 0


def test_a_proxy_in_the_environment_is_not_used(monitord: Invoke, fine: CannedDaemon) -> None:
    proxy = f"http://127.0.0.1:{free_port()}"
    assert monitord("status", MONITORD_URL=fine.url, http_proxy=proxy).exit_code == 0


def test_a_name_is_never_taken_for_markup(monitord: Invoke) -> None:
    sites = province.all_sites()[:2]
    sites[1].update(name="Sở [bold]số 1[/] :smile:", state="down")
    with serving(province.document(sites)) as daemon:
        assert "Sở [bold]số 1[/] :smile:" in monitord("status", "--url", daemon.url).stdout


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_the_wall_needs_a_terminal(monitord: Invoke, fine: CannedDaemon, more: list[str]) -> None:
    result = monitord("status", "--watch", *more, "--url", fine.url)
    assert result.exit_code == 2
    assert "--watch cần một màn hình" in result.stderr


@pytest.mark.parametrize("term", ["xterm-256color", "dumb"])
def test_a_pipe_gets_plain_text_without_broken_or_padded_lines(
    broken: CannedDaemon, term: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "monitord", "status", "--url", broken.url],
        capture_output=True,
        text=True,
        env={**os.environ, "TERM": term},
        check=False,
    )
    assert done.returncode == 1
    assert "\x1b" not in done.stdout
    lines = done.stdout.splitlines()
    assert len(lines) == 3 + 42
    assert all(line == line.rstrip() for line in lines)


@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
def test_no_word_is_lost_on_a_narrow_terminal(width: int) -> None:
    seen = picture(province.every_state())
    out = Console(width=width, height=50, force_terminal=True, color_system=None)
    with out.capture() as printed:
        out.print(site_table(out, texts("vi"), worst_first(seen.sites)[:3], seen))
    assert all(len(line) <= width for line in printed.get().splitlines())
    words = Counter(printed.get().split())
    assert words["kết"] == words["nối"] == 3
    assert words["tiếp"] == 2
    assert words["huyện"] == 2
    assert words["✖"] == 8
