"""STAMP, byte for byte."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.rtp.packets import stamp
from probes.rtp.packets.errors import PacketError
from probes.rtp.packets.stamp import ReflectorPacket, SenderPacket
from probes.rtp.packets.times import ErrorEstimate

KEY = b"k" * 32
u8, u16 = st.integers(0, 0xFF), st.integers(0, 0xFFFF)
u32, u64 = st.integers(0, 0xFFFFFFFF), st.integers(0, 2**64 - 1)
errors = u16.map(ErrorEstimate.parse)
tails = st.binary(max_size=40)
senders = st.builds(SenderPacket, sequence=u32, timestamp=u64, error=errors, ssid=u16, tail=tails)
reflectors = st.builds(
    ReflectorPacket,
    sequence=u32,
    timestamp=u64,
    error=errors,
    received=u64,
    sender_sequence=u32,
    sender_timestamp=u64,
    sender_error=errors,
    sender_ttl=u8,
    ssid=u16,
    tail=tails,
)

T1, T2, T3 = 0xEEACF5501F9ADD37, 0xEEACF55020000001, 0xEEACF55020000002
SENDER = SenderPacket(7, T1, ErrorEstimate.parse(0x83C8), 0xABCD, b"tail")
REFLECTOR = ReflectorPacket(
    9, T3, ErrorEstimate.parse(0xC101), T2, 7, T1, ErrorEstimate.parse(0x83C8), 62, 0xABCD, b"tail"
)
TAIL = "7461696c"

# Figures 2 and 4 of RFC 8762, with the SSID of RFC 8972, figures 1 and 3.
OPEN_SENDER = bytes.fromhex(f"00000007 {T1:016x} 83c8 abcd {'00' * 28} {TAIL}")
OPEN_REFLECTOR = bytes.fromhex(
    f"00000009 {T3:016x} c101 abcd {T2:016x} 00000007 {T1:016x} 83c8 0000 3e 000000 {TAIL}"
)
# The 96 bytes before the HMAC of figures 3 and 5 of RFC 8762, with the SSID likewise.
SIGNED_SENDER = bytes.fromhex(f"00000007 {'00' * 12} {T1:016x} 83c8 abcd {'00' * 68}")
SIGNED_REFLECTOR = bytes.fromhex(
    f"00000009 {'00' * 12} {T3:016x} c101 abcd 00000000 {T2:016x} {'00' * 8}"
    f"00000007 {'00' * 12} {T1:016x} 83c8 {'00' * 6} 3e {'00' * 15}"
)


def authenticated(base: bytes, tail: bytes = b"tail") -> bytes:
    assert len(base) == 96
    return base + hmac.new(KEY, base, hashlib.sha256).digest()[:16] + tail


def test_packets_of_unauthenticated_mode_are_what_the_rfc_says() -> None:
    assert (bytes(SENDER), bytes(REFLECTOR)) == (OPEN_SENDER, OPEN_REFLECTOR)
    assert SenderPacket.parse(OPEN_SENDER) == SENDER
    assert ReflectorPacket.parse(OPEN_REFLECTOR) == REFLECTOR


def test_packets_of_authenticated_mode_are_what_the_rfc_says() -> None:
    sender, reflector = authenticated(SIGNED_SENDER), authenticated(SIGNED_REFLECTOR)
    assert (SENDER.signed(KEY), REFLECTOR.signed(KEY)) == (sender, reflector)
    assert SenderPacket.parse_signed(sender, KEY) == SENDER
    assert ReflectorPacket.parse_signed(reflector, KEY) == REFLECTOR


@given(senders, reflectors)
def test_packets_survive_the_wire(sender: SenderPacket, reflector: ReflectorPacket) -> None:
    assert SenderPacket.parse(bytes(sender)) == sender
    assert SenderPacket.parse_signed(sender.signed(KEY), KEY) == sender
    assert ReflectorPacket.parse(bytes(reflector)) == reflector
    assert ReflectorPacket.parse_signed(reflector.signed(KEY), KEY) == reflector


def test_a_packet_cut_short_anywhere_is_a_packet_error() -> None:
    for length in range(stamp.UNAUTHENTICATED):
        with pytest.raises(PacketError, match="44"):
            SenderPacket.parse(OPEN_SENDER[:length])
    for length in range(stamp.TWAMP_REPLY):
        with pytest.raises(PacketError, match="41"):
            ReflectorPacket.parse(OPEN_REFLECTOR[:length])
        with pytest.raises(PacketError, match="41"):
            stamp.reflect(OPEN_SENDER[:length], 0, 0, 0, 0, 0)
    for length in range(stamp.AUTHENTICATED):
        whole = SENDER.signed(KEY)[:length]
        assert not stamp.is_genuine(whole, KEY)
        with pytest.raises(PacketError, match="112"):
            SenderPacket.parse_signed(whole, KEY)
        with pytest.raises(PacketError, match="112"):
            ReflectorPacket.parse_signed(whole, KEY)
        with pytest.raises(PacketError, match="112"):
            stamp.reflect_signed(whole, 0, 0, 0, 0, 0, KEY)


@pytest.mark.parametrize("length", [41, 42, 43])
def test_a_reply_of_twamp_light_without_its_last_bytes_is_read(length: int) -> None:
    found = ReflectorPacket.parse(OPEN_REFLECTOR[:length])
    assert (found.sender_ttl, found.tail) == (62, b"")


def test_a_session_without_an_ssid_has_zeros_in_its_place() -> None:
    nothing = ErrorEstimate()
    assert bytes(SenderPacket(1, 2))[14:16] == bytes(2)
    assert bytes(ReflectorPacket(1, 2, nothing, 3, 4, 5, nothing, 6))[14:16] == bytes(2)


def test_fields_that_must_be_zero_are_ignored() -> None:
    dirty = OPEN_SENDER[:16] + b"\xff" * 28 + OPEN_SENDER[44:]
    assert SenderPacket.parse(dirty) == SENDER


@given(st.binary(max_size=150))
def test_any_bytes_are_a_packet_or_a_packet_error(data: bytes) -> None:
    for parse in (SenderPacket.parse, ReflectorPacket.parse):
        try:
            packet = parse(data)
        except PacketError:
            assert len(data) < 44
            continue
        assert packet.sequence == int.from_bytes(data[:4], "big")
    for parse_signed in (SenderPacket.parse_signed, ReflectorPacket.parse_signed):
        with pytest.raises(PacketError):
            parse_signed(data, KEY)


def test_every_bit_before_the_hmac_is_under_it_and_none_after() -> None:
    whole = SENDER.signed(KEY)
    for bit in range(8 * stamp.AUTHENTICATED):
        forged = bytearray(whole)
        forged[bit // 8] ^= 1 << bit % 8
        assert not stamp.is_genuine(forged, KEY)
    assert stamp.is_genuine(whole[:112] + b"more", KEY)
    with pytest.raises(PacketError, match="HMAC"):
        SenderPacket.parse_signed(whole, b"another key")


def test_a_number_that_does_not_fit_is_a_packet_error() -> None:
    for packet in (SenderPacket(2**32, 0), SenderPacket(0, 2**64), SenderPacket(0, 0, ssid=2**16)):
        with pytest.raises(PacketError, match="field"):
            bytes(packet)


@given(senders, u32, u64)
def test_patching_gives_what_building_anew_gives(
    packet: SenderPacket, sequence: int, timestamp: int
) -> None:
    anew = SenderPacket(sequence, timestamp, packet.error, packet.ssid, packet.tail)
    plain, signed = bytearray(bytes(packet)), bytearray(packet.signed(KEY))
    stamp.patch(plain, sequence, timestamp)
    stamp.patch(signed, sequence, timestamp, KEY)
    assert (bytes(plain), bytes(signed)) == (bytes(anew), anew.signed(KEY))


@given(senders, u32, u64, u64, errors, u8)
def test_reflecting_gives_what_building_the_reply_gives(
    asked: SenderPacket, sequence: int, t2: int, t3: int, error: ErrorEstimate, ttl: int
) -> None:
    reply = ReflectorPacket(
        sequence,
        t3,
        error,
        t2,
        asked.sequence,
        asked.timestamp,
        asked.error,
        ttl,
        asked.ssid,
        asked.tail,
    )
    word = int(error)
    assert stamp.reflect(bytes(asked), sequence, t2, t3, word, ttl) == bytes(reply)
    signed = stamp.reflect_signed(asked.signed(KEY), sequence, t2, t3, word, ttl, KEY)
    assert signed == reply.signed(KEY)


@given(st.binary(min_size=41, max_size=200), u32)
def test_a_reply_is_as_long_as_its_request_whatever_that_is(data: bytes, sequence: int) -> None:
    reply = stamp.reflect(data, sequence, 1, 2, 3, 4)
    assert len(reply) == len(data)
    assert reply[44:] == data[44:]
    assert not any(reply[41:44])
    assert reply[24:28] == data[:4]
