"""What an agent tells on its own: an SNMPv2-Trap when a fault begins (RFC 3416, 4.2.6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from monitord.simulator.snmp.condition import INTERFACE
from monitord.simulator.snmp.edition import IF_NAME
from monitord.simulator.snmp.mib import Mib, Played
from probes.snmp.ber import OCTETS, OID, SEQUENCE, tlv, write_integer, write_oid
from probes.snmp.packet import V2C, PduType

SYS_UPTIME = "1.3.6.1.2.1.1.3.0"
SNMP_TRAP_OID = "1.3.6.1.6.3.1.1.4.1.0"
COLD_START, LINK_DOWN = "1.3.6.1.6.3.1.1.5.1", "1.3.6.1.6.3.1.1.5.3"
LINK_OBJECTS = ("1.3.6.1.2.1.2.2.1.1", "1.3.6.1.2.1.2.2.1.7", "1.3.6.1.2.1.2.2.1.8")
"""ifIndex, ifAdminStatus and ifOperStatus (RFC 2863)."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notification and the objects in it."""

    trap: str
    objects: tuple[str, ...] = ()


NOTICES: Mapping[str, tuple[Notice, ...]] = MappingProxyType(
    {
        "on-battery": (
            # upsTrapOnBattery: minutes left, seconds on battery (RFC 1628).
            Notice("1.3.6.1.2.1.33.2.1", ("1.3.6.1.2.1.33.1.2.3.0", "1.3.6.1.2.1.33.1.2.2.0")),
        ),
        "not-registered": (
            # POLYCOM-ENDPOINT-MIB: registration with the gatekeeper failed.
            Notice("1.3.6.1.4.1.13885.101.0.70", ("1.3.6.1.4.1.13885.101.1.2.7.2.0",)),
            # POLYCOM-VIDEO-MIB: gatekeeperDown.
            Notice("1.3.6.1.4.1.2684.1.1.0.20", ("1.3.6.1.4.1.2684.1.1.10.0",)),
        ),
    }
)
"""By state. An agent sends those of which it has the objects."""


def notices(states: Iterable[str], mib: Mib, *, rebooted: bool) -> Iterator[Notice]:
    """What an agent has to tell when these states begin."""
    if rebooted:
        yield Notice(COLD_START)
    for state in states:
        if state.startswith(INTERFACE):
            yield from _link_down(state.removeprefix(INTERFACE).encode(), mib)
        for notice in NOTICES.get(state, ()):
            if all(mib.find(oid) is not None for oid in notice.objects):
                yield notice


def trap(community: bytes, number: int, notice: Notice, mib: Mib, played: Played) -> bytes:
    """The datagram; `number` is its request-id."""
    places = [mib.find(oid) for oid in (SYS_UPTIME, *notice.objects)]
    uptime, *others = [mib.binding(place, played) for place in places if place is not None]
    name, value = (tlv(OID, write_oid(oid)) for oid in (SNMP_TRAP_OID, notice.trap))
    bindings = tlv(SEQUENCE, b"".join((uptime, tlv(SEQUENCE, name + value), *others)))
    body = tlv(PduType.TRAP, write_integer(number) + write_integer(0) * 2 + bindings)
    return tlv(SEQUENCE, write_integer(V2C) + tlv(OCTETS, community) + body)


def _link_down(name: bytes, mib: Mib) -> Iterator[Notice]:
    for line in mib.lines:
        if line.oid.startswith(IF_NAME) and line.value == name:
            row = line.oid[len(IF_NAME) :]
            yield Notice(LINK_DOWN, tuple(f"{column}.{row}" for column in LINK_OBJECTS))
