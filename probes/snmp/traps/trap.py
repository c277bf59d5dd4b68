"""A notification as a fact: what its PDU says, whatever the version, and what is kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitord.model.snmp import Oid, SnmpLogin, SnmpVersion, Value
from monitord.model.states import Param
from probes.snmp.packet import AnyPdu, Binding, PacketError, Pdu, PduType, TrapV1Pdu

SYS_UPTIME = "1.3.6.1.2.1.1.3.0"
TRAP_OID = "1.3.6.1.6.3.1.1.4.1.0"
TRAP_COMMUNITY = "1.3.6.1.6.3.18.1.4.0"
"""snmpTrapCommunity: a proxy puts the community of the original trap there (RFC 3584, 3.1)."""
UNTOLD = frozenset({SYS_UPTIME, TRAP_OID, TRAP_COMMUNITY})
GENERIC = "1.3.6.1.6.3.1.1.5"
"""snmpTraps: coldStart 1, warmStart 2, linkDown 3, … (RFC 3418)."""
ENTERPRISE_SPECIFIC = 6

MOST_BINDINGS = 8
MOST_TEXT = 100

KINDS: Mapping[str, str] = {
    "received": "Datagrams that arrived, whatever became of them.",
    "unknown-source": "From an address that is no device's; never decoded.",
    "limited": "Beyond what a source may send, or while the v3 process was busy; never decoded.",
    "wrong-credential": "Another community, user, key or security level than the device's.",
    "malformed": "No SNMP message, or one that is neither trap nor inform.",
    "duplicate": "An inform repeated: answered again, told once.",
    "discovery": "v3: a sender of informs asked for our engine and its time, and was told.",
    "replayed": "v3: outside the time window of its engine (RFC 3414, 3.2.7).",
    "told": "Traps and informs of a device of ours.",
    "restarted": "Times that the v3 process ended by itself and was started again.",
}
"""What `TrapReceiver` counts: each datagram as `received` and then as one of the others, but for
`restarted`. The key is a label in metrics."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom an address belongs to, and the credential that its notifications must show."""

    device: str
    login: SnmpLogin


@dataclass(frozen=True, slots=True)
class Trap:
    """A trap or inform that a device seems to have sent. No community, no user."""

    device: str
    source: str
    version: SnmpVersion
    oid: str
    """snmpTrapOID; of a v1 trap as RFC 3584, 3.1 makes it."""
    bindings: tuple[tuple[str, Value], ...]
    """In the sender's order, without sysUpTime, snmpTrapOID and what has no value."""
    uptime: float | None
    """Seconds since the sending agent started; None when it does not say."""
    inform: bool
    received: int
    """CLOCK_MONOTONIC nanoseconds."""


def read_trap(
    pdu: AnyPdu, *, device: str, source: str, version: SnmpVersion, received: int
) -> Trap:
    """What a notification says. Raises PacketError for a PDU that is none."""
    inform = False
    uptime: float | None
    if isinstance(pdu, TrapV1Pdu):
        oid, uptime = _oid_of_v1(pdu), pdu.uptime / 100
    elif pdu.type in {PduType.TRAP, PduType.INFORM}:
        oid, uptime, inform = _oid_of_v2(pdu), _uptime(pdu), pdu.type is PduType.INFORM
    else:
        raise PacketError(f"{pdu.type.name} is neither trap nor inform")
    return Trap(device, source, version, oid, _told(pdu.bindings), uptime, inform, received)


def _oid_of_v1(pdu: TrapV1Pdu) -> str:
    """RFC 3584, 3.1 (2) and (3)."""
    if pdu.generic == ENTERPRISE_SPECIFIC and pdu.specific >= 0:
        return f"{pdu.enterprise}.0.{pdu.specific}"
    if 0 <= pdu.generic < ENTERPRISE_SPECIFIC:
        return f"{GENERIC}.{pdu.generic + 1}"
    raise PacketError(f"a trap of the generic kind {pdu.generic}")


def _oid_of_v2(pdu: Pdu) -> str:
    for binding in pdu.bindings:
        if binding.oid == TRAP_OID and isinstance(binding.value, Oid):
            return str(binding.value)
    raise PacketError("a notification without snmpTrapOID")


def _uptime(pdu: Pdu) -> float | None:
    for binding in pdu.bindings:
        if binding.oid == SYS_UPTIME and isinstance(binding.value, int):
            return binding.value / 100
    return None


def _told(bindings: tuple[Binding, ...]) -> tuple[tuple[str, Value], ...]:
    return tuple((b.oid, b.value) for b in bindings if b.value is not None and b.oid not in UNTOLD)


def trap_params(trap: Trap, names: Mapping[str, str]) -> Mapping[str, Param]:
    """What is kept of a trap, bounded: parameters of an observation of the kind `trap`.

    `oid`; `name` when `names` (by snmpTrapOID) has one; `uptime_seconds` when known; then the first
    bindings under their own OIDs, texts as UTF-8, cut short, without control characters.
    """
    params: dict[str, Param] = {"oid": trap.oid}
    name = names.get(trap.oid) or names.get(_as_v2(trap))
    if name is not None:
        params["name"] = name
    if trap.uptime is not None:
        params["uptime_seconds"] = trap.uptime
    for oid, value in trap.bindings[:MOST_BINDINGS]:
        params[oid] = value if isinstance(value, int) else _text(value)
    return params


def _as_v2(trap: Trap) -> str:
    """A v1 trap whose MIB is of v2 and has no zero before the last number (UPS-MIB)."""
    head, _, last = trap.oid.rpartition(".")
    return f"{head.removesuffix('.0')}.{last}" if trap.version == "1" else trap.oid


def _text(value: bytes | Oid) -> str:
    """Readable, whatever the bytes are."""
    if isinstance(value, Oid):
        return value[:MOST_TEXT]
    text = value[: 4 * MOST_TEXT].decode("utf-8", "replace")[:MOST_TEXT]
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
