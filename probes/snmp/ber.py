"""The Basic Encoding Rules (X.690) as far as SNMP needs them (RFC 3417, section 8).

Writing is minimal, byte for byte what net-snmp writes. Reading takes what real agents send: long
forms of short lengths, integers with needless leading bytes, counters that forgot the leading zero.
"""

from __future__ import annotations

from functools import lru_cache

INTEGER, OCTETS, NULL, OID, SEQUENCE = 0x02, 0x04, 0x05, 0x06, 0x30

MOST_INTEGER = 9
"""Bytes of an integer that are read: 64 bits and a leading zero."""
MOST_ARCS = 128
"""Sub-identifiers of an OID (RFC 2578, 3.5)."""
MOST_ARC = 2**32 - 1
"""The largest sub-identifier (RFC 2578, 3.5)."""


class PacketError(ValueError):
    """Bytes that are no SNMP message, or a value that cannot be written as one."""


def header(data: bytes, at: int, end: int) -> tuple[int, int, int]:
    """The tag at `at`, and where its content starts and stops, which is not beyond `end`.

    Raises PacketError, also for an indefinite length (RFC 3417, 8).
    """
    if at + 2 > end:
        raise PacketError("the bytes end before a tag and its length")
    length = data[at + 1]
    start = at + 2
    if length > 0x7F:
        size = length & 0x7F
        if not 1 <= size <= 4 or start + size > end:
            raise PacketError("a length is indefinite, or of too many bytes")
        length = int.from_bytes(data[start : start + size], "big")
        start += size
    stop = start + length
    if stop > end:
        raise PacketError("the bytes end before their content does")
    return data[at], start, stop


def expect(tag: int, data: bytes, at: int, end: int) -> tuple[int, int]:
    """Where the content of what is at `at` starts and stops; PacketError unless it is a `tag`."""
    found, start, stop = header(data, at, end)
    if found != tag:
        raise PacketError(f"0x{found:02x} where 0x{tag:02x} is due")
    return start, stop


def read_integer(content: bytes) -> int:
    """An INTEGER of up to 64 bits, needless leading bytes allowed. Raises PacketError."""
    if not 1 <= len(content) <= MOST_INTEGER:
        raise PacketError(f"an integer of {len(content)} bytes")
    value = int.from_bytes(content, "big", signed=True)
    if not -(1 << 63) <= value < 1 << 64:
        raise PacketError("an integer of more than 64 bits")
    return value


def read_unsigned(content: bytes, bits: int) -> int:
    """A Counter, Gauge or TimeTicks of so many bits. Raises PacketError.

    The first bit is never a sign: agents that forget the leading zero mean 200 by 0xC8.
    """
    if not 1 <= len(content) <= MOST_INTEGER:
        raise PacketError(f"an integer of {len(content)} bytes")
    value = int.from_bytes(content, "big")
    if value >> bits:
        raise PacketError(f"an unsigned integer of more than {bits} bits")
    return value


@lru_cache(maxsize=1 << 15)
def read_oid(content: bytes) -> str:
    """An object identifier as dotted text; no bytes are `0.0`, as for net-snmp.

    Raises PacketError for more than 128 sub-identifiers or one of more than 32 bits.
    """
    arcs: list[int] = []
    arc = 0
    for byte in content:
        arc = arc << 7 | byte & 0x7F
        if arc > MOST_ARC:
            raise PacketError("a sub-identifier of more than 32 bits")
        if byte < 0x80:
            arcs.append(arc)
            arc = 0
    if content and content[-1] > 0x7F:
        raise PacketError("an object identifier ends within a sub-identifier")
    if len(arcs) >= MOST_ARCS:
        raise PacketError("an object identifier of more than 128 sub-identifiers")
    first = arcs[0] if arcs else 0
    root = min(first // 40, 2)
    return ".".join(map(str, (root, first - 40 * root, *arcs[1:])))


def tlv(tag: int, content: bytes) -> bytes:
    """Tag, length in as few bytes as it takes, content."""
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    size = (length.bit_length() + 7) // 8
    return bytes((tag, 0x80 | size)) + length.to_bytes(size, "big") + content


def write_integer(value: int, tag: int = INTEGER) -> bytes:
    """An integer, signed, in as few bytes as it takes; unsigned types get a leading zero so."""
    size = (value if value >= 0 else ~value).bit_length() // 8 + 1
    return tlv(tag, value.to_bytes(size, "big", signed=True))


@lru_cache(maxsize=1 << 15)
def write_oid(text: str) -> bytes:
    """The content of an object identifier. Raises PacketError when `text` is none."""
    try:
        root, second, *rest = map(_arc, text.split("."))
    except ValueError:
        raise PacketError(f"{text[:80]!r} is no object identifier") from None
    first = 40 * root + second
    if root > 2 or (root < 2 and second > 39) or first > MOST_ARC or len(rest) > MOST_ARCS - 2:
        raise PacketError(f"{text[:80]!r} is no object identifier")
    return b"".join(map(_base128, (first, *rest)))


def _arc(text: str) -> int:
    """One sub-identifier: ASCII digits. Raises ValueError."""
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= MOST_ARC):
        raise ValueError(text)
    return int(text)


def _base128(arc: int) -> bytes:
    found = [arc & 0x7F]
    while arc := arc >> 7:
        found.append(0x80 | arc & 0x7F)
    return bytes(reversed(found))
