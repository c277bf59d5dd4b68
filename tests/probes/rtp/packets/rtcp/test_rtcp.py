"""RTCP, byte for byte."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.rtp.packets.errors import PacketError
from probes.rtp.packets.rtcp.compound import parse, write
from probes.rtp.packets.rtcp.description import CNAME, Chunk, SourceDescription
from probes.rtp.packets.rtcp.extended import ExtendedReport, OtherBlock, VoipMetrics
from probes.rtp.packets.rtcp.header import OtherPacket, RtcpType
from probes.rtp.packets.rtcp.reception import ReceiverReport, ReportBlock, SenderReport

u8, u16 = st.integers(0, 0xFF), st.integers(0, 0xFFFF)
u32, u64 = st.integers(0, 0xFFFFFFFF), st.integers(0, 2**64 - 1)
words = st.lists(st.binary(min_size=4, max_size=4), max_size=4).map(b"".join)

blocks = st.builds(
    ReportBlock,
    ssrc=u32,
    fraction_lost=u8,
    lost=st.integers(-(2**23), 2**23 - 1),
    highest=u32,
    jitter=u32,
    last_sender_report=u32,
    delay=u32,
)
block_lists = st.lists(blocks, max_size=31).map(tuple)
items = st.tuples(st.integers(1, 255), st.binary(max_size=30))
chunks = st.builds(Chunk, ssrc=u32, items=st.lists(items, max_size=4).map(tuple))
WIDTHS = {
    "ssrc": u32,
    "signal_level": st.integers(-128, 127),
    "noise_level": st.integers(-128, 127),
}
SIXTEEN = {
    "burst_duration",
    "gap_duration",
    "round_trip",
    "end_system_delay",
    "buffer_nominal",
    "buffer_maximum",
    "buffer_limit",
}
metrics = st.builds(
    VoipMetrics,
    **{
        field.name: WIDTHS.get(field.name, u16 if field.name in SIXTEEN else u8)
        for field in fields(VoipMetrics)
    },
)
other_blocks = st.builds(
    OtherBlock, type=u8.filter(lambda kind: kind != 7), specific=u8, body=words
)
packets = st.one_of(
    st.builds(ReceiverReport, ssrc=u32, blocks=block_lists),
    st.builds(
        SenderReport,
        ssrc=u32,
        ntp=u64,
        timestamp=u32,
        packets=u32,
        octets=u32,
        blocks=block_lists,
        extension=words,
    ),
    st.builds(SourceDescription, chunks=st.lists(chunks, max_size=5).map(tuple)),
    st.builds(
        ExtendedReport, ssrc=u32, blocks=st.lists(metrics | other_blocks, max_size=4).map(tuple)
    ),
    st.builds(
        OtherPacket,
        type=u8.filter(lambda kind: kind not in list(RtcpType)),
        count=st.integers(0, 31),
        body=words,
    ),
)

# By the figures of RFC 3550, 6.4.1, 6.5 and 6.6, and of RFC 3611, 2 and 4.7.
SENDER = (
    "81 c8 000c 11111111 eeacf5501f9add37 00000640 00000064 00003e80"
    "22222222 40 fffffe 00010007 00000010 f5501f9a 00008000"
)
DESCRIPTION = "81 ca 0003 11111111 01 04 6d636a31 00 00"  # CNAME "mcj1"
GOODBYE = "81 cb 0001 11111111"
EXTENDED = (
    "80 cf 000c 11111111"
    "05 00 0001 22222222"  # a block of another type: DLRR
    "07 00 0008 33333333"
    "0a 05 30 02 00c8 2710 0050 0078"
    "ec c4 7f 10 5d 7f 2a 29 b0 00 003c 0064 0078"
)
METRICS = VoipMetrics(
    ssrc=0x33333333,
    loss=10,
    discard=5,
    burst_density=48,
    gap_density=2,
    burst_duration=200,
    gap_duration=10_000,
    round_trip=80,
    end_system_delay=120,
    signal_level=-20,
    noise_level=-60,
    residual_echo_loss=127,
    gmin=16,
    r_factor=93,
    external_r_factor=127,
    mos_lq=42,
    mos_cq=41,
    configuration=0xB0,
    buffer_nominal=60,
    buffer_maximum=100,
    buffer_limit=120,
)
WHOLE = bytes.fromhex(SENDER + DESCRIPTION + GOODBYE + EXTENDED)
PARSED = (
    SenderReport(
        ssrc=0x11111111,
        ntp=0xEEACF5501F9ADD37,
        timestamp=1600,
        packets=100,
        octets=16_000,
        blocks=(ReportBlock(0x22222222, 64, -2, 65_543, 16, 0xF5501F9A, 32_768),),
    ),
    SourceDescription((Chunk(0x11111111, ((CNAME, b"mcj1"),)),)),
    OtherPacket(203, 1, bytes.fromhex("11111111")),
    ExtendedReport(0x11111111, (OtherBlock(5, 0, b'""""'), METRICS)),
)
STARTS = [0, 52, 68, 76, 128]


