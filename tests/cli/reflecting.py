"""A real `monitord reflector` on a free port of loopback."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

PLACE = re.compile(r"127\.0\.0\.1:(\d+)")
COMMAND = [sys.executable, "-m", "monitord", "--language", "en", "reflector"]


@dataclass
class Reflector:
    """A process that serves."""

    process: subprocess.Popen[str]
    errors: IO[str]
    first: str
    """The line that says that it serves."""

    @property
    def where(self) -> tuple[str, int]:
        found = PLACE.search(self.first)
        assert found is not None
        return "127.0.0.1", int(found[1])

    def end(self, number: signal.Signals = signal.SIGTERM) -> str:
        """All that it still said; its exit code is 0."""
        self.process.send_signal(number)
        assert self.process.wait(10) == 0
        return self.errors.read()


@contextmanager
def reflecting(*args: str, **env: str) -> Iterator[Reflector]:
    """A real reflector on a free port."""
    process = subprocess.Popen(
        [*COMMAND, "--listen", "127.0.0.1:0", *args],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **env},
    )
    assert process.stderr is not None
    try:
        yield Reflector(process, process.stderr, process.stderr.readline())
    finally:
        process.kill()
        process.wait()
        process.stderr.close()
