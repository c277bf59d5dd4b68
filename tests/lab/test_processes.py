"""Processes: what is passed on, and that nothing is left behind, however they end."""

from __future__ import annotations

import os
import selectors
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from monitord.simulator.network import DEVICE
from tests.lab.province import ENDS_IN, Province, ProvinceError, run_inside

pytestmark = pytest.mark.lab

WAITS = "import signal; signal.pause()"
SAYS_WHICH = """
import signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
signal.signal(signal.SIGINT, lambda *_: sys.exit(8))
print("ready", flush=True)
signal.pause()
"""
SERVES = """
import http.server, os, socket
assert (os.environ["LISTEN_FDS"], os.environ["LISTEN_PID"]) == ("1", str(os.getpid()))
server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler, False)
server.socket = socket.socket(fileno=3)
server.serve_forever()
"""


def namespace(pid: int) -> str:
    """The network namespace of a process."""
    return str(Path(f"/proc/{pid}/ns/net").readlink())


def interfaces() -> set[str]:
    """The network interfaces of our own namespace."""
    return {path.name for path in Path("/sys/class/net").iterdir()}


def inhabitants(of: str) -> list[int]:
    """The processes in a network namespace."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                if namespace(int(entry.name)) == of:
                    found.append(int(entry.name))
            except OSError:  # It ended while we looked.
                continue
    return found


def wait_until_ready(province: Province) -> None:
    """Return once the command has said so."""
    assert province.process.stdout is not None
    while province.process.stdout.readline() != b"ready\n":
        assert province.process.poll() is None


def gone(pid: int) -> None:
    """Return once a process that is no child of ours has ended."""
    try:
        watched = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    with os.fdopen(watched, "rb"), selectors.DefaultSelector() as selector:
        selector.register(watched, selectors.EVENT_READ)
        assert selector.select(ENDS_IN), f"process {pid} is still there"


@pytest.mark.parametrize(("script", "code"), [("exit 0", 0), ("exit 3", 3), ("kill -9 $$", 137)])
def test_the_exit_code_is_the_commands(inventory: Path, script: str, code: int) -> None:
    assert run_inside(inventory, ["sh", "-c", script])[0] == code


def test_a_command_that_does_not_exist_is_127(inventory: Path) -> None:
    code, output, _ = run_inside(inventory, ["no-such-command"])
    assert code == 127
    assert "no-such-command" in output


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 7), (signal.SIGINT, 8)])
def test_a_signal_is_passed_on(inventory: Path, number: int, code: int) -> None:
    command = [sys.executable, "-c", SAYS_WHICH]
    with Province(inventory, command, output=subprocess.PIPE) as province:
        wait_until_ready(province)
        assert province.stop(number) == code


def test_without_whoever_started_it_the_province_ends(inventory: Path) -> None:
    with Province(inventory, ["sleep", "300"]) as province:
        province.control.close()
        assert province.wait() == 128 + signal.SIGTERM


def test_the_listening_socket_is_inherited(inventory: Path) -> None:
    with Province(inventory, [sys.executable, "-c", SERVES]) as province:
        status, text = province.get("/")
        assert status == 200
        assert "Directory listing" in text


@pytest.mark.parametrize("victim", ["simulator", "command"])
def test_after_a_kill_nothing_is_left_and_the_next_start_works(
    inventory: Path, victim: str
) -> None:
    before = interfaces()
    with Province(inventory, [sys.executable, "-c", WAITS]) as province:
        inside = namespace(province.command_pid)
        assert inside != namespace(os.getpid())
        assert sorted(inhabitants(inside)) == sorted([province.process.pid, province.command_pid])
        os.kill(
            province.process.pid if victim == "simulator" else province.command_pid, signal.SIGKILL
        )
        assert province.wait() == (-9 if victim == "simulator" else 137)
        gone(province.command_pid)
        assert inhabitants(inside) == []
    assert interfaces() == before
    assert DEVICE not in before
    named = subprocess.run(["ip", "netns"], capture_output=True, text=True, check=True)
    assert DEVICE not in named.stdout
    assert run_inside(inventory, ["true"])[0] == 0


def test_what_a_command_leaves_running_ends_with_it(inventory: Path) -> None:
    command = ["sh", "-c", "sleep 300 & echo ready; wait"]
    with Province(inventory, command, output=subprocess.PIPE) as province:
        wait_until_ready(province)
        inside = inhabitants(namespace(province.command_pid))
        assert len(inside) == 3
        assert province.stop() == 128 + signal.SIGTERM
        for pid in inside:
            gone(pid)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("version: 3\n", "s.yaml:1:10: version: the version of a scenario file must be 1"),
        ("", "s.yaml:1:1:"),
    ],
)
def test_a_wrong_scenario_starts_nothing(
    inventory: Path, tmp_path: Path, text: str, expected: str
) -> None:
    scenario = tmp_path / "s.yaml"
    scenario.write_text(text)
    with pytest.raises(ProvinceError, match="ended with 2: ") as caught:
        run_inside(inventory, ["touch", str(tmp_path / "started")], scenario)
    assert expected in str(caught.value)
    assert not (tmp_path / "started").exists()


def test_a_port_that_is_taken_starts_nothing(inventory: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        where = f"127.0.0.1:{taken.getsockname()[1]}"
        words = ["--language", "en", "simulate", str(inventory), "--listen", where, "--", "true"]
        done = subprocess.run(
            [sys.executable, "-m", "monitord", *words], capture_output=True, text=True, check=False
        )
    assert done.returncode == 2
    assert where in done.stderr
    assert "another program" in done.stderr
