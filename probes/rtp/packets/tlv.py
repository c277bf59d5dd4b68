"""What may follow a base packet of STAMP: TLVs (RFC 8972, 4), as sender and as reflector."""

from __future__ import annotations

import hmac
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace

from probes.rtp.packets.errors import PacketError
from probes.rtp.packets.fields import packed

UNRECOGNISED, MALFORMED, FAILED = 0x80, 0x40, 0x20
"""Flags U, M and I. A sender sets U alone; what a reflector understood comes back without it, what
failed its integrity check with I (RFC 8972, 4)."""

EXTRA_PADDING, CLASS_OF_SERVICE, HMAC = 1, 4, 8
"""Types that are understood here (RFC 8972, 5.1)."""
LENGTHS = {CLASS_OF_SERVICE: 4, HMAC: 16}
"""Bytes of value that a type must have."""

MOST = 16
"""TLVs that are read of one packet. There are not so many types; thousands of empty ones, which fit
into a datagram, would keep a reflector busy for milliseconds."""

_HEADER = struct.Struct(">BBH")


@dataclass(frozen=True, slots=True)
class Tlv:
    """One of them."""

    type: int
    value: bytes
    flags: int = UNRECOGNISED

    @property
    def well_formed(self) -> bool:
        """Whether its length is one that its type may have."""
        return len(self.value) == LENGTHS.get(self.type, len(self.value))

    def flagged(self, flags: int) -> Tlv:
        """The same with other flags."""
        return Tlv(self.type, self.value, flags)

    def __bytes__(self) -> bytes:
        return packed("a TLV", _HEADER, self.flags, self.type, len(self.value)) + self.value


@dataclass(frozen=True, slots=True)
class Chain:
    """All that follows a base packet."""

    tlvs: tuple[Tlv, ...] = ()
    rest: bytes = b""
    """What no longer is read: from the first TLV on that is longer than what remains, or from the
    one after MOST."""

    @classmethod
    def parse(cls, data: bytes) -> Chain:
        """Read it; whatever it is, nothing is lost."""
        found: list[Tlv] = []
        at = 0
        while at + _HEADER.size <= len(data) and len(found) < MOST:
            flags, kind, size = _HEADER.unpack_from(data, at)
            end = at + _HEADER.size + size
            if end > len(data):
                break
            found.append(Tlv(kind, data[at + _HEADER.size : end], flags))
            at = end
        return cls(tuple(found), data[at:])

    def __bytes__(self) -> bytes:
        return b"".join(map(bytes, self.tlvs)) + self.rest

    @property
    def usable(self) -> tuple[Tlv, ...]:
        """What a sender may use of a reply (RFC 8972, 4).

        Nothing when one failed its integrity check, nothing from a malformed one on, and none that
        the reflector did not understand.
        """
        if any(each.flags & FAILED for each in self.tlvs):
            return ()
        return tuple(e for e in self._formed() if not e.flags & UNRECOGNISED)

    def _formed(self) -> Iterator[Tlv]:
        for each in self.tlvs:
            if each.flags & MALFORMED or not each.well_formed:
                return
            yield each


@dataclass(frozen=True, slots=True)
class ClassOfService:
    """Which DSCP a packet set out with, and which it came with (RFC 8972, 4.4; erratum 8199)."""

    dscp1: int
    """That the sender wants its reply to have."""
    dscp2: int = 0
    """That its packet had on arrival."""
    ecn: int = 0
    """Likewise."""
    rp: int = 0
    """1 when the reply could not be given `dscp1`."""

    @classmethod
    def parse(cls, value: bytes) -> ClassOfService:
        """Read the TLV's value. Raises PacketError."""
        if len(value) != LENGTHS[CLASS_OF_SERVICE]:
            raise PacketError(f"{len(value)} bytes are no class of service")
        word = int.from_bytes(value[:2], "big")
        return cls(word >> 10, word >> 4 & 0x3F, word >> 2 & 0x03, word & 0x03)

    def __bytes__(self) -> bytes:
        fields = ((self.dscp1, 64), (self.dscp2, 64), (self.ecn, 4), (self.rp, 4))
        if not all(0 <= value < limit for value, limit in fields):
            raise PacketError(f"no class of service: {self}")
        word = self.dscp1 << 10 | self.dscp2 << 4 | self.ecn << 2 | self.rp
        return word.to_bytes(2, "big") + bytes(2)


