"""A flood of connections that begin to ask and never do: a process of its own.

`python -m tests.system.flooding PORT`: ends by itself, and says how many it opened.
"""

from __future__ import annotations

import resource
import socket
import sys
import time
from collections import deque
from contextlib import suppress

COMING = 10_000
HELD = 1_500
"""Of them at a time, as far as there are descriptors."""
PLACES = 200
"""Addresses of this machine that they come from: more than the door has room for."""
BATCH = 20
RATE = 1_000.0
"""Connections a second at most."""
LONGEST = 20.0
"""Seconds after which it ends whatever it has done."""
BEGUN = b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nX-Slow: "


def flood(port: int) -> int:
    """Opens them batch by batch; how many, in the time that there is."""
    held: deque[socket.socket] = deque()
    most = min(HELD, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - 100)
    start = time.monotonic()
    for number in range(0, COMING, BATCH):
        if time.monotonic() > start + LONGEST:
            return number
        held.extend(opened(port, number + one) for one in range(BATCH))
        time.sleep(max(0.0, start + (number + BATCH) / RATE - time.monotonic()))
        for one in list(held)[-BATCH:]:
            ask_half(one)
        while len(held) > most:
            held.popleft().close()
    return COMING


def opened(port: int, number: int) -> socket.socket:
    """A connection begun from one of the addresses, which may not be taken yet."""
    one = socket.socket()
    one.settimeout(0.0)
    one.bind((f"127.3.0.{number % PLACES + 1}", 0))
    one.connect_ex(("127.0.0.1", port))
    return one


def ask_half(one: socket.socket) -> None:
    """Half a request, where the connection has been taken and is still there."""
    with suppress(OSError):
        one.send(BEGUN)


if __name__ == "__main__":
    print(flood(int(sys.argv[1])))
