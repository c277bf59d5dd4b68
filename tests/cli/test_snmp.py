"""`monitord snmp`: a real snmpd is identified, walked and asked."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.agent import AUTH, COMMUNITY, PRIV, USER, played_in_a_thread, snmpd_in_a_thread
from tests.cli.conftest import Invoke
from tests.probes.snmp.snmpd import free_port, have_snmpd

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(not have_snmpd(), reason="net-snmp is not installed"),
]

INVENTORY = """\
version: 1
organization: {id: thu, name: Tỉnh Thử, timezone: Asia/Ho_Chi_Minh, locale: vi}
levels: [{id: province, name: tỉnh}]
credentials:
  tslcd: {snmp: {version: 2c, community: {env: COMMUNITY}}}
  cu: {snmp: {version: 1, community: {env: COMMUNITY}}}
  mcu:
    snmp: {version: 3, user: USER, auth: {sha256: {env: AUTH}}, priv: {aes128: {env: PRIV}}}
profiles:
  may-chu:
    role: router
    credential: tslcd
    checks:
      icmp: {}
      snmp: {modules: [system, interfaces], port: 161, timeout: 500ms, retries: 0}
sites:
  - id: ttdl
    name: Trung tâm dữ liệu tỉnh
    level: province
    devices:
      - {id: rt, profile: may-chu, address: 127.0.0.1}
      - {id: mcu-1, profile: may-chu, address: 127.0.0.2, credential: mcu}
"""
SECRETS = {"COMMUNITY": COMMUNITY, "AUTH": AUTH, "PRIV": PRIV}


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of an agent."""
    with snmpd_in_a_thread(tmp_path_factory.mktemp("snmpd")) as port:
        yield port


