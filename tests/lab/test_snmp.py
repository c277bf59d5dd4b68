"""What net-snmp's commands inside the province hear from its agents."""

from __future__ import annotations

import importlib.util
import os
import re
import select
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import IO

import pytest

from monitord.simulator.outcome import Fate
from tests.lab.province import Province, run_inside

pytestmark = [
    pytest.mark.lab,
    pytest.mark.system,
    pytest.mark.skipif(shutil.which("snmpget") is None, reason="net-snmp is not installed"),
]

INVENTORY = """\
version: 1
organization: {id: lab, name: Tỉnh thử nghiệm}
levels: [{id: province, name: tỉnh}]
daemon: {database: "sqlite:///monitord.db"}
credentials:
  two: {snmp: {version: 2c, community: {env: LAB_COMMUNITY}}}
  one: {snmp: {version: 1, community: {env: LAB_COMMUNITY}}}
  auth: {snmp: {version: 3, user: monitor, auth: {sha256: {env: LAB_AUTH}}}}
  priv:
    snmp:
      {version: 3, user: monitor, auth: {sha1: {env: LAB_AUTH}}, priv: {aes128: {env: LAB_PRIV}}}
profiles:
  router:
    role: router
    credential: two
    checks: {icmp: {}, snmp: {modules: [system, interfaces, cisco-router], port: 1161}}
  codec:
    role: endpoint
    credential: one
    checks: {icmp: {}, snmp: {modules: [system, poly-group], port: 1161}}
  mcu:
    role: mcu
    credential: auth
    checks: {icmp: {}, snmp: {modules: [system, poly-rmx], port: 2161}}
sites:
  - id: s
    name: Trung tâm
    level: province
    devices:
      - {id: rt, profile: router, address: 127.1.0.1}
      - {id: vc, profile: codec, address: 127.1.0.2}
      - {id: mcu, profile: mcu, address: 127.1.0.3}
      - {id: mcu-p, profile: mcu, credential: priv, address: 127.1.0.4}
      - {id: rt6, profile: router, address: "2001:db8:1::1"}
"""
NAME, UPTIME, IF_NAMES = "1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.31.1.1.1.1"
SECRETS = {
    "LAB_COMMUNITY": "lab-community",
    "LAB_AUTH": "lab-auth-phrase",
    "LAB_PRIV": "lab-priv-phrase",
}
QUICK = "-Oqv -t 1 -r 0"
V2 = f"{QUICK} -v2c -c $LAB_COMMUNITY"
PATIENT = "-Oqv -t 5 -r 0"
"""For version 3, whose process has to start first."""
V3 = f"{PATIENT} -v3 -u monitor -l authNoPriv -a SHA-256 -A $LAB_AUTH"
PRIV = f"{PATIENT} -v3 -u monitor -l authPriv -a SHA -A $LAB_AUTH -x AES -X $LAB_PRIV"
ROUTER, CODEC, MCU, PRIVATE = "127.1.0.1:1161", "127.1.0.2:1161", "127.1.0.3:2161", "127.1.0.4:2161"


@pytest.fixture
def inventory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    path = tmp_path / "inventory.yaml"
    path.write_text(INVENTORY)
    return path


def say(inventory: Path, *lines: str, scenario: str = "") -> list[str]:
    """What a shell inside the province prints, without what the simulator says itself."""
    path = inventory.with_name("scenario.yaml")
    path.write_text(f"version: 1\n{scenario}")
    script = "{ " + "; ".join(lines) + "; } 2>&1 | sed 's/^/> /'"
    _, output, _ = run_inside(inventory, ["sh", "-c", script], path if scenario else None)
    return [line[2:] for line in output.splitlines() if line.startswith("> ")]


def hurried(command: str) -> str:
    """The command, when no answer is expected."""
    return command.replace(PATIENT, QUICK)


def test_each_device_answers_in_its_credentials_version(inventory: Path) -> None:
    assert say(
        inventory,
        f"snmpget {V2} {ROUTER} {NAME}",
        f"snmpget {QUICK} -v1 -c $LAB_COMMUNITY {CODEC} {NAME}",
        f"snmpget {V3} {MCU} {NAME}",
        f"snmpget {V2} udp6:[2001:db8:1::1]:1161 {NAME}",
    ) == ['"s/rt"', '"s/vc"', '"s/mcu"', '"s/rt6"']


