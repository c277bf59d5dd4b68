"""The units: systemd takes them, and they allow what the programs do and little else."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from monitord.cli.main import COMMANDS

UNITS = sorted((Path(__file__).parents[2] / "deploy").glob("*.service"))
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


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_it_starts_a_command_of_ours(unit: Path) -> None:
    (line,) = settings(unit)["ExecStart"]
    program, command, *_ = line.split()
    assert program == PROGRAM
    assert command in COMMANDS


def test_the_reflector_has_one_capability_and_may_ask_how_its_clock_is() -> None:
    (unit,) = (path for path in UNITS if path.stem == "monitord-reflector")
    found = settings(unit)
    assert found["CapabilityBoundingSet"] == found["AmbientCapabilities"]
    assert found["AmbientCapabilities"] == ["CAP_NET_BIND_SERVICE"]
    assert found["DynamicUser"] == ["yes"]
    assert "ProtectClock" not in found
    assert "adjtimex" in found["SystemCallFilter"][-1].split()


@pytest.mark.system
@needs_systemd
def test_every_call_that_the_reflector_lives_on_passes_its_filter() -> None:
    (unit,) = (path for path in UNITS if path.stem == "monitord-reflector")
    allowed: set[str] = syscalls("@default")
    for line in settings(unit)["SystemCallFilter"]:
        names = line.lstrip("~").split()
        calls = set().union(*(syscalls(n) if n.startswith("@") else {n} for n in names))
        allowed = allowed - calls if line.startswith("~") else allowed | calls
    needed = {"socket", "bind", "setsockopt", "recvmsg", "sendmsg", "poll", "mmap", "execve"}
    assert needed | {"clock_adjtime", "socketpair", "rt_sigaction", "sendto"} <= allowed
    assert not {"clock_settime", "settimeofday", "setuid", "mount", "reboot"} & allowed
