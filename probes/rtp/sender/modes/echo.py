"""RTP to whatever sends datagrams back as they are (RFC 862, and echo rooms of MCUs)."""

from __future__ import annotations

import os

from monitord.model.codecs import Codec
from probes.rtp.packets.rtp import HEADER, MARKER, RtpPacket, patch
from probes.rtp.sender.modes.form import MALFORMED, RANDOM, WRONG_SESSION, Heard


class EchoForm:
    """Packets of the codec's size, but at least of the 12 bytes of RTP's header."""

    bits = 16

    def __init__(self, codec: Codec) -> None:
        self.first, self.stamp = RANDOM.getrandbits(16), RANDOM.getrandbits(32)
        self._ssrc, self._type = RANDOM.getrandbits(32), codec.payload_type
        self._payload = os.urandom(max(codec.size - HEADER.size, 0))
        packet = RtpPacket(self._type, 0, 0, self._ssrc, self._payload)
        self._packet = bytearray(bytes(packet))

    @property
    def size(self) -> int:
        """See `Form`."""
        return len(self._packet)

    def write(self, index: int, at: int, stamp: int, *, marked: bool) -> bytearray:
        """See `Form`."""
        kind = self._type | MARKER if marked else self._type
        patch(self._packet, kind, self.first + index, stamp)
        return self._packet

    def cookie(self, at: int, stamp: int) -> int:
        """See `Form`."""
        return stamp & 0xFFFFFFFF

    def read(self, data: bytes, received: int) -> Heard | str:
        """See `Form`."""
        if len(data) != len(self._packet) or data[HEADER.size :] != self._payload:
            return MALFORMED
        first, kind, sequence, timestamp, ssrc = HEADER.unpack_from(data)
        if first != self._packet[0] or kind & ~MARKER != self._type:
            return MALFORMED
        return Heard(sequence, timestamp) if ssrc == self._ssrc else WRONG_SESSION