def test_a_bulk_walk_of_interfaces_and_a_walk_of_version_3(inventory: Path) -> None:
    walked = say(
        inventory,
        f"snmpbulkwalk {V2} {ROUTER} {IF_NAMES}",
        f"snmpbulkwalk {V3} {MCU} {IF_NAMES}",
    )
    assert walked[:5] == [
        '"GigabitEthernet0/0"',
        '"GigabitEthernet0/1"',
        '"GigabitEthernet0/2"',
        '"wwan0"',
        '"Loopback0"',
    ]
    assert walked[5:] == ['"lo"', '"eth0"', '"eth1"']


@pytest.mark.skipif(
    importlib.util.find_spec("cryptography") is None,
    reason="pysnmp cannot encrypt without the package cryptography",
)
def test_version_3_with_privacy(inventory: Path) -> None:
    assert say(inventory, f"snmpget {PRIV} {PRIVATE} {NAME}") == ['"s/mcu-p"']


AUTHS = {
    "md5": "MD5",
    "sha1": "SHA",
    "sha224": "SHA-224",
    "sha256": "SHA-256",
    "sha384": "SHA-384",
    "sha512": "SHA-512",
}
PRIVS = {"": "", "des": "DES", "aes128": "AES", "aes192": "AES-192", "aes256": "AES-256"}
"""As the inventory has them, and as net-snmp does."""


def test_every_pair_of_algorithms_is_spoken(inventory: Path) -> None:
    head, credentials, devices = INVENTORY.partition("profiles:"), "", ""
    commands, expected = [], []
    for number, (auth, priv) in enumerate(product(AUTHS, PRIVS)):
        if priv and importlib.util.find_spec("cryptography") is None:
            continue
        keys = f"auth: {{{auth}: {{env: LAB_AUTH}}}}"
        words = f"-l authNoPriv -a {AUTHS[auth]} -A $LAB_AUTH"
        if priv:
            keys += f", priv: {{{priv}: {{env: LAB_PRIV}}}}"
            words += f" -l authPriv -x {PRIVS[priv]} -X $LAB_PRIV"
        credentials += f"  c{number}: {{snmp: {{version: 3, user: monitor, {keys}}}}}\n"
        place = f"credential: c{number}, address: 127.2.0.{number + 1}"
        devices += f"      - {{id: m{number}, profile: mcu, {place}}}\n"
        commands.append(
            f"snmpget -Oqv -t 5 -v3 -u monitor {words} 127.2.0.{number + 1}:2161 {NAME}"
        )
        expected.append(f'"s/m{number}"')
    inventory.write_text("".join((head[0], credentials, *head[1:], devices)))
    assert dict(zip(commands, say(inventory, *commands), strict=True)) == dict(
        zip(commands, expected, strict=True)
    )


def test_strangers_are_not_served(inventory: Path) -> None:
    wrong_key = V3.replace("$LAB_AUTH", "another-phrase")
    no_key = f"{QUICK} -v3 -u monitor -l noAuthNoPriv"
    nobody = V3.replace("-u monitor", "-u nobody")
    said = say(
        inventory,
        f"snmpget {V2.replace('$LAB_COMMUNITY', 'public')} {ROUTER} {NAME}",
        f"snmpget {V2} {ROUTER.replace('1161', '161')} {NAME}",
        f"snmpget {wrong_key} {MCU} {NAME}",
        f"snmpget {nobody} {MCU} {NAME}",
        f"snmpget {no_key} {MCU} {NAME}",
    )
    assert [line.partition(":")[0] for line in said if "Timeout" in line] == ["Timeout"] * 2
    text = "\n".join(said)
    assert "Authentication failure" in text
    assert "Unknown user name" in text
    assert "s/mcu" not in text


def test_counters_move_on_the_clock(inventory: Path) -> None:
    before, after = say(
        inventory,
        f"snmpget -Ot {V2} {ROUTER} {UPTIME}",
        "sleep 1",
        f"snmpget -Ot {V2} {ROUTER} {UPTIME}",
    )
    assert 100 <= int(after) - int(before) < 300


