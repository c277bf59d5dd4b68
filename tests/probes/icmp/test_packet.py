"""Bytes ↔ dataclasses, without a socket."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.icmp import PacketError
from probes.icmp.packet import (
    STAMP,
    STAMP_AT,
    EchoPacket,
    Quote,
    checksum,
    word_sum,
)

u16 = st.integers(0, 0xFFFF)
packets = st.builds(
    EchoPacket,
    type=st.sampled_from([0, 8, 128, 129]),
    identifier=u16,
    sequence=u16,
    cookie=st.binary(min_size=8, max_size=8),
    index=st.integers(0, 2**64 - 1),
    padding=st.binary(max_size=100),
)

# An echo request of fping 5.1 with random data, as captured.
CAPTURED = bytes.fromhex(
    "0800832540c3000067c6697351ff4aec29cdbaabf2fbe3467cc254f81be8e78d"
    "765a2e63339fc99a66320db73158a35a255d051758e95ed4abb2cdc69bb45411"
)


@given(packets)
def test_an_echo_survives_the_wire(packet: EchoPacket) -> None:
    assert EchoPacket.parse(bytes(packet)) == packet


@given(packets)
def test_a_receiver_finds_the_checksum_right(packet: EchoPacket) -> None:
    assert _reference_sum(bytes(packet)) == 0xFFFF


@given(st.binary(min_size=1, max_size=200))
def test_the_word_sum_is_that_of_rfc_1071(data: bytes) -> None:
    assert word_sum(data) == _reference_sum(data) % 0xFFFF


@given(packets, u16, st.integers(0, 2**64 - 1))
def test_patching_an_echo_gives_what_building_it_anew_gives(
    packet: EchoPacket, sequence: int, index: int
) -> None:
    buffer = bytearray(bytes(EchoPacket(8, packet.identifier, 0, packet.cookie, 0, packet.padding)))
    buffer[2:4] = b"\0\0"
    check = 0xFFFF - (word_sum(buffer) + sequence + index) % 0xFFFF
    STAMP.pack_into(buffer, STAMP_AT, check, packet.identifier, sequence, packet.cookie, index)
    anew = EchoPacket(8, packet.identifier, sequence, packet.cookie, index, packet.padding)
    assert bytes(buffer) == bytes(anew)


def test_the_checksum_agrees_with_another_program() -> None:
    blank = CAPTURED[:2] + b"\0\0" + CAPTURED[4:]
    assert checksum(blank) == int.from_bytes(CAPTURED[2:4], "big")


def test_an_echo_cut_short_anywhere_is_a_packet_error() -> None:
    whole = bytes(EchoPacket(8, 1, 2, b"cookie!!", 3))
    for length in range(len(whole)):
        with pytest.raises(PacketError, match="too few"):
            EchoPacket.parse(whole[:length])


@given(st.binary(max_size=120))
def test_any_bytes_are_an_echo_or_a_packet_error(data: bytes) -> None:
    try:
        packet = EchoPacket.parse(data)
    except PacketError:
        return
    assert bytes(packet)[4:] == data[4:]


@pytest.mark.parametrize(("kind", "code"), [(3, 0), (8, 1), (11, 0), (255, 255)])
def test_what_is_no_echo_is_a_packet_error(kind: int, code: int) -> None:
    with pytest.raises(PacketError, match=f"type {kind} code {code} is no echo"):
        EchoPacket.parse(bytes([kind, code]) + bytes(30))


def test_a_quote_has_cookie_and_index_only_when_they_were_given_back() -> None:
    whole = bytes(EchoPacket(8, 7, 9, b"cookie!!", 2**40))
    for length in range(len(whole) + 1):
        cut = whole[:length]
        if length < 8:
            with pytest.raises(PacketError, match="too few"):
                Quote.parse(cut)
        elif length < 24:
            assert Quote.parse(cut) == Quote(8, 7, 9, None, None)
        else:
            assert Quote.parse(cut) == Quote(8, 7, 9, b"cookie!!", 2**40)


def _reference_sum(data: bytes) -> int:
    """The ones' complement sum, literally as RFC 1071 §4.1 has it."""
    total = 0
    padded = data + b"\0" if len(data) % 2 else data
    for high, low in zip(padded[::2], padded[1::2], strict=True):
        total += high << 8 | low
        total = (total & 0xFFFF) + (total >> 16)
    return total
