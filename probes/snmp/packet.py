"""SNMPv1 and v2c messages: bytes ↔ dataclass, no socket (RFC 1157, RFC 1901, RFC 3416)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeAlias

from probes.snmp.ber import (
    INTEGER,
    OCTETS,
    SEQUENCE,
    PacketError,
    expect,
    header,
    read_integer,
    read_oid,
    read_unsigned,
    tlv,
    write_integer,
    write_oid,
)
from probes.snmp.bindings import Binding, Tag, read_bindings, write_bindings, write_value

__all__ = [
    "AnyPdu",
    "Binding",
    "Message",
    "PacketError",
    "Pdu",
    "PduType",
    "Tag",
    "TrapV1Pdu",
    "peek_version",
    "read_bindings",
    "write_value",
]

V1, V2C = 0, 1


class PduType(IntEnum):
    """The kinds of PDU (RFC 1157, 4.1; RFC 3416, 3)."""

    GET = 0xA0
    GET_NEXT = 0xA1
    RESPONSE = 0xA2
    SET = 0xA3
    TRAP_V1 = 0xA4
    GET_BULK = 0xA5
    INFORM = 0xA6
    TRAP = 0xA7
    REPORT = 0xA8


PDU_TYPES = {int(kind): kind for kind in PduType}


@dataclass(frozen=True, slots=True)
class Pdu:
    """Any PDU but the v1 trap (RFC 3416, 3)."""

    type: PduType
    request_id: int
    error_status: int = 0
    error_index: int = 0
    """From 1; 0 when the error is nobody's."""
    bindings: tuple[Binding, ...] = ()

    @property
    def non_repeaters(self) -> int:
        """Of a GET_BULK: bindings asked for once."""
        return self.error_status

    @property
    def max_repetitions(self) -> int:
        """Of a GET_BULK: rows asked for of each other binding."""
        return self.error_index

    def __bytes__(self) -> bytes:
        """The PDU. Raises PacketError for a value that does not suit its tag."""
        head = map(write_integer, (self.request_id, self.error_status, self.error_index))
        return tlv(self.type, b"".join(head) + write_bindings(self.bindings))


@dataclass(frozen=True, slots=True)
class TrapV1Pdu:
    """A trap of version 1 (RFC 1157, 4.1.6)."""

    enterprise: str
    agent_address: bytes
    """Four bytes."""
    generic: int
    specific: int
    uptime: int
    """Hundredths of a second."""
    bindings: tuple[Binding, ...] = ()

    def __bytes__(self) -> bytes:
        """The PDU. Raises PacketError for a value that does not suit its tag."""
        fields = (
            tlv(Tag.OID, write_oid(self.enterprise)),
            write_value(Tag.IP_ADDRESS, self.agent_address),
            write_integer(self.generic),
            write_integer(self.specific),
            write_value(Tag.TIME_TICKS, self.uptime),
            write_bindings(self.bindings),
        )
        return tlv(PduType.TRAP_V1, b"".join(fields))


AnyPdu: TypeAlias = Pdu | TrapV1Pdu


@dataclass(frozen=True, slots=True)
class Message:
    """A message of version 1 or 2c."""

    version: int
    """0 for v1, 1 for v2c."""
    community: bytes = field(repr=False)
    pdu: AnyPdu

    @classmethod
    def parse(cls, data: bytes) -> Message:
        """Read a datagram; bytes after the message are ignored. Raises PacketError."""
        version, community, at, end = read_head(data)
        return cls(version, community, _pdu(data, at, end))

    def __bytes__(self) -> bytes:
        """The datagram. Raises PacketError for a value that does not suit its tag."""
        head = write_integer(self.version) + tlv(OCTETS, self.community)
        return tlv(SEQUENCE, head + bytes(self.pdu))


def read_head(data: bytes) -> tuple[int, bytes, int, int]:
    """Version, community, and where the PDU starts and the message ends. Raises PacketError."""
    at, end = expect(SEQUENCE, data, 0, len(data))
    version, at = _integer(data, at, end)
    if version not in {V1, V2C}:
        raise PacketError(f"version {version} is neither 0 (v1) nor 1 (v2c)")
    start, stop = expect(OCTETS, data, at, end)
    return version, data[start:stop], stop, end


def read_numbers(data: bytes, at: int, end: int) -> tuple[int, int, int, int]:
    """Request-id, error-status and error-index that begin at `at`, and where they end.

    Raises PacketError.
    """
    request_id, at = _integer(data, at, end)
    status, at = _integer(data, at, end)
    index, at = _integer(data, at, end)
    return request_id, status, index, at


def peek_version(data: bytes) -> int | None:
    """The version that a datagram claims (0, 1 or 3); None when it is no SNMP message."""
    try:
        at, end = expect(SEQUENCE, data, 0, len(data))
        return _integer(data, at, end)[0]
    except PacketError:
        return None


def _integer(data: bytes, at: int, end: int) -> tuple[int, int]:
    """The INTEGER at `at`, and where it ends."""
    start, stop = expect(INTEGER, data, at, end)
    return read_integer(data[start:stop]), stop


def _pdu(data: bytes, at: int, end: int) -> AnyPdu:
    """The PDU that fills `data` from `at` to `end`."""
    tag, at, stop = header(data, at, end)
    kind = PDU_TYPES.get(tag)
    if kind is None or stop != end:
        raise PacketError(f"0x{tag:02x} is no PDU, or bytes follow it")
    if kind is PduType.TRAP_V1:
        return _trap(data, at, end)
    request_id, status, index, at = read_numbers(data, at, end)
    return Pdu(kind, request_id, status, index, read_bindings(data, at, end))


def _trap(data: bytes, at: int, end: int) -> TrapV1Pdu:
    start, at = expect(Tag.OID, data, at, end)
    enterprise = read_oid(data[start:at])
    start, at = expect(Tag.IP_ADDRESS, data, at, end)
    address = data[start:at]
    if len(address) != 4:
        raise PacketError("an agent address that is not of four bytes")
    generic, at = _integer(data, at, end)
    specific, at = _integer(data, at, end)
    start, at = expect(Tag.TIME_TICKS, data, at, end)
    uptime = read_unsigned(data[start:at], 32)
    return TrapV1Pdu(enterprise, address, generic, specific, uptime, read_bindings(data, at, end))
