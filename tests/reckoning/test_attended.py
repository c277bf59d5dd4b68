"""Children that reckon: the daemon is killed, and they are gone, with the locks that they held."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from monitord.reckoning.attended import NICE, attend

CHILD = """
import os, sys, time
from pathlib import Path
from exporters.reports.atomic import scratch
from monitord.reckoning.attended import attend
attend()
with scratch(Path(sys.argv[1])):
    print(os.nice(0), flush=True)
    time.sleep(60)
"""
PARENT = "import subprocess, sys; subprocess.run([sys.executable, '-c', *sys.argv[1:]])"


def test_a_child_ends_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PARENT, CHILD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        nice = int(parent.stdout.readline())
        assert nice == min(19, os.nice(0) + NICE)
        parent.send_signal(signal.SIGKILL)
        assert parent.stdout.read() == b"", "nobody holds the other end any more"
    number = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(number)


def test_a_sandbox_that_lets_no_priority_be_changed_is_no_obstacle(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def forbidden(by: int) -> int:
        raise PermissionError

    monkeypatch.setattr(os, "nice", forbidden)
    monkeypatch.setattr("monitord.reckoning.attended.ctypes.CDLL", lambda _: Lenient())
    attend()


class Lenient:
    """In the place of the C library: pytest is not to end with who started it."""

    def prctl(self, *what: int) -> int:
        return 0