@contextmanager
def standing(inventory: Path) -> Iterator[Province]:
    """A province whose command waits, so that faults can come and go."""
    with Province(inventory, ["sleep", "60"], output=subprocess.DEVNULL) as province:
        yield province


def inside(province: Province, command: str) -> str:
    """What a shell prints that joins the province of a running command."""
    words = ["nsenter", "-t", str(province.command_pid), "-n", "sh", "-c", command]
    if os.geteuid() != 0:
        words[1:1] = ["-U", "--preserve-credentials"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip()


def test_faults_come_and_go(inventory: Path) -> None:
    status = f"snmpget {V2} {ROUTER} 1.3.6.1.2.1.2.2.1.8.4"
    with standing(inventory) as province:
        assert inside(province, status) == "1"
        province.fault({"snmp": {"interface_down": "wwan0"}}, device="s/rt")
        assert inside(province, status) == "2"
        province.fault({"snmp": {"silent": True}}, site="s")
        assert "Timeout" in inside(province, status)
        assert "Timeout" in inside(province, hurried(f"snmpget {V3} {MCU} {NAME}"))
        province.clear()
        assert inside(province, status) == "1"
        province.fault({"snmp": {"slow": "3s"}}, all=True)
        assert "Timeout" in inside(province, status)
        assert "Timeout" in inside(province, hurried(f"snmpget {V3} {MCU} {NAME}"))
        province.clear()
        assert inside(province, f"snmpget {V3} {MCU} {NAME}") == '"s/mcu"'


def test_a_reboot_starts_the_clock_again(inventory: Path) -> None:
    with standing(inventory) as province:
        before = inside(province, f"snmpget -Ot {V3} {MCU} {UPTIME}")
        province.fault({"snmp": {"reboot": True}}, device="s/mcu")
        after = inside(province, f"snmpget -Ot {V3} {MCU} {UPTIME}")
        assert int(after) < 2000 < int(before)


def test_the_log_has_every_request_even_of_version_3(inventory: Path) -> None:
    with standing(inventory) as province:
        inside(province, f"snmpget {V3} {MCU} {NAME}")
        inside(province, f"snmpget {V2} {ROUTER} {NAME}")
        log = [entry for entry in province.log() if entry.protocol == 17]
    assert {entry.destination: entry.fate for entry in log} == {
        "127.1.0.3": Fate.ANSWERED,
        "127.1.0.1": Fate.ANSWERED,
    }
    assert all(entry.departed >= entry.due >= entry.arrived for entry in log)


def test_loss_and_darkness_befall_polls_too(inventory: Path) -> None:
    with standing(inventory) as province:
        province.fault({"from_site": {"loss": "100%"}}, device="s/mcu")
        assert "Timeout" in inside(province, hurried(f"snmpget {V3} {MCU} {NAME}"))
        province.fault({"dark": True}, device="s/rt")
        assert "Timeout" in inside(province, f"snmpget {V2} {ROUTER} {NAME}")
        fates = {entry.destination: entry.fate for entry in province.log() if entry.protocol == 17}
    assert fates == {"127.1.0.3": Fate.LOST_FROM_SITE, "127.1.0.1": Fate.DARK}


@pytest.mark.skipif(shutil.which("fping") is None, reason="fping is not installed")
def test_echoes_are_as_exact_while_agents_are_busy(inventory: Path) -> None:
    """Loss and order by the log, while the same devices are polled, slowly, and tell of faults."""
    polls = hurried(f"snmpbulkwalk {V2} {ROUTER} 1.3.6.1.2.1.2; snmpget {V3} {MCU} {NAME}")
    busy = f"{{ for i in 1 2 3 4; do {polls}; done; }} >/dev/null 2>&1 &"
    ping = "fping -c 200 -p 10 -t 500 127.1.0.1 2>&1"
    with standing(inventory) as province:
        way = {"loss": "10%", "reorder": "20%", "hold": "35ms"}
        province.fault({"to_site": way, "snmp": {"slow": "20ms", "reboot": True}}, site="s")
        said = inside(province, f"{busy} {ping}; wait")
        log = [entry for entry in province.log() if entry.protocol == 1]
        log = [entry for entry in log if entry.fate is not Fate.IGNORED]  # nobody hears the traps
        asked = {entry.destination for entry in province.log() if entry.protocol == 17}
    answered = [entry for entry in log if entry.fate is Fate.ANSWERED]
    first = min(entry.sequence for entry in log)
    order = [entry.sequence - first for entry in sorted(answered, key=lambda each: each.departed)]
    assert len(log) == 200 > len(answered)
    assert [int(number) for number in re.findall(r"\[(\d+)\], 64 bytes", said)] == order
    assert order != sorted(order)
    assert asked >= {"127.1.0.1", "127.1.0.3"}


def test_secrets_that_are_not_set_are_made_up(
    inventory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in SECRETS:
        monkeypatch.delenv(name)
    assert say(inventory, f"snmpget {V2} {ROUTER} {NAME}") == ['"s/rt"']
    code, output, _ = run_inside(inventory, ["sh", "-c", "echo $LAB_COMMUNITY; echo $LAB_AUTH"])
    assert code == 0
    said = [line for line in output.splitlines() if "LAB_AUTH, LAB_COMMUNITY, LAB_PRIV" in line]
    assert len(said) == 1
    community, key = [line for line in output.splitlines() if len(line) == 32]
    assert community != key


def test_a_killed_simulator_leaves_no_engine_behind(inventory: Path) -> None:
    with standing(inventory) as province:
        inside(province, f"snmpget {V3} {MCU} {NAME}")
        engines = children(province.process.pid)
        assert any("engines" in line for line in engines.values())
        province.process.send_signal(signal.SIGKILL)
        province.process.wait()
        for pid in engines:
            until_gone(pid)


def test_engines_that_die_take_only_their_own_agents_along(inventory: Path) -> None:
    asked = f"snmpget {V3} {MCU} {NAME}"
    with standing(inventory) as province:
        assert inside(province, asked) == '"s/mcu"'
        engines = [pid for pid, line in children(province.process.pid).items() if "engines" in line]
        os.kill(engines[0], signal.SIGSTOP)
        assert "Timeout" in inside(province, hurried(asked))  # a question that nobody has read
        os.kill(engines[0], signal.SIGKILL)
        assert "Timeout" in inside(province, hurried(asked))
        assert inside(province, f"snmpget {V2} {ROUTER} {NAME}") == '"s/rt"'


@pytest.mark.skipif(shutil.which("snmptrapd") is None, reason="snmptrapd is not installed")
def test_devices_tell_the_monitor_when_a_fault_begins(inventory: Path) -> None:
    listen = "snmptrapd -n -f -Lo -C --disableAuthorization=yes -Oqn udp:127.0.0.1:1162"
    with Province(
        inventory, ["sh", "-c", f"MIBS= exec {listen}"], output=subprocess.PIPE
    ) as province:
        said = province.process.stdout
        assert said is not None
        line_with(said, "NET-SNMP version")
        province.fault({"snmp": {"interface_down": "wwan0"}}, site="s")
        assert ".1.3.6.1.6.3.1.1.5.3" in (told := line_with(said, "1.3.6.1.6.3.1.1.4.1.0"))
        assert ".1.3.6.1.2.1.2.2.1.8.4 2" in told
        province.fault({"snmp": {"reboot": True}}, device="s/rt")
        assert ".1.3.6.1.6.3.1.1.5.1" in line_with(said, "1.3.6.1.6.3.1.1.4.1.0")


def line_with(said: IO[bytes], text: str) -> str:
    """The next line that has a text in it."""
    return next(line for raw in said if text in (line := raw.decode()))


def children(pid: int) -> dict[int, str]:
    """The processes that a process has started, and their command lines."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {int(child): Path(f"/proc/{child}/cmdline").read_text() for child in found}


def until_gone(pid: int) -> None:
    """Wait for a process that is no child of ours."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        assert select.select([descriptor], [], [], 10)[0], "it is still there"
    finally:
        os.close(descriptor)
