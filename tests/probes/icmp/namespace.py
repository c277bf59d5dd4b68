"""A network namespace that lives as long as a thread, and leaves nothing behind."""

from __future__ import annotations

import ctypes
import os
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
CLONE_NEWNET = 0x40000000


class Namespace:
    """Runs functions in a thread with a network of its own.

    A socket opened there stays in that network whoever uses it; a program started there runs in
    it. When thread and sockets are gone, so is the network. Raises PermissionError.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self.run(_unshare)

    def run(self, function: Callable[[], T]) -> T:
        """Run `function` inside and wait for its result."""
        return self._thread.submit(function).result()

    def shell(self, script: str, text: str | None = None) -> str:
        """Run a shell script inside; its output."""
        return self.run(
            lambda: (
                subprocess.run(
                    script, shell=True, check=True, input=text, capture_output=True, text=True
                ).stdout
            )
        )

    def rules(self, hook: str, *rules: str) -> None:
        """Add nftables rules in a chain of their own."""
        chain = f"type filter hook {hook} priority 0"
        body = "\n".join((chain, *rules))
        self.shell("nft -f -", f"table inet {hook} {{\nchain c {{\n{body}\n}}\n}}\n")

    def write(self, path: str, text: str) -> None:
        """Write a file as seen from inside, such as a sysctl."""
        self.run(lambda: Path(path).write_text(text, encoding="ascii"))

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown()


def _unshare() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET) != 0:
        number = ctypes.get_errno()
        raise PermissionError(number, os.strerror(number))
