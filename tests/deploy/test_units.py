"""The units: systemd takes them, and they allow what the programs do and little else."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from monitord.cli.main import COMMANDS
from monitord.model.settings import DaemonSettings
from probes.rtp.reflector.server import LOOK

UNITS = sorted((Path(__file__).parents[2] / "deploy" / "systemd").glob("*.service"))
EXPOSURE = 19
"""Ten times the level that systemd-analyze gives at most; 0 is nothing, 100 everything. What is
left is the network, which both are for, adjtimex, which only reads here, and setpriority, by which
children let the probes go first."""
PROGRAM = "/opt/monitord/bin/monitord"


def settings(unit: Path) -> dict[str, list[str]]:
    """What its section [Service] says, keys that are given several times in order."""
    found: dict[str, list[str]] = {}
    section = ""
    for line in unit.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line
        elif section == "[Service]" and "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(key, []).append(value)
    return found


def syscalls(group: str) -> set[str]:
    """The system calls of one of systemd's groups, those inside it included."""
    command = ["systemd-analyze", "syscall-filter", group]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    names = [line.strip() for line in done.stdout.splitlines()[1:]]
    inner = [name for name in names if name.startswith("@")]
    plain = {name for name in names if name and not name.startswith(("#", "@"))}
    return plain.union(*map(syscalls, inner))


needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="no systemd-analyze here"
)


@pytest.mark.system
@needs_systemd
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_takes_it(unit: Path, tmp_path: Path) -> None:
    program = tmp_path / "monitord"
    program.touch(0o755)
    copy = tmp_path / unit.name
    copy.write_text(unit.read_text(encoding="utf-8").replace(PROGRAM, str(program)))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(copy)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line for line in done.stderr.splitlines() if unit.name in line] == []
    assert done.returncode == 0


@pytest.mark.system
@needs_systemd
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_it_is_exposed_to_little(unit: Path) -> None:
    options = ["--offline=true", f"--threshold={EXPOSURE}", "--no-pager"]
    done = subprocess.run(
        ["systemd-analyze", "security", *options, str(unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-200:]


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_it_starts_a_command_of_ours(unit: Path) -> None:
    (line,) = settings(unit)["ExecStart"]
    program, command, *_ = line.split()
    assert program == PROGRAM
    assert command in COMMANDS


@pytest.mark.parametrize(
    ("unit", "capability"),
    [("monitord", "CAP_NET_RAW"), ("monitord-reflector", "CAP_NET_BIND_SERVICE")],
)
def test_it_has_one_capability_and_may_ask_how_its_clock_is(unit: str, capability: str) -> None:
    found = settings(unit_of(unit))
    assert found["CapabilityBoundingSet"] == found["AmbientCapabilities"] == [capability]
    assert found["DynamicUser"] == ["yes"]
    assert found["ProtectSystem"] == ["strict"]
    assert "ProtectClock" not in found
    assert "adjtimex" in found["SystemCallFilter"][-1].split()


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_it_says_when_it_is_ready_and_that_it_lives(unit: Path) -> None:
    found = settings(unit)
    assert found["Type"] == ["notify"]
    assert int(found["WatchdogSec"][0]) >= 3 * LOOK
    assert found["Restart"] == ["always"]


def test_the_daemon_keeps_everything_where_it_may_write() -> None:
    found = settings(unit_of("monitord"))
    assert found["StateDirectory"] == found["RuntimeDirectory"] == ["monitord"]
    given = dict(line.split("=", 1) for line in found["Environment"])
    options = {f"MONITORD_{name.upper()}" for name in DaemonSettings.__dataclass_fields__}
    assert given.keys() <= options
    assert given["MONITORD_DATABASE"] == "sqlite:////var/lib/monitord/monitord.db"
    assert given["MONITORD_REPORTS"] == "/var/lib/monitord/reports"
    for name in ("MONITORD_NOTIFIED", "MONITORD_SOCKET"):
        assert given[name].startswith(("/var/lib/monitord/", "/run/monitord/"))


@pytest.mark.system
@needs_systemd
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_every_call_that_it_lives_on_passes_its_filter(unit: Path) -> None:
    allowed: set[str] = syscalls("@default")
    for line in settings(unit)["SystemCallFilter"]:
        names = line.lstrip("~").split()
        calls = set().union(*(syscalls(n) if n.startswith("@") else {n} for n in names))
        allowed = allowed - calls if line.startswith("~") else allowed | calls
    needed = {"socket", "bind", "setsockopt", "recvmsg", "sendmsg", "poll", "mmap", "execve"}
    needed |= {"epoll_wait", "clone3", "fsync", "flock", "fcntl", "prlimit64", "chmod", "unlink"}
    if unit.stem == "monitord":  # its children are nice
        needed.add("setpriority")
    assert needed | {"clock_adjtime", "socketpair", "rt_sigaction", "sendto"} <= allowed
    assert not {"clock_settime", "settimeofday", "setuid", "mount", "reboot"} & allowed


def test_a_child_without_memory_does_not_end_the_daemon() -> None:
    assert settings(unit_of("monitord"))["OOMPolicy"] == ["continue"]


def unit_of(name: str) -> Path:
    (unit,) = (path for path in UNITS if path.stem == name)
    return unit