def test_a_compound_packet_is_what_the_rfcs_say() -> None:
    assert parse(WHOLE) == PARSED
    assert write(PARSED) == WHOLE


@given(st.lists(packets, min_size=1, max_size=4).map(tuple))
def test_a_compound_packet_survives_the_wire(whole: tuple[OtherPacket, ...]) -> None:
    assert parse(write(whole)) == whole


def test_a_compound_packet_cut_short_anywhere_is_a_packet_error() -> None:
    assert STARTS[-1] == len(WHOLE)
    for length in range(len(WHOLE)):
        if length in STARTS[1:]:
            assert parse(WHOLE[:length]) == PARSED[: STARTS.index(length)]
            continue
        with pytest.raises(PacketError):
            parse(WHOLE[:length])


@given(st.binary(max_size=200))
def test_any_bytes_are_rtcp_or_a_packet_error(data: bytes) -> None:
    try:
        found = parse(data)
    except PacketError:
        return
    assert found


@given(
    st.lists(packets, min_size=1, max_size=3).map(write),
    st.lists(st.tuples(st.integers(0, 10_000), u8), max_size=6),
)
def test_any_spoilt_rtcp_is_rtcp_or_a_packet_error(
    whole: bytes, spoilt: list[tuple[int, int]]
) -> None:
    data = bytearray(whole)
    for at, byte in spoilt:
        data[at % len(data)] = byte
    try:
        parse(bytes(data))
    except PacketError:
        return


def test_padding_of_the_last_packet_is_left_out() -> None:
    padded = bytes.fromhex("a1 cb 0003 11111111 00000000 00000008")
    assert parse(padded) == (OtherPacket(203, 1, bytes.fromhex("11111111")),)


@pytest.mark.parametrize(
    "data",
    [
        "a1cb0002 11111111 00000003",  # padding of no whole words
        "a1cb0002 11111111 00000000",
        "a1cb0002 11111111 0000000c",  # of more than there is
        "a0cb0000",
        "a1cb0002 11111111 00000004 80cb0000",  # not of the last packet
        "41cb0001 11111111",  # another version
        "81c90001 11111111",  # no block, and one is said to be there
        "81ca0002 11111111 01046d63",  # an item longer than the packet
        "81ca0002 11111111 01026d63",  # items without an end
        "81ca0002 11111111 61616101",
        "81ca0000",
        "80cf0000",
        "80cf0002 11111111 07000008",
        "80cf0003 11111111 07000001 22222222",  # VoIP metrics of a word
    ],
)
def test_what_contradicts_its_own_lengths_is_a_packet_error(data: str) -> None:
    with pytest.raises(PacketError):
        parse(bytes.fromhex(data.replace(" ", "")))


@pytest.mark.parametrize(
    "packet",
    [
        ReceiverReport(-1),
        ReceiverReport(1, extension=b"odd"),
        ReceiverReport(1, (ReportBlock(1, 256, 0, 0, 0, 0, 0),)),
        ReceiverReport(1, (ReportBlock(1, 0, 2**23, 0, 0, 0, 0),)),
        ReceiverReport(1, (ReportBlock(1, 0, 0, 2**32, 0, 0, 0),)),
        ReceiverReport(1, (ReportBlock(1, 0, 0, 0, 0, 0, 0),) * 32),
        SourceDescription((Chunk(2**32),)),
        SourceDescription((Chunk(1, ((0, b""),)),)),
        SourceDescription((Chunk(1, ((1, bytes(256)),)),)),
        SourceDescription((Chunk(1),) * 32),
        ExtendedReport(1, (OtherBlock(256, 0, b""),)),
        ExtendedReport(1, (OtherBlock(1, 0, b"odd"),)),
        OtherPacket(203, 32, b""),
        OtherPacket(256, 0, b""),
        OtherPacket(203, 0, bytes(4 * 65_536)),
    ],
)
def test_what_fits_into_no_packet_is_a_packet_error(packet: OtherPacket) -> None:
    with pytest.raises(PacketError):
        write([packet])


def test_no_bytes_are_a_packet_error() -> None:
    with pytest.raises(PacketError, match="no bytes"):
        parse(b"")
