"""How a stream looks on the wire in each mode, and how its replies are read. No socket, no clock.

`form` is the table of modes.
"""

from __future__ import annotations

from monitord.model.codecs import Codec
from monitord.model.quality import Mode
from probes.rtp.packets.times import ErrorEstimate
from probes.rtp.sender.modes.echo import EchoForm
from probes.rtp.sender.modes.form import Form, Heard
from probes.rtp.sender.modes.rtp import RtpForm
from probes.rtp.sender.modes.stamp import StampForm

__all__ = ["Form", "Heard", "form"]


def form(mode: Mode, codec: Codec, key: bytes | None, error: ErrorEstimate) -> Form:
    """A stream of its own: with a new random SSRC or SSID, sequence number and time stamp.

    `error` is what is said of our own clock. Raises ValueError for a codec or key that the mode
    has no use for.
    """
    if key is not None and not key:
        raise ValueError("a key of no bytes signs nothing")
    if not 0 <= codec.payload_type < 0x80:
        raise ValueError(f"{codec.payload_type} is no RTP payload type")
    if mode is Mode.RTP:
        return RtpForm(codec, key)
    if mode is Mode.STAMP:
        return StampForm(codec.size, error, key)
    if key is not None:
        raise ValueError(f"mode {mode.value} has no signature, and no use for a key")
    return EchoForm(codec) if mode is Mode.ECHO else StampForm(codec.size, error, light=True)
