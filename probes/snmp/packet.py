"""SNMPv1 and v2c messages: bytes ↔ dataclass, no socket (RFC 1157, RFC 1901, RFC 3416)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import partial
from typing import TypeAlias

from monitord.model.snmp import Oid, Value
from probes.snmp.ber import (
    INTEGER,
    OCTETS,
    OID,
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

__all__ = ["Binding", "Message", "PacketError", "Pdu", "PduType", "Tag", "TrapV1Pdu"]

V1, V2C = 0, 1
MOST_SIZE = 65_507
"""Bytes of a UDP datagram over IPv4: nothing longer is ever a message."""


class Tag(IntEnum):
    """What a binding may hold (RFC 2578, 7.1; RFC 3416, 3)."""

    INTEGER = 0x02
    OCTETS = 0x04
    NULL = 0x05
    OID = 0x06
    IP_ADDRESS = 0x40
    COUNTER32 = 0x41
    GAUGE32 = 0x42
    TIME_TICKS = 0x43
    OPAQUE = 0x44
    COUNTER64 = 0x46
    NO_SUCH_OBJECT = 0x80
    NO_SUCH_INSTANCE = 0x81
    END_OF_MIB_VIEW = 0x82


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


UNSIGNED_BITS = {Tag.COUNTER32: 32, Tag.GAUGE32: 32, Tag.TIME_TICKS: 32, Tag.COUNTER64: 64}
EMPTY = frozenset({Tag.NULL, Tag.NO_SUCH_OBJECT, Tag.NO_SUCH_INSTANCE, Tag.END_OF_MIB_VIEW})
EXCEPTIONS = EMPTY - {Tag.NULL}
"""What an agent of v2 gives in place of a value (RFC 3416, 3)."""
TAGS = {int(tag): tag for tag in Tag}
HEADS = struct.Struct("BBBB").unpack_from
"""Tag and length of a binding, tag and length of its name."""
BareBinding: TypeAlias = tuple[str, int, Value | None]
"""OID, tag and value."""
PDU_TYPES = {int(kind): kind for kind in PduType}


@dataclass(frozen=True, slots=True)
class Binding:
    """An object instance and its value (VarBind)."""

    oid: str
    tag: Tag = Tag.NULL
    value: Value | None = None
    """None exactly for NULL and the exceptions."""

    @property
    def exists(self) -> bool:
        """Whether there is a value: neither NULL nor an exception."""
        return self.tag not in EMPTY


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


def read_value(tag: int, content: bytes) -> Value | None:
    """The value of a binding; None for NULL and the exceptions. Raises PacketError."""
    reader = READERS.get(tag)
    if reader is None:
        raise PacketError(f"0x{tag:02x} is no type of value")
    return reader(content)


def _four(content: bytes) -> bytes:
    """An IpAddress."""
    if len(content) != 4:
        raise PacketError(f"an IpAddress of {len(content)} bytes")
    return content


def _nothing(content: bytes) -> None:
    """NULL or an exception."""
    if content:
        raise PacketError("a value where there may be none")


READERS: Mapping[int, Callable[[bytes], Value | None]] = {
    Tag.INTEGER: read_integer,
    Tag.OCTETS: bytes,
    Tag.NULL: _nothing,
    Tag.OID: lambda content: Oid(read_oid(content)),
    Tag.IP_ADDRESS: _four,
    Tag.COUNTER32: partial(read_unsigned, bits=32),
    Tag.GAUGE32: partial(read_unsigned, bits=32),
    Tag.TIME_TICKS: partial(read_unsigned, bits=32),
    Tag.OPAQUE: bytes,
    Tag.COUNTER64: partial(read_unsigned, bits=64),
    Tag.NO_SUCH_OBJECT: _nothing,
    Tag.NO_SUCH_INSTANCE: _nothing,
    Tag.END_OF_MIB_VIEW: _nothing,
}
"""What reads the content of each type."""


def write_value(tag: Tag, value: Value | None) -> bytes:
    """A value with tag and length. Raises PacketError when the value does not suit the tag."""
    if isinstance(value, int):
        bits = UNSIGNED_BITS.get(tag)
        if (tag == Tag.INTEGER and -(1 << 63) <= value < 1 << 64) or (
            bits is not None and 0 <= value < 1 << bits
        ):
            return write_integer(value, tag)
    elif isinstance(value, bytes):
        if tag in {Tag.OCTETS, Tag.OPAQUE} or (tag == Tag.IP_ADDRESS and len(value) == 4):
            return tlv(tag, value)
    elif isinstance(value, str):
        if tag == Tag.OID:
            return tlv(tag, write_oid(value))
    elif tag in EMPTY:
        return bytes((tag, 0))
    raise PacketError(f"{type(value).__name__} is no value for {tag.name}")


def write_bindings(bindings: tuple[Binding, ...]) -> bytes:
    """A VarBindList. Raises PacketError."""
    return tlv(
        SEQUENCE,
        b"".join(
            tlv(SEQUENCE, tlv(Tag.OID, write_oid(b.oid)) + write_value(b.tag, b.value))
            for b in bindings
        ),
    )


def read_bindings(data: bytes, at: int, end: int) -> tuple[Binding, ...]:
    """The VarBindList that fills `data` from `at` to `end`. Raises PacketError."""
    return tuple(Binding(oid, TAGS[tag], value) for oid, tag, value in read_bare(data, at, end))


def read_bare(data: bytes, at: int, end: int) -> list[BareBinding]:
    """The same as plain tuples, at a third of the cost: what polls read. Raises PacketError."""
    at, stop = expect(SEQUENCE, data, at, end)
    if stop != end:
        raise PacketError("bytes after the bindings")
    found: list[BareBinding] = []
    while at < end:
        try:  # nearly always all three lengths are of one byte
            sequence, size, name_tag, name_size = HEADS(data, at)
            after, stop = at + 4 + name_size, at + 2 + size
            tag, value_size = data[after], data[after + 1]
            plain = sequence == SEQUENCE and name_tag == OID and size < 0x80
            plain &= after + 2 + value_size == stop <= end
        except (struct.error, IndexError):
            plain = False
        if plain:
            name, start = data[at + 4 : after], after + 2
        else:
            name, tag, start, stop = _binding(data, at, end)
        found.append((read_oid(name), tag, read_value(tag, data[start:stop])))
        at = stop
    return found


def _binding(data: bytes, at: int, end: int) -> tuple[bytes, int, int, int]:
    """A binding with lengths of any size: name, tag, and where the value starts and stops."""
    at, end = expect(SEQUENCE, data, at, end)
    name, after = expect(OID, data, at, end)
    tag, start, stop = header(data, after, end)
    if stop != end:
        raise PacketError("bytes after the value of a binding")
    return data[name:after], tag, start, stop


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
