"""`monitord` as a process on plain loopback, where the kernel answers every echo."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.rights import may_ping
from tests.system.talk import Talk, until

MONITORD = (sys.executable, "-m", "monitord")
ENDS_IN = 3.0
"""Seconds that a daemon may take to end."""


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The settings of a daemon that keeps everything in `folder`."""
    return {
        **os.environ,
        "MONITORD_LANGUAGE": "en",
        "MONITORD_LOG_FORMAT": "json",
        "MONITORD_SUMMARY_EVERY": "500ms",
        "MONITORD_DATABASE": f"sqlite:///{folder / 'monitord.db'}",
        "MONITORD_SOCKET": str(folder / "socket"),
        "MONITORD_REPORTS": str(folder / "reports"),
        **more,
    }


def run(
    *arguments: str,
    folder: Path,
    prefix: Sequence[str] = (),
    more: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run `monitord` to its end: its exit code and what it said."""
    return subprocess.run(
        [*prefix, *MONITORD, *arguments],
        env=environment(folder, **(more or {})),
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


class Plain(Talk):
    """A started daemon."""

    def __init__(self, process: subprocess.Popen[bytes], where: str, log: Path) -> None:
        super().__init__(where, log)
        self.process = process

    def end(self, number: int = signal.SIGTERM) -> tuple[int, float]:
        """Send a signal; the exit code and how many seconds it took."""
        before = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(10 * ENDS_IN), time.monotonic() - before


@contextmanager
def daemon(inventory: Path, listen: str = "127.0.0.1:0", **more: str) -> Iterator[Plain]:
    """`monitord run` on `inventory`, started; killed at the end if it still runs."""
    if not may_ping():
        pytest.skip("this machine allows us no ICMP socket")
    folder = inventory.parent
    log = folder / "monitord.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*MONITORD, "run", str(inventory), "--listen", listen],
            # The port is the same for all, and others may run here too.
            env=environment(folder, **{"MONITORD_SNMP_TRAPS": "off", **more}),
            stderr=output,
        )
    try:
        plain = Plain(process, "", log)
        plain.where = until(lambda: listening(plain), bool)
        yield plain
    finally:
        process.kill()
        process.wait()


def listening(plain: Plain) -> str:
    """Where a daemon says that it listens; empty before it has started."""
    assert plain.process.poll() is None, plain.log_path.read_text()
    started = [r["message"] for r in plain.log("daemon") if r["message"].startswith("started")]
    return started[0].rpartition("listen=")[2] if started else ""
