"""STAMP and TWAMP-Light: the same places, other padding."""

from __future__ import annotations

from probes.rtp.packets import twamp
from probes.rtp.packets.errors import PacketError
from probes.rtp.packets.stamp import (
    AUTHENTICATED,
    UNAUTHENTICATED,
    ReflectorPacket,
    SenderPacket,
    is_genuine,
    patch,
)
from probes.rtp.packets.times import ErrorEstimate, from_wire, to_ntp
from probes.rtp.packets.tlv import extra_padding
from probes.rtp.sender.modes.form import FORGED, MALFORMED, RANDOM, WRONG_SESSION, Heard


class StampForm:
    """Packets of the codec's size, but at least as large as without padding.

    That is 44 bytes in STAMP, signed 112, and 41 in TWAMP-Light. STAMP's padding is a TLV, and so
    4 bytes or none. Sequence numbers begin at 0 (RFC 8762, 4.2.1). What tells streams apart is T1,
    which has to come back, and in STAMP the SSID; a reflector that knows no SSID sends 0.
    """

    bits = 32
    first = stamp = 0

    def __init__(
        self, size: int, error: ErrorEstimate, key: bytes | None = None, *, light: bool = False
    ) -> None:
        self._key = key
        self._ssid = 0 if light else RANDOM.randrange(1, 0x10000)
        base = UNAUTHENTICATED if key is None else AUTHENTICATED
        if light:
            padding = bytes(max(size - twamp.REQUEST, twamp.LEAST_PADDING))
            self._packet = bytearray(bytes(twamp.SenderPacket(0, 0, error, padding)))
            return
        tail = bytes(extra_padding(size - base)) if size > base else b""
        packet = SenderPacket(0, 0, error, self._ssid, tail)
        self._packet = bytearray(bytes(packet) if key is None else packet.signed(key))

    @property
    def size(self) -> int:
        """See `Form`."""
        return len(self._packet)

    def write(self, index: int, at: int, stamp: int, *, marked: bool) -> bytearray:
        """See `Form`."""
        patch(self._packet, index, to_ntp(at), self._key)
        return self._packet

    def cookie(self, at: int, stamp: int) -> int:
        """See `Form`."""
        return to_ntp(at)

    def read(self, data: bytes, received: int) -> Heard | str:
        """See `Form`."""
        if self._key is not None and not is_genuine(data, self._key):
            return FORGED if len(data) >= AUTHENTICATED else MALFORMED
        try:
            found = self._parse(data)
        except PacketError:
            return MALFORMED
        if found.ssid not in {0, self._ssid} and self._ssid:
            return WRONG_SESSION
        return Heard(
            found.sender_sequence,
            found.sender_timestamp,
            found.sequence,
            from_wire(found.received, ptp=found.error.ptp, near=received),
            from_wire(found.timestamp, ptp=found.error.ptp, near=received),
            found.error.synchronised,
        )

    def _parse(self, data: bytes) -> ReflectorPacket:
        if self._key is None:
            return ReflectorPacket.parse(data)
        return ReflectorPacket.parse_signed(data, self._key)
