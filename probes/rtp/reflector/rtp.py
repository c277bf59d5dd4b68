"""RTP probes that leave room for our report (`probes.rtp.packets.report`)."""

from __future__ import annotations

import struct
from typing import ClassVar

from probes.rtp.packets import report
from probes.rtp.packets.times import to_ntp
from probes.rtp.reflector.request import Answer, Moment
from probes.rtp.reflector.silence import Silence

_SEQUENCE = struct.Struct(">2xH4xI")


class RtpProbe:
    """One packet of a test stream; the reply is the same packet with the report filled in."""

    __slots__ = ("_data", "sequence", "session", "stamp")

    kind: ClassVar[str] = "rtp"
    bits: ClassVar[int] = 16

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.sequence, self.session = _SEQUENCE.unpack_from(data)
        self.stamp = 0

    @classmethod
    def understand(cls, data: bytes, *, locked: bool) -> RtpProbe | Silence | None:
        """The probe, why it must not be answered, or None when it is no RTP of ours.

        Only a report in the first place of a packet without CSRCs is one. Then octets 12 and 13 are
        0x1000, an error estimate whose multiplier is 0, and that no STAMP or TWAMP-Light packet may
        have (RFC 4656, 4.1.2): the two can never be taken for each other, though the first four
        octets of those are a number that may begin like an RTP header.
        """
        if report.place(data) != report.AT:
            return None
        flags = data[report.AT + 1]
        if flags & report.REFLECTED:
            return Silence.REFLECTED
        if locked and not flags & report.AUTHENTICATED:
            return Silence.UNSIGNED
        return cls(data)

    def genuine(self, key: bytes) -> bool:
        """Whether it was signed with `key`."""
        return report.is_genuine(self._data, report.AT, key)

    def answer(self, at: Moment) -> Answer:
        """The reply, signed if there is a key.

        Without a key nothing can be signed: then the room for the HMAC goes back zeroed, and the
        sender sees that its key is not this reflector's.
        """
        reply = bytearray(self._data)
        report.fill(
            reply,
            report.AT,
            at.number,
            to_ntp(at.t2),
            to_ntp(at.clock()),
            int(at.estimate),
            synchronised=at.estimate.synchronised,
        )
        if report.is_signed(reply, report.AT):
            if at.key is not None:
                report.sign(reply, report.AT, at.key)
            else:
                start = report.AT + report.HMAC_AT
                reply[start : start + report.HMAC_SIZE] = bytes(report.HMAC_SIZE)
        return Answer(bytes(reply), at.tos >> 2)
