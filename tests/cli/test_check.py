"""`monitord check`: real echoes to loopback, and to a silent network in a namespace."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from monitord.cli.echoes import EchoTally, TallySink, judged
from monitord.model.echo import IcmpError
from monitord.model.settings import Limits
from monitord.model.states import State
from tests.cli.conftest import Invoke

INVENTORY = """\
version: 1
organization: {id: thu, name: Tỉnh Thử, timezone: Asia/Ho_Chi_Minh, locale: vi}
levels: [{id: province, name: tỉnh}, {id: commune, name: xã}]
hours:
  hanh-chinh: {days: mon, from: "07:00", to: "07:01"}
profiles:
  router: {role: router, checks: {icmp: {}}}
  codec: {role: endpoint, checks: {icmp: {timeout: 300ms}}}
  room: {role: endpoint, presence: conference, checks: {icmp: {timeout: 300ms}}}
  bare: {role: external}
sites:
  - id: ttdl
    name: Trung tâm dữ liệu tỉnh
    level: province
    devices:
      - {id: rt, profile: router, address: 127.0.0.1}
      - {id: x, profile: bare, address: 127.0.0.9}
    sites:
      - id: x-nhu-thanh
        name: UBND xã Như Thanh
        level: commune
        devices:
          - {id: rt, profile: router, address: 127.0.0.2}
          - {id: vc, profile: codec, address: 10.99.0.7}
      - id: x-nhu-xuan
        name: UBND xã Như Xuân
        level: commune
        devices: [{id: rt, profile: router, address: nowhere.invalid}]
      - id: x-phong-hop
        name: UBND xã Phòng Họp
        level: commune
        devices: [{id: vc, profile: room, address: 10.99.0.8}]
      - id: x-trong
        name: UBND xã Trống
        level: commune
        service: planned
