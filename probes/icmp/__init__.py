"""ICMP echo (RFC 792, RFC 4443): one engine sends every echo and tells the fate of each.

`IcmpEngine.open(loop)`, then `engine.target(…)` once per device and `engine.send(target, sink)`
per echo. The fates are those of `monitord.model.echo.EchoSink`.
"""

from probes.icmp.channel import EchoTarget
from probes.icmp.engine import IcmpEngine
from probes.icmp.errors import IcmpProbeError, IcmpUnavailableError, PacketError
from probes.icmp.packet import MAX_SIZE, MIN_SIZE
from probes.icmp.trace import Hop, Trace

__all__ = [
    "MAX_SIZE",
    "MIN_SIZE",
    "EchoTarget",
    "Hop",
    "IcmpEngine",
    "IcmpProbeError",
    "IcmpUnavailableError",
    "PacketError",
    "Trace",
]
