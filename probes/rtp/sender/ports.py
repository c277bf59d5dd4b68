"""From which port a stream is sent: the same each time, so that firewalls and paths stay the same.

Routers that spread flows over several lines look at ports; a stream that took another one each
time would measure another line each time.
"""

from __future__ import annotations

import errno
import socket
import zlib
from collections.abc import Iterator

from monitord.model.echo import Family
from probes.kernel.address import Source

ANY: dict[Family, str] = {"ipv4": "0.0.0.0", "ipv6": "::"}  # noqa: S104  (replies come anywhere)


def candidates(first: int, last: int, to: Source) -> Iterator[int]:
    """All ports of a range, beginning where a stable hash of the target says."""
    count = last - first + 1
    start = zlib.crc32(f"{to[0]} {to[1]}".encode()) % count
    for step in range(count):
        yield first + (start + step) % count


def bind(sock: socket.socket, family: Family, ports: tuple[int, int], to: Source) -> int:
    """Take the first candidate that is free. Raises OSError when none is."""
    for port in candidates(*ports, to):
        try:
            sock.bind((ANY[family], port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
        else:
            return port
    raise OSError(errno.EADDRINUSE, f"no port from {ports[0]} to {ports[1]} is free")
