"""What SNMP messages carry: object instances with their values (RFC 2578, 7; RFC 3416, 3)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

from monitord.model.snmp import Oid, Value
from probes.snmp.ber import (
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


UNSIGNED_BITS = {Tag.COUNTER32: 32, Tag.GAUGE32: 32, Tag.TIME_TICKS: 32, Tag.COUNTER64: 64}
EMPTY = frozenset({Tag.NULL, Tag.NO_SUCH_OBJECT, Tag.NO_SUCH_INSTANCE, Tag.END_OF_MIB_VIEW})
"""NULL, and what an agent of v2 gives in place of a value (RFC 3416, 3)."""
TAGS = {int(tag): tag for tag in Tag}
HEADS = struct.Struct("BBBB").unpack_from
"""Tag and length of a binding, tag and length of its name."""
BareBinding: TypeAlias = tuple[str, int, Value | None]
"""OID, tag and value."""


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


def _four(content: bytes) -> bytes:
    """An IpAddress."""
    if len(content) != 4:
        raise PacketError(f"an IpAddress of {len(content)} bytes")
    return content


def _nothing(content: bytes) -> None:
    """NULL or an exception."""
    if content:
        raise PacketError("a value where there may be none")


def _unsigned(bits: int) -> Callable[[bytes], int]:
    """What reads a Counter, Gauge or TimeTicks of so many bits."""
    return lambda content: read_unsigned(content, bits)


READERS: Mapping[int, Callable[[bytes], Value | None]] = {
    int(Tag.INTEGER): read_integer,
    int(Tag.OCTETS): bytes,
    int(Tag.OID): lambda content: Oid(read_oid(content)),
    int(Tag.IP_ADDRESS): _four,
    int(Tag.OPAQUE): bytes,
    **{int(tag): _unsigned(bits) for tag, bits in UNSIGNED_BITS.items()},
    **{int(tag): _nothing for tag in EMPTY},
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
            name, after = at + 4, at + 4 + name_size
            tag, start, stop = data[after], after + 2, at + 2 + size
            plain = sequence == SEQUENCE and name_tag == OID and size < 0x80
            if not plain or start + data[after + 1] != stop or stop > end:
                name, after, tag, start, stop = _binding(data, at, end)
        except (struct.error, IndexError):
            name, after, tag, start, stop = _binding(data, at, end)
        reader = READERS.get(tag)
        if reader is None:
            raise PacketError(f"0x{tag:02x} is no type of value")
        found.append((read_oid(data[name:after]), tag, reader(data[start:stop])))
        at = stop
    return found


def _binding(data: bytes, at: int, end: int) -> tuple[int, int, int, int, int]:
    """A binding with lengths of any size: where the name starts and stops, tag, where the value."""
    at, end = expect(SEQUENCE, data, at, end)
    name, after = expect(OID, data, at, end)
    tag, start, stop = header(data, after, end)
    if stop != end:
        raise PacketError("bytes after the value of a binding")
    return name, after, tag, start, stop