@pytest.fixture
def inventory(tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """The path of an inventory whose secrets are in the environment."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    path = tmp_path / "inventory.yaml"
    text = INVENTORY.replace("port: 161", f"port: {port}").replace("user: USER", f"user: {USER}")
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("credential", ["tslcd", "cu", "mcu"])
def test_a_device_of_the_inventory_is_identified(
    monitord: Invoke, inventory: str, port: int, credential: str
) -> None:
    result = monitord(
        "snmp", "identify", "ttdl/rt", "--inventory", inventory, "--credential", credential
    )
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines()[1].split()[:2] == ["sysDescr", "Linux"]
    assert "1.3.6.1.4.1.8072.3.2.10" in result.stdout
    assert "interfaces" in result.stdout
    assert "Profile phù hợp trong tệp khai báo: may-chu" in result.stdout
    line = result.stdout.splitlines()[-1]
    assert f"credential: {credential}, checks: {{icmp: {{}}, snmp: {{modules: [system," in line
    assert f"port: {port}" in line
    assert "host: {role: pc" in line


def test_the_profile_that_is_proposed_can_be_pasted(
    monitord: Invoke, inventory: str, tmp_path: Path
) -> None:
    result = monitord("snmp", "identify", "ttdl/rt", "--json", "--inventory", inventory)
    found = json.loads(result.stdout)
    assert found["outcome"] == "ok"
    assert found["modules"]["interfaces"] > 0
    text = Path(inventory).read_text("utf-8")
    pasted = tmp_path / "pasted.yaml"
    pasted.write_text(text.replace("profiles:\n", f"profiles:\n  {found['profile']}\n"), "utf-8")
    assert monitord("validate", str(pasted)).exit_code == 0


@pytest.mark.parametrize(
    ("recording", "module", "role"),
    [
        ("poly-group", "poly-group", "endpoint"),
        ("poly-hdx", "poly-hdx", "endpoint"),
        ("poly-rmx", "poly-rmx", "mcu"),
        ("cisco-cts", "cisco-cts", "endpoint"),
        ("router", "cisco-router", "router"),
        ("huawei-router", "huawei-router", "router"),
        ("ups", "ups", "ups"),
    ],
)
def test_devices_of_each_kind_are_identified(
    monitord: Invoke, inventory: str, recording: str, module: str, role: str
) -> None:
    with played_in_a_thread(recording) as played:
        options = ("--credential", "tslcd", "--port", str(played), "--inventory", inventory)
        result = monitord("snmp", "identify", "127.0.0.1", "--json", *options)
    found = json.loads(result.stdout)
    assert next(iter(found["modules"])) == "system"
    assert found["modules"][module] > 0 or recording == "poly-hdx"  # idle, it gives no readings
    assert found["profile"].startswith(f"{module}: {{role: {role}, credential: tslcd, checks: ")
    assert found["identity"]["vendor"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_objects_are_shown_as_people_read_them(
    monitord: Invoke, inventory: str, language: str
) -> None:
    names = ("sysDescr.0", "IF-MIB::ifOperStatus.1", ".1.3.6.1.2.1.1.3.0", "ifName.1")
    result = monitord(
        "--language", language, "snmp", "get", "ttdl/rt", *names, "--inventory", inventory
    )
    assert result.exit_code == 0, result.stderr
    heads, *rows = [line.split(None, 1) for line in result.stdout.splitlines()]
    assert heads[0] == ("Đối" if language == "vi" else "Object")
    shown = dict(rows)
    assert shown["sysDescr.0"].startswith("Linux")
    assert shown["ifOperStatus.1"] == "up(1)"
    assert shown["ifName.1"] == "lo"
    assert ("giây" if language == "vi" else "s (") in shown["sysUpTime.0"]


def test_what_the_device_lacks_is_1_and_named(monitord: Invoke, inventory: str) -> None:
    result = monitord("snmp", "get", "ttdl/rt", "sysName.0", "sysName.7", "--inventory", inventory)
    assert result.exit_code == 1
    assert "sysName.7  không có đối tượng này" in result.stdout


def test_a_get_for_machines(monitord: Invoke, inventory: str) -> None:
    result = monitord(
        "snmp", "get", "ttdl/rt", "sysUpTime.0", "sysName.7", "--json", "--inventory", inventory
    )
    found = json.loads(result.stdout)
    (uptime,) = found["objects"]
    assert (uptime["name"], uptime["oid"]) == ("sysUpTime.0", "1.3.6.1.2.1.1.3.0")
    assert uptime["type"] == "time-ticks"
    assert isinstance(uptime["value"], int)
    assert found["failures"] == {"1.3.6.1.2.1.1.5.7": "no-object"}


@pytest.mark.parametrize("credential", ["tslcd", "cu", "mcu"])
@pytest.mark.parametrize("what", ["system", "1.3.6.1.2.1.1", "SNMPv2-MIB::system"])
def test_a_walk_by_number_and_by_name(
    monitord: Invoke, inventory: str, credential: str, what: str
) -> None:
    result = monitord(
        "snmp", "walk", "ttdl/rt", what, "--credential", credential, "--inventory", inventory
    )
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[1].startswith("sysDescr.0")
    assert any(line.startswith("sysORDescr.1 ") for line in lines)
    assert all(line.startswith("sys") for line in lines[1:])


def test_a_walk_of_a_table_that_pysnmp_does_not_know(monitord: Invoke, inventory: str) -> None:
    result = monitord("snmp", "walk", "ttdl/rt", "ifXTable", "--json", "--inventory", inventory)
    found = json.loads(result.stdout)
    assert (found["outcome"], found["whole"]) == ("ok", True)
    assert found["objects"][0]["name"] == "ifName.1"
    assert found["objects"][0]["value"] == "lo"


def test_a_walk_where_nothing_is_is_1(monitord: Invoke, inventory: str) -> None:
    result = monitord("snmp", "walk", "ttdl/rt", "1.3.6.1.4.1.99999", "--inventory", inventory)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "không có gì ở đó" in result.stderr


@pytest.mark.parametrize(
    ("args", "secrets", "said"),
    [
        (["ttdl/rt"], {"COMMUNITY": "wrong-one"}, "Sai community cũng im lặng y như vậy"),
        (["ttdl/rt", "--credential", "mcu"], {"AUTH": "wrong-phrase"}, "sai khóa xác thực"),
        (["ttdl/rt", "--credential", "mcu"], {"PRIV": "wrong-phrase"}, "sai khóa mã hóa"),
        (["ttdl/rt", "--port", "{closed}"], {}, "cổng đang đóng"),
        (["ttdl/rt", "--port", "{closed}", "--credential", "mcu"], {}, "cổng đang đóng"),
    ],
)
@pytest.mark.parametrize("command", [("identify",), ("walk", "system"), ("get", "sysDescr.0")])
def test_what_went_wrong_is_said_and_is_1(
    monitord: Invoke,
    inventory: str,
    command: tuple[str, ...],
    args: list[str],
    secrets: dict[str, str],
    said: str,
) -> None:
    name, *rest = command
    where, *options = [arg.format(closed=free_port()) for arg in args]
    result = monitord("snmp", name, where, *rest, *options, "--inventory", inventory, **secrets)
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stdout == ""
    shown = result.stdout + result.stderr
    for secret in (*SECRETS.values(), *secrets.values(), USER):
        assert secret not in shown


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["ttdl/rx"], 'không có thiết bị "ttdl/rx". Có phải là ttdl/rt?'),
        (["127.0.0.9"], "hãy thêm --credential. Hiện có: tslcd, cu, mcu"),
        (["127.0.0.9", "--credential", "tslcdd"], "Có phải là tslcd?"),
        (["nowhere.invalid", "--credential", "tslcd"], "không gửi được tới nowhere.invalid"),
        (["ttdl/rt", "--port", "0"], "từ 1 đến 65535"),
        (["ttdl"], "hãy ghi một trong các thiết bị ttdl/rt, ttdl/mcu-1."),
    ],
)
def test_nobody_to_ask_is_2(monitord: Invoke, inventory: str, args: list[str], said: str) -> None:
    result = monitord("snmp", "identify", *args, "--inventory", inventory)
    assert result.exit_code == 2
    assert said in result.stderr


def test_an_unknown_name_is_2_with_the_nearest(monitord: Invoke, inventory: str) -> None:
    result = monitord("snmp", "get", "ttdl/rt", "sysDesc.0", "--inventory", inventory)
    assert result.exit_code == 2
    assert "Có phải là sysDescr" in result.stderr


@pytest.mark.parametrize("value", ["1.3..6", "1.3.6.x", "9.9.9", "1.3.6.1.4294967296"])
def test_what_is_no_oid_is_2(monitord: Invoke, inventory: str, value: str) -> None:
    result = monitord("snmp", "walk", "ttdl/rt", value, "--inventory", inventory)
    assert result.exit_code == 2
    assert f'"{value}" không phải OID' in result.stderr


def test_a_name_without_its_index_is_1_with_the_way_to_ask(
    monitord: Invoke, inventory: str
) -> None:
    result = monitord("snmp", "get", "ttdl/rt", "sysDescr", "sysName.7", "--inventory", inventory)
    assert result.exit_code == 1
    assert "đối tượng đơn là sysDescr.0;" in result.stderr
    assert "monitord snmp walk 127.0.0.1 sysDescr." in result.stderr
    result = monitord("snmp", "get", "ttdl/rt", "sysName.7", "--inventory", inventory)
    assert result.stderr == ""


def test_a_missing_oid_is_named_without_dots(monitord: Invoke) -> None:
    result = monitord("snmp", "get", "ttdl/rt")
    assert result.exit_code == 2
    assert "Lỗi: Thiếu OID.\n" in result.stderr


def test_a_secret_that_is_not_there_is_2(
    monitord: Invoke, inventory: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COMMUNITY")
    result = monitord("snmp", "identify", "ttdl/rt", "--inventory", inventory)
    assert result.exit_code == 2
    assert "tài khoản tslcd: COMMUNITY chưa được đặt" in result.stderr


def test_an_unknown_subcommand_is_2_with_the_nearest(monitord: Invoke) -> None:
    result = monitord("snmp", "wlak")
    assert result.exit_code == 2
    assert "Có phải là walk?" in result.stderr


def test_own_mibs_name_what_only_they_know(
    monitord: Invoke, inventory: str, tmp_path: Path
) -> None:
    folder = tmp_path / "mibs"
    folder.mkdir()
    empty = monitord(
        "snmp", "walk", "ttdl/rt", "myTree", "--mibs", str(folder), "--inventory", inventory
    )
    assert empty.exit_code == 2
    assert "mibdump" in empty.stderr
    (folder / "MY-MIB.py").write_text(
        "(MibIdentifier,) = mibBuilder.import_symbols('SNMPv2-SMI', 'MibIdentifier')\n"
        "myTree = MibIdentifier((1, 3, 6, 1, 2, 1, 1, 9, 1, 3))\n"
        "mibBuilder.export_symbols('MY-MIB', myTree=myTree)\n"
    )
    result = monitord(
        "snmp", "walk", "ttdl/rt", "MY-MIB::myTree", "--mibs", str(folder), "--inventory", inventory
    )
    assert result.exit_code == 0, result.stderr
    assert len(result.stdout.splitlines()) > 5


def test_a_pipe_gets_plain_lines(inventory: str) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "monitord",
            "snmp",
            "walk",
            "ttdl/rt",
            "system",
            "--inventory",
            inventory,
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "\x1b" not in done.stdout
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) > 20


def test_on_a_terminal_a_long_walk_shows_how_far_it_is(inventory: str) -> None:
    command = [sys.executable, "-m", "monitord", "snmp", "walk", "127.0.0.3", "--inventory"]
    options = [inventory, "--credential", "tslcd", "--timeout", "30", "--port"]
    ours, theirs = pty.openpty()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as quiet:
        quiet.bind(("127.0.0.3", 0))
        process = subprocess.Popen(
            [*command, *options, str(quiet.getsockname()[1])],
            stdout=subprocess.PIPE,
            stderr=theirs,
            env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
        )
        os.close(theirs)
        seen = b""
        while "Đang đọc 127.0.0.3: 0 đối tượng".encode() not in seen:
            seen += os.read(ours, 4096)
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(OSError):  # how Linux says that the other end is closed
            while os.read(ours, 4096):
                pass
        assert process.communicate(timeout=20)[0] == b""
    os.close(ours)
    assert process.returncode == 130


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("identify",), ""),
        (("get", "sysUpTime.0"), ""),
        (("walk",), "Đã dừng theo yêu cầu, mới đọc được 0 đối tượng.\n"),
    ],
)
def test_ctrl_c_ends_what_hangs(inventory: str, command: tuple[str, ...], said: str) -> None:
    name, *rest = command
    command = (sys.executable, "-m", "monitord", "snmp", name, "127.0.0.3", *rest, "--inventory")
    options = [inventory, "--credential", "tslcd", "--timeout", "30"]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as quiet:
        quiet.bind(("127.0.0.3", 0))
        process = subprocess.Popen(
            [*command, *options, "--port", str(quiet.getsockname()[1])],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        quiet.recvfrom(2000)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (out, process.returncode) == ("", 130)
    assert err == said
