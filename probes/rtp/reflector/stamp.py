"""STAMP (RFC 8762, RFC 8972) and TWAMP-Light (RFC 5357, appendix I), which look alike on the wire.

A reply has T2 in octets that are zero in a request of STAMP, and no clock lets T2 be zero: so no
reply of any reflector is taken for a request. Where they are not zero they may yet be the padding
of TWAMP-Light: see `padding`. (RFC 8762 would have them ignored; then two reflectors could be set
against each other by one forged datagram.)
"""

from __future__ import annotations

import struct
from typing import ClassVar

from probes.rtp.packets import stamp, tlv
from probes.rtp.packets.times import to_ntp
from probes.rtp.reflector import padding
from probes.rtp.reflector.request import Answer, Moment
from probes.rtp.reflector.silence import Silence

SHORTEST = stamp.TWAMP_REPLY
"""Who wants a reply sends as many bytes as the shortest one has."""

_HEAD = struct.Struct(">IQxxH")
_SIGNED_HEAD = struct.Struct(">I12xQxxH")
"""Sequence number, T1, SSID."""
_ZEROS = bytes(stamp.SIGNED)
_EXTRA_PADDING = bytes((tlv.EXTRA_PADDING,))


class StampProbe:
    """A packet in unauthenticated mode, or of TWAMP-Light."""

    __slots__ = ("_data", "_padded", "sequence", "session", "stamp")

    kind: ClassVar[str] = "stamp"
    bits: ClassVar[int] = 32

    def __init__(self, data: bytes) -> None:
        end = min(len(data), stamp.UNAUTHENTICATED)
        self._data = data
        self._padded = data[16:end] != _ZEROS[16:end]
        self.sequence, self.stamp, self.session = _HEAD.unpack_from(data)
        if self._padded:
            self.session = 0  # no SSID: the padding begins before it

    @classmethod
    def understand(cls, data: bytes, t2: int) -> StampProbe | Silence:
        """The probe, or why it must not be answered. `t2`: when it came, Unix ns."""
        if len(data) < SHORTEST:
            return Silence.SHORT
        if not data[13]:  # the multiplier of an error estimate (RFC 4656, 4.1.2)
            return Silence.UNKNOWN
        if data[16:SHORTEST] == _ZEROS[16:SHORTEST]:
            return cls(data)
        return padding.refused(data, t2) or cls(data)

    def genuine(self, key: bytes) -> bool:
        """Never: nothing is signed in this mode."""
        del key
        return False

    def answer(self, at: Moment) -> Answer:
        """The reply: as long as the request."""
        data, dscp = self._data, at.tos >> 2
        if not self._padded:
            data, dscp = _tailed(data, stamp.UNAUTHENTICATED, at, self.sequence)
        error, t2 = int(at.estimate), to_ntp(at.t2)
        reply = stamp.reflect(data, at.number, t2, to_ntp(at.clock()), error, at.ttl)
        if self._padded:
            reply[14:16] = _ZEROS[14:16]  # where a reply has no padding
        return Answer(bytes(reply), dscp)


class SignedStampProbe:
    """A packet in authenticated mode."""

    __slots__ = ("_data", "sequence", "session", "stamp")

    kind: ClassVar[str] = "stamp"
    bits: ClassVar[int] = 32

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.sequence, self.stamp, self.session = _SIGNED_HEAD.unpack_from(data)

    @classmethod
    def understand(cls, data: bytes) -> SignedStampProbe | Silence:
        """The probe, or why it must not be answered."""
        if len(data) < stamp.AUTHENTICATED:
            return Silence.SHORT if len(data) < SHORTEST else Silence.UNSIGNED
        if any(data[4:16]):  # where the other mode has T1
            return Silence.UNSIGNED
        if not data[25]:
            return Silence.UNKNOWN
        if data[28 : stamp.SIGNED] != _ZEROS[28:]:
            return Silence.REFLECTED if any(data[32:40]) else Silence.UNKNOWN
        return cls(data)

    def genuine(self, key: bytes) -> bool:
        """Whether the HMAC is that of `key`."""
        return stamp.is_genuine(self._data, key)

    def answer(self, at: Moment) -> Answer:
        """The reply, signed."""
        if at.key is None:
            raise ValueError("authenticated mode needs a key")
        data, dscp = _tailed(self._data, stamp.AUTHENTICATED, at, self.sequence)
        error, t2 = int(at.estimate), to_ntp(at.t2)
        t3 = to_ntp(at.clock())
        reply = stamp.reflect_signed(data, at.number, t2, t3, error, at.ttl, at.key)
        return Answer(bytes(reply), dscp)


def _tailed(data: bytes, size: int, at: Moment, sequence: int) -> tuple[bytes, int]:
    """The request with what follows its first `size` bytes answered, and the DSCP of the reply."""
    if len(data) <= size:
        return data, at.tos >> 2
    tail, dscp = _tail(data[size:], at, sequence)
    return data[:size] + tail, dscp


def _tail(tail: bytes, at: Moment, sequence: int) -> tuple[bytes, int]:
    """What follows the reply, as long as `tail`, and the DSCP of the reply.

    A sender sets the flag U of every TLV (RFC 8972, 4); what begins without it is the padding of
    TWAMP-Light, and goes back as it came. With a key, unsigned TLVs are not obeyed.
    """
    dscp = at.tos >> 2
    if not tail[0] & tlv.UNRECOGNISED:
        return tail, dscp
    if tail[1:2] == _EXTRA_PADDING and int.from_bytes(tail[2:4], "big") == len(tail) - 4:
        return b"\0" + tail[1:], dscp  # nothing else, as in our own streams: the common case
    chain = tlv.Chain.parse(tail)
    if at.key is None or tlv.is_genuine(chain, sequence, at.key):
        dscp = _wanted(chain, dscp)
    sequences = (sequence, at.number & 0xFFFFFFFF)
    return tlv.reflect(tail, tos=at.tos, marks=True, sequences=sequences, key=at.key), dscp


def _wanted(chain: tlv.Chain, dscp: int) -> int:
    """The DSCP that a Class of Service TLV asks for, up to the first malformed TLV; else `dscp`."""
    for each in chain.tlvs:
        if not each.well_formed:
            break
        if each.type == tlv.CLASS_OF_SERVICE:
            return tlv.ClassOfService.parse(each.value).dscp1
    return dscp
