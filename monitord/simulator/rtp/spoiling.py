"""What a distorted reflector's answer looks like: of RTP with our report, STAMP and TWAMP-Light."""

from __future__ import annotations

import struct

from monitord.simulator.rtp.distortion import Reflection
from probes.rtp.packets import report, stamp

SHREDS = 20
"""Bytes of a truncated answer at most: its headers are not whole."""
SSRC_AT = 8
_NUMBER, _ERROR = struct.Struct(">I"), struct.Struct(">H")
_RTP_SEQUENCE = struct.Struct(">2xH")
ERROR_AT, NUMBER_AT = 2, 4
"""In a report (`probes.rtp.packets.report`)."""
_PLAIN_STAMP, _SIGNED_STAMP = (12, 14, 24, 36), (24, 26, 48, 72)
"""Where a STAMP answer has the reflector's error estimate, the SSID, the sender's number and the
sender's error estimate (RFC 8762, 4.3; RFC 8972, 3)."""


def altered(answer: bytes, request: bytes, how: Reflection, key: bytes | None) -> bytes:
    """The answer as the reflector itself would write and sign it."""
    if not (how.stateless or how.echo_z):
        return answer
    changed = bytearray(answer)
    if report.place(request) == report.AT:
        _alter_report(changed, request, how, key)
    elif len(changed) >= stamp.TWAMP_REPLY:
        _alter_stamp(changed, how, key)
    return bytes(changed)


def spoilt(answer: bytes, how: Reflection, *, signed: bool) -> bytes:
    """What becomes of the answer then. `signed`: STAMP in authenticated mode."""
    changed = bytearray(answer)
    if how.forged:
        _forge(changed, signed=signed)
    if how.garbage:
        changed = bytearray(byte ^ 0xFF for byte in changed)
    if how.truncated:
        del changed[min(SHREDS, len(changed) // 2) :]
    return bytes(changed)


def _alter_report(answer: bytearray, request: bytes, how: Reflection, key: bytes | None) -> None:
    if how.stateless:
        _NUMBER.pack_into(answer, report.AT + NUMBER_AT, *_RTP_SEQUENCE.unpack_from(request))
    if how.echo_z:
        error = slice(report.AT + ERROR_AT, report.AT + NUMBER_AT)
        answer[error] = request[error]
    if key is not None and report.is_signed(answer, report.AT):
        report.sign(answer, report.AT, key)


def _alter_stamp(answer: bytearray, how: Reflection, key: bytes | None) -> None:
    error, _, sequence, estimate = _PLAIN_STAMP if key is None else _SIGNED_STAMP
    if how.stateless:
        answer[: _NUMBER.size] = answer[sequence : sequence + _NUMBER.size]
    if how.echo_z:
        answer[error : error + _ERROR.size] = answer[estimate : estimate + _ERROR.size]
    if key is not None:
        answer[stamp.SIGNED : stamp.AUTHENTICATED] = stamp.signature(answer, key)


def _forge(answer: bytearray, *, signed: bool) -> None:
    """Make it that of a session that there is not; the HMAC is wrong with it.

    TWAMP-Light has no sessions, and many senders of STAMP leave theirs at 0: there the number of
    the packet answered is one that was never sent, too.
    """
    if report.place(answer) == report.AT:
        flipped: tuple[int, ...] = tuple(range(SSRC_AT, SSRC_AT + 4))
    else:
        _, ssid, sequence, _ = _SIGNED_STAMP if signed else _PLAIN_STAMP
        flipped = ssid, ssid + 1, sequence
    for at in flipped:
        if at < len(answer):
            answer[at] ^= 0xFF
