"""TWAMP-Light, byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.rtp.packets import stamp
from probes.rtp.packets.errors import PacketError
from probes.rtp.packets.times import ErrorEstimate
from probes.rtp.packets.twamp import LEAST_PADDING, ReflectorPacket, SenderPacket

u32, u64 = st.integers(0, 0xFFFFFFFF), st.integers(0, 2**64 - 1)
errors = st.integers(0, 0xFFFF).map(ErrorEstimate.parse)
senders = st.builds(
    SenderPacket, sequence=u32, timestamp=u64, error=errors, padding=st.binary(max_size=60)
)
reflectors = st.builds(
    ReflectorPacket,
    sequence=u32,
    timestamp=u64,
    error=errors,
    received=u64,
    sender_sequence=u32,
    sender_timestamp=u64,
    sender_error=errors,
    sender_ttl=st.integers(0, 255),
    padding=st.binary(max_size=60),
)

T1, T2, T3 = 0xEEACF5501F9ADD37, 0xEEACF55020000001, 0xEEACF55020000002
SENDER = SenderPacket(7, T1, ErrorEstimate.parse(0x83C8), b"pad")
REFLECTOR = ReflectorPacket(
    9, T3, ErrorEstimate.parse(0xC101), T2, 7, T1, ErrorEstimate.parse(0x83C8), 62, b"pad"
)
# The unauthenticated formats of RFC 5357, 4.1.2 (that of RFC 4656, 4.1.2) and 4.2.1.
REQUEST = bytes.fromhex(f"00000007 {T1:016x} 83c8 706164")
REPLY = bytes.fromhex(
    f"00000009 {T3:016x} c101 0000 {T2:016x} 00000007 {T1:016x} 83c8 0000 3e 706164"
)


def test_packets_are_what_the_rfc_says() -> None:
    assert (bytes(SENDER), bytes(REFLECTOR)) == (REQUEST, REPLY)
    assert SenderPacket.parse(REQUEST) == SENDER
    assert ReflectorPacket.parse(REPLY) == REFLECTOR


@given(senders, reflectors)
def test_packets_survive_the_wire(sender: SenderPacket, reflector: ReflectorPacket) -> None:
    assert SenderPacket.parse(bytes(sender)) == sender
    assert ReflectorPacket.parse(bytes(reflector)) == reflector


def test_a_packet_cut_short_anywhere_is_a_packet_error() -> None:
    for length in range(14):
        with pytest.raises(PacketError, match="14"):
            SenderPacket.parse(REQUEST[:length])
    for length in range(41):
        with pytest.raises(PacketError, match="41"):
            ReflectorPacket.parse(REPLY[:length])


def test_a_number_that_does_not_fit_is_a_packet_error() -> None:
    with pytest.raises(PacketError, match="field"):
        bytes(SenderPacket(-1, 0))


@given(st.binary(max_size=100))
def test_any_bytes_of_enough_length_are_a_packet(data: bytes) -> None:
    if len(data) >= 14:
        assert bytes(SenderPacket.parse(data)) == data
    if len(data) >= 41:
        reply = ReflectorPacket.parse(data)
        assert ReflectorPacket.parse(bytes(reply)) == reply


@given(senders, u32, u64, u64, errors, st.integers(0, 255))
def test_what_reflects_stamp_reflects_twamp_light(
    sender: SenderPacket, sequence: int, t2: int, t3: int, error: ErrorEstimate, ttl: int
) -> None:
    padded = SenderPacket(
        sender.sequence, sender.timestamp, sender.error, bytes(LEAST_PADDING) + sender.padding
    )
    reply = stamp.reflect(bytes(padded), sequence, t2, t3, int(error), ttl)
    found = ReflectorPacket.parse(bytes(reply))
    assert (found.sequence, found.received, found.timestamp) == (sequence, t2, t3)
    assert (found.error, found.sender_ttl) == (error, ttl)
    assert (found.sender_sequence, found.sender_timestamp) == (sender.sequence, sender.timestamp)
    assert found.sender_error == sender.error
    assert len(reply) == len(bytes(padded))
