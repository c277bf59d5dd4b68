"""Signals as bytes on a socket, which a loop can wait for beside its other sockets."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STOP = frozenset({signal.SIGTERM, signal.SIGINT})
TELL = signal.SIGUSR1


@contextmanager
def waking() -> Iterator[socket.socket]:
    """A socket on which the number of each signal of `STOP` and `TELL` arrives as a byte.

    Only in the main thread; the handlers that were there come back at the end.
    """
    reader, writer = socket.socketpair()
    reader.setblocking(False)  # noqa: FBT003  (the standard library's own signature)
    writer.setblocking(False)  # noqa: FBT003
    handlers = {number: signal.signal(number, _noted) for number in (*STOP, TELL)}
    former = signal.set_wakeup_fd(writer.fileno())
    try:
        yield reader
    finally:
        signal.set_wakeup_fd(former)
        for number, handler in handlers.items():
            signal.signal(number, handler)
        reader.close()
        writer.close()


def _noted(number: int, frame: FrameType | None) -> None:
    """Do nothing: the byte is written by Python itself."""
