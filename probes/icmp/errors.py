"""What can go wrong that is not the fate of an echo.

    IcmpProbeError
    ├── IcmpUnavailableError   the system allows no ICMP socket of any kind
    └── PacketError            bytes that are not an echo of ours

Loss, refusal and a failed send are fates (`monitord.model.echo.EchoSink`), never exceptions.
"""

from __future__ import annotations


class IcmpProbeError(Exception):
    """The root of this package's exceptions."""


class IcmpUnavailableError(IcmpProbeError):
    """Neither a datagram nor a raw ICMP socket may be opened, in no address family.

    People read `texts(language).say(error.key)`, which says how to allow it; `str(error)` is a
    line for the log.
    """

    key = "icmp.unavailable"


class PacketError(IcmpProbeError, ValueError):
    """Bytes too short, or not an echo that carries a cookie and an index."""
