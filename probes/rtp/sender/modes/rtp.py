"""RTP to our reflector: the packet leaves room for its report and comes back with it."""

from __future__ import annotations

import os

from monitord.model.codecs import Codec
from probes.rtp.packets.report import (
    AT,
    PLAIN_HEADERS,
    SIGNED_HEADERS,
    SYNCHRONISED,
    answer,
    is_genuine,
    room,
    sign,
)
from probes.rtp.packets.rtp import MARKER, RtpPacket, patch
from probes.rtp.packets.times import from_ntp
from probes.rtp.sender.modes.form import FORGED, MALFORMED, RANDOM, WRONG_SESSION, Heard


class RtpForm:
    """Packets of the codec's size, but at least of 44 bytes, signed 60."""

    bits = 16

    def __init__(self, codec: Codec, key: bytes | None) -> None:
        self.first, self.stamp = RANDOM.getrandbits(16), RANDOM.getrandbits(32)
        self._ssrc, self._key = RANDOM.getrandbits(32), key
        self._type = codec.payload_type
        headers = PLAIN_HEADERS if key is None else SIGNED_HEADERS
        payload = os.urandom(max(codec.size - headers, 0))
        extension = room(signed=key is not None)
        self._packet = bytearray(
            bytes(RtpPacket(self._type, 0, 0, self._ssrc, payload, extension=extension))
        )

    @property
    def size(self) -> int:
        """See `Form`."""
        return len(self._packet)

    def write(self, index: int, at: int, stamp: int, *, marked: bool) -> bytearray:
        """See `Form`."""
        kind = self._type | MARKER if marked else self._type
        patch(self._packet, kind, self.first + index, stamp)
        if self._key is not None:
            sign(self._packet, AT, self._key)
        return self._packet

    def cookie(self, at: int, stamp: int) -> int:
        """See `Form`."""
        return stamp & 0xFFFFFFFF

    def read(self, data: bytes, received: int) -> Heard | str:
        """See `Form`."""
        if len(data) != len(self._packet) or (found := answer(data)) is None:
            return MALFORMED
        if found.ssrc != self._ssrc:
            return WRONG_SESSION
        if self._key is not None and not is_genuine(data, AT, self._key):
            return FORGED
        return Heard(
            found.sequence,
            found.timestamp,
            found.reflected,
            from_ntp(found.t2),
            from_ntp(found.t3),
            bool(found.flags & SYNCHRONISED),
        )
