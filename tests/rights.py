"""What this machine lets a test do."""

from __future__ import annotations

from functools import cache

from probes.icmp.transport import EchoSocket


@cache
def may_ping() -> bool:
    """Whether this machine allows us an ICMP socket."""
    try:
        EchoSocket("ipv4").close()
    except OSError:
        return False
    return True