"""
IN_A_SILENT_NETWORK = """
ip link set lo up &&
ip link add silent type veth peer name void &&
ip address add 10.99.0.1/24 dev silent &&
ip link set silent up && ip link set void up &&
ip neighbour add 10.99.0.7 lladdr 02:00:00:00:00:07 dev silent &&
ip neighbour add 10.99.0.8 lladdr 02:00:00:00:00:08 dev silent &&
exec "$@"
"""


@pytest.fixture
def inventory(tmp_path: Path) -> str:
    """The path of an inventory."""
    path = tmp_path / "inventory.yaml"
    path.write_text(INVENTORY, encoding="utf-8")
    return str(path)


def in_a_silent_network(*args: str) -> subprocess.CompletedProcess[str]:
    """Run `monitord` where what is sent to 10.99.0.7 and .8 vanishes."""
    if os.geteuid() != 0:
        pytest.skip("a network namespace needs root")
    command = [sys.executable, "-m", "monitord", *args]
    return subprocess.run(
        ["unshare", "--net", "sh", "-c", IN_A_SILENT_NETWORK, "sh", *command],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.pings
def test_a_site_that_answers_is_0(monitord: Invoke, inventory: str) -> None:
    result = monitord("check", "ttdl", "--inventory", inventory, "--count", "3")
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == "Trung tâm dữ liệu tỉnh  ttdl"
    assert "● Bình thường" in lines[2]
    assert "3/3, mất 0 %" in lines[2]
    assert " ms" in lines[2]
    assert "không khai báo phép đo" in lines[3]


@pytest.mark.pings
def test_the_result_for_machines(monitord: Invoke, inventory: str) -> None:
    result = monitord("check", "ttdl", "--json", "--inventory", inventory, "--count", "2")
    router = json.loads(result.stdout)["devices"][0]
    assert (router["id"], router["state"]) == ("ttdl/rt", "up")
    assert (router["sent"], router["received"], router["lost"]) == (2, 2, 0)
    assert 0 < router["rtt_min"] <= router["rtt_mean"] <= router["rtt_max"] < 0.3
    assert router["trace"] is None


@pytest.mark.lab
def test_a_silent_device_is_1_and_its_path_is_traced(inventory: str) -> None:
    done = in_a_silent_network("check", "nhu thanh", "--inventory", inventory, "--count", "2")
    assert done.returncode == 1, done.stderr
    assert "✖ Mất kết nối" in done.stdout
    assert "0/2, mất 100 %" in done.stdout
    assert "Đường đi tới x-nhu-thanh/vc (10.99.0.7)" in done.stdout
    assert "Không tới đích; không chặng nào trả lời." in done.stdout
    assert "\x1b" not in done.stdout


@pytest.mark.lab
def test_a_room_that_is_switched_off_is_no_fault(inventory: str) -> None:
    done = in_a_silent_network("check", "x-phong-hop", "--inventory", inventory, "--count", "2")
    assert done.returncode == 0, done.stderr
    assert "○ Ngoài giờ sử dụng" in done.stdout


@pytest.mark.pings
def test_a_name_that_does_not_resolve_is_1_and_said_so(monitord: Invoke, inventory: str) -> None:
    result = monitord("check", "x-nhu-xuan", "--inventory", inventory)
    assert result.exit_code == 1
    assert "? Chưa có số liệu" in result.stdout
    assert "không gửi được tới nowhere.invalid" in result.stdout
    assert "Errno" not in result.stdout


@pytest.mark.pings
def test_a_site_without_devices_says_so(monitord: Invoke, inventory: str) -> None:
    result = monitord("check", "x-trong", "--inventory", inventory)
    assert result.exit_code == 0
    assert "chưa khai báo thiết bị nào" in result.stdout


def test_an_unknown_site_is_2(monitord: Invoke, inventory: str) -> None:
    result = monitord("check", "nhu thnah", "--inventory", inventory)
    assert result.exit_code == 2
    assert "x-nhu-thanh  UBND xã Như Thanh" in result.stderr


def test_an_ambiguous_site_is_2(monitord: Invoke, inventory: str) -> None:
    result = monitord("check", "nhu", "--inventory", inventory)
    assert result.exit_code == 2
    assert "2 điểm cầu" in result.stderr


def test_a_missing_inventory_is_2(monitord: Invoke, tmp_path: Path) -> None:
    result = monitord("check", "ttdl", "--inventory", str(tmp_path / "none.yaml"))
    assert result.exit_code == 2
    assert "none.yaml" in result.stderr


def test_an_invalid_inventory_is_2_with_every_problem(monitord: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(INVENTORY.replace("version: 1", "version: 1\nsitse: []\nlevel: x"), "utf-8")
    result = monitord("check", "ttdl", "--inventory", str(path))
    assert result.exit_code == 2
    assert "bad.yaml:2:1:" in result.stderr
    assert "bad.yaml:3:1:" in result.stderr


@pytest.mark.pings
def test_the_inventory_comes_from_the_environment(monitord: Invoke, inventory: str) -> None:
    assert monitord("check", "x-trong", MONITORD_INVENTORY=inventory).exit_code == 0


def told(*fates: str) -> EchoTally:
    """A tally that was told these fates."""
    tally = EchoTally(len(fates))
    sink = TallySink(tally)
    for fate in fates:
        match fate:
            case "answered":
                sink.answered(0, 20_000_000, 20_000_000)
            case "slow":
                sink.answered(0, 700_000_000, 700_000_000)
            case "lost":
                sink.lost(0)
            case "refused":
                sink.refused(0, IcmpError("host-unreachable", "10.0.0.1", 3, 1))
            case "late":
                sink.lost(0)
                sink.late(0, 900_000_000)
            case "unmeasured":
                sink.unmeasured(0, "socket-drops")
    assert tally.complete.is_set() == bool(fates)
    return tally


@pytest.mark.parametrize(
    ("fates", "expected", "state"),
    [
        (["answered"] * 5, True, State.UP),
        (["answered"] * 19 + ["lost"], True, State.UP),
        (["answered"] * 4 + ["lost"], True, State.DEGRADED),
        (["slow"] * 5, True, State.DEGRADED),
        (["lost"] * 5, True, State.DOWN),
        (["refused"] * 5, True, State.DOWN),
        (["lost"] * 5, False, State.OFF),
        (["lost"] * 4 + ["late"], True, State.DEGRADED),
        (["unmeasured"] * 5, True, State.UNKNOWN),
        (["unmeasured"] * 4 + ["answered"], True, State.UP),
        ([], True, State.UNKNOWN),
    ],
)
def test_the_verdict_over_some_echoes(fates: list[str], expected: bool, state: State) -> None:
    assert judged(told(*fates), Limits(), expected) is state


def test_a_refusal_keeps_its_witness() -> None:
    tally = told("refused", "refused", "answered")
    assert tally.refused == {("host-unreachable", "10.0.0.1"): 2}
    assert tally.loss == pytest.approx(2 / 3)
    assert tally.rtt == (0.02, 0.02, 0.02)
