"""A running daemon tells systemd's datagram socket how it is, and a stalled one says nothing."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.system.inventories import many
from tests.system.plain import Plain, daemon
from tests.system.talk import until

PATIENCE = 1.0
"""Seconds after which the manager would take the daemon for dead."""


class Ear:
    """A service manager that only listens."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def hear(self, start: str) -> list[str]:
        """The lines of the next message that has one that begins so."""
        while True:
            lines = self._sock.recv(4096).decode().splitlines()
            if any(line.startswith(start) for line in lines):
                return lines

    def silent(self, seconds: float) -> bool:
        """Whether nothing comes for so long; what has come already is read before."""
        self._sock.settimeout(0)
        with suppress(BlockingIOError):
            while True:
                self._sock.recv(4096)
        self._sock.settimeout(seconds)
        try:
            self._sock.recv(4096)
        except TimeoutError:
            return True
        finally:
            self._sock.settimeout(20)
        return False


@pytest.fixture
def ear(tmp_path: Path) -> Iterator[Ear]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.bind(str(tmp_path / "notify"))
        sock.settimeout(20)
        yield Ear(sock)


def managed(tmp_path: Path) -> dict[str, str]:
    """What systemd sets for a unit with a watchdog."""
    watchdog = str(round(PATIENCE * 1e6))
    return {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": watchdog}


def stopped(plain: Plain) -> bool:
    """Whether the kernel has stopped the daemon's process."""
    stat = Path(f"/proc/{plain.process.pid}/stat").read_text(encoding="ascii")
    return stat.rpartition(")")[2].split()[0] == "T"


def test_it_hears_of_the_start_the_verdict_a_reload_and_the_end(tmp_path: Path, ear: Ear) -> None:
    with daemon(many(tmp_path / "inventory.yaml", 3), **managed(tmp_path)) as plain:
        assert ear.hear("READY") == ["READY=1"]
        assert any("4/4 điểm cầu" in line for line in ear.hear("STATUS=4/4"))
        plain.process.send_signal(signal.SIGHUP)
        assert ear.hear("RELOADING")[0] == "RELOADING=1"
        assert ear.hear("READY") == ["READY=1"]
        assert plain.end()[0] == 0
        assert ear.hear("STOPPING") == ["STOPPING=1"]


def test_a_loop_that_stands_still_gives_no_sign_of_life(tmp_path: Path, ear: Ear) -> None:
    with daemon(many(tmp_path / "inventory.yaml", 1), **managed(tmp_path)) as plain:
        ear.hear("WATCHDOG")
        plain.process.send_signal(signal.SIGSTOP)
        until(lambda: stopped(plain), bool)
        assert ear.silent(2 * PATIENCE)
        plain.process.send_signal(signal.SIGCONT)
        assert "WATCHDOG=1" in ear.hear("WATCHDOG")