def extra_padding(size: int) -> Tlv:
    """A TLV of zeros that makes a packet `size` bytes longer, at least 4 (RFC 8972, 4.1)."""
    return Tlv(EXTRA_PADDING, bytes(max(size - _HEADER.size, 0)))


def signed(chain: Chain, sequence: int, key: bytes) -> Chain:
    """The chain with an HMAC over the packet's sequence number and all that precedes it.

    One that is there is written anew where it is, else one is added (RFC 8972, 4.8).
    """
    place = _hmac_place(chain.tlvs)
    before = chain.tlvs if place is None else chain.tlvs[:place]
    after = () if place is None else chain.tlvs[place + 1 :]
    flags = UNRECOGNISED if place is None else chain.tlvs[place].flags
    own = Tlv(HMAC, _digest(before, sequence, key), flags)
    return replace(chain, tlvs=(*before, own, *after))


def is_genuine(chain: Chain, sequence: int, key: bytes) -> bool:
    """Whether the TLVs are signed with `key`; what is extra padding only need not be."""
    tlvs, place = chain.tlvs, _hmac_place(chain.tlvs)
    if place is None:
        return _padding_only(tlvs)
    wanted = _digest(tlvs[:place], sequence, key)
    return _padding_only(tlvs[place + 1 :]) and hmac.compare_digest(wanted, tlvs[place].value)


def reflect(
    tail: bytes,
    *,
    tos: int | None = None,
    marks: bool = False,
    sequences: tuple[int, int] = (0, 0),
    key: bytes | None = None,
) -> bytes:
    """What a reflector sends back of what followed a base packet: as many bytes, always.

    `tos` is the byte of the IP header with which the packet came, None when it is not known;
    `marks` whether the reply leaves with the DSCP wished for. With a key the TLVs must be signed
    for the sequence number of the request, the first of `sequences`, and are signed again for that
    of the reply, the second.
    """
    if not tail:
        return tail
    chain = Chain.parse(tail)
    if key is not None and not is_genuine(chain, sequences[0], key):
        failed = tuple(e.flagged(FAILED | _unknown(e, key, tos)) for e in chain.tlvs)
        return bytes(Chain(failed, chain.rest))
    answered = Chain(tuple(_answers(chain.tlvs, key, tos, marks)), _marked(chain.rest))
    if key is not None and _hmac_place(chain.tlvs) is not None:
        answered = signed(answered, sequences[1], key)
    return bytes(answered)


def _answers(
    tlvs: tuple[Tlv, ...], key: bytes | None, tos: int | None, marks: bool
) -> Iterator[Tlv]:
    """Up to a malformed one each by its type; it is marked, and what follows is left alone."""
    stopped = False
    for each in tlvs:
        if stopped:
            yield each
        elif not each.well_formed:
            stopped = True
            yield each.flagged(MALFORMED)
        elif each.type == CLASS_OF_SERVICE and tos is not None:
            asked = ClassOfService.parse(each.value)
            came = replace(asked, dscp2=tos >> 2, ecn=tos & 3, rp=int(not marks))
            yield Tlv(each.type, bytes(came), 0)
        else:
            yield each.flagged(_unknown(each, key, tos))


def _unknown(tlv: Tlv, key: bytes | None, tos: int | None) -> int:
    """The flag U, unless the type is understood as things are."""
    understood = (
        tlv.type == EXTRA_PADDING
        or (tlv.type == HMAC and key is not None)
        or (tlv.type == CLASS_OF_SERVICE and tos is not None)
    )
    return 0 if understood else UNRECOGNISED


def _marked(rest: bytes) -> bytes:
    """What is not read, so marked where there is a flag."""
    return bytes((MALFORMED,)) + rest[1:] if len(rest) >= _HEADER.size else rest


def _digest(before: tuple[Tlv, ...], sequence: int, key: bytes) -> bytes:
    text = struct.pack(">I", sequence) + b"".join(map(bytes, before))
    return hmac.digest(key, text, "sha256")[: LENGTHS[HMAC]]


def _hmac_place(tlvs: tuple[Tlv, ...]) -> int | None:
    return next((at for at, each in enumerate(tlvs) if each.type == HMAC), None)


def _padding_only(tlvs: tuple[Tlv, ...]) -> bool:
    return all(each.type == EXTRA_PADDING for each in tlvs)
