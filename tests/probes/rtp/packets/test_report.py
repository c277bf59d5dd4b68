"""What our reflector reports."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.rtp.packets import report
from probes.rtp.packets.errors import PacketError
from probes.rtp.packets.report import Answer, Report, answer, place, report_of, room
from probes.rtp.packets.rtp import Element, Extension, RtpPacket
from probes.rtp.packets.times import to_ntp

KEY = b"a key of some length"
u16 = st.integers(0, 0xFFFF)
u32 = st.integers(0, 0xFFFFFFFF)
u64 = st.integers(0, 2**64 - 1)
reports = st.builds(
    Report,
    flags=st.integers(0, 255).map(lambda flags: flags & ~report.AUTHENTICATED),
    error=u16,
    sequence=u32,
    t2=u64,
    t3=u64,
) | st.builds(
    Report,
    flags=st.integers(0, 255).map(lambda flags: flags | report.AUTHENTICATED),
    hmac=st.binary(min_size=16, max_size=16),
)

# By the tables of RFC 3550, 5.1, RFC 8285, 4.3, and of `report` itself.
FILLED = bytes.fromhex(
    "90 00 0007 00000640 cafef00d"  # V=2, X; type 0; sequence 7; time 1600; SSRC
    "1000 000b"  # the two-byte form, eleven words
    "01 28"  # element 1 of 40 bytes
    "01 e0 8105 00000009"  # version 1; reflected, synchronised, signed; error; number 9
    "eeacf5501f9add37"  # T2: 2026-11-22 05:00:00.123456789
    "eeacf55023000000"  # T3
    "1a8d1b1e5a5c0f0e1a8d1b1e5a5c0f0e"  # an HMAC, not of this packet
    "0000"  # padding of the extension
    "d5d5d5d5"
)


def signed_packet(payload: bytes = b"\xd5" * 100) -> bytearray:
    packet = bytearray(
        bytes(RtpPacket(0, 7, 1600, 0xCAFEF00D, payload, extension=room(signed=True)))
    )
    report.sign(packet, report.AT, KEY)
    return packet


def test_a_report_is_where_and_what_its_table_says() -> None:
    packet = RtpPacket.parse(FILLED)
    assert (packet.sequence, packet.payload) == (7, b"\xd5" * 4)
    found = report_of(packet)
    assert found is not None
    assert found == Report(
        flags=report.REFLECTED | report.SYNCHRONISED | report.AUTHENTICATED,
        error=0x8105,
        sequence=9,
        t2=to_ntp(1_795_323_600_123_456_789),
        t3=0xEEACF55023000000,
        hmac=bytes.fromhex("1a8d1b1e5a5c0f0e" * 2),
    )
    assert (found.reflected, found.synchronised) == (True, True)
    whole = RtpPacket(0, 7, 1600, 0xCAFEF00D, b"\xd5" * 4, extension=found.extension)
    assert bytes(whole) == FILLED


@given(reports)
def test_a_report_survives_the_wire(found: Report) -> None:
    packet = RtpPacket(0, 1, 2, 3, b"media", extension=found.extension)
    assert report_of(RtpPacket.parse(bytes(packet))) == found
    assert place(bytes(packet)) == report.AT


@pytest.mark.parametrize(
    ("signed", "headers"), [(False, report.PLAIN_HEADERS), (True, report.SIGNED_HEADERS)]
)
def test_the_room_for_a_report_takes_as_many_bytes_as_is_said(
    *, signed: bool, headers: int
) -> None:
    packet = bytes(RtpPacket(0, 0, 0, 0, extension=room(signed=signed)))
    assert len(packet) == headers
    assert place(packet) == report.AT
    assert report.is_signed(packet, report.AT) is signed
    empty = report_of(RtpPacket.parse(packet))
    assert empty is not None
    assert not empty.reflected


@pytest.mark.parametrize("signed", [False, True])
def test_a_packet_cut_short_anywhere_in_its_headers_has_no_report(*, signed: bool) -> None:
    whole = bytes(RtpPacket(0, 0, 0, 0, b"media", extension=room(signed=signed)))
    headers = report.SIGNED_HEADERS if signed else report.PLAIN_HEADERS
    for length in range(headers):
        assert place(whole[:length]) is None
        assert answer(whole[:length]) is None
    assert place(whole[:headers]) == report.AT


@given(st.binary(max_size=100), st.integers(0, 60), st.binary(max_size=60))
def test_any_bytes_have_a_report_or_none(data: bytes, cut: int, rest: bytes) -> None:
    for each in (data, FILLED[:cut] + data, FILLED[:cut] + rest + FILLED[cut + len(rest) :]):
        at = place(each)
        if at is None:
            assert answer(each) is None
            continue
        size = report.SIGNED if report.is_signed(each, at) else report.PLAIN
        assert bytes(Report.parse(each[at : at + size])) == each[at : at + size]
        report.is_genuine(each, at, KEY)


def test_a_report_after_csrcs_is_found() -> None:
    packet = RtpPacket(0, 1, 2, 3, b"media", csrcs=(4, 5), extension=room(signed=False))
    assert place(bytes(packet)) == report.AT + 8
    assert answer(bytes(packet)) is None


@pytest.mark.parametrize(
    "extension",
    [
        None,
        Extension.one_byte(Element(1, b"a")),
        Extension.two_byte(Element(2, bytes(24))),
        Extension.two_byte(Element(1, bytes(24))),  # version 0
        Extension.two_byte(Element(1, b"\1" + bytes(22))),
        Extension.two_byte(Element(1, b"\1\x20" + bytes(22))),  # signed, and no room for that
        Extension.two_byte(Element(1, b"\1\0" + bytes(38))),  # room, and not signed
    ],
)
def test_an_extension_of_others_is_no_report(extension: Extension | None) -> None:
    assert place(bytes(RtpPacket(0, 0, 0, 0, bytes(200), extension=extension))) is None


@pytest.mark.parametrize("length", [0, 1, 23, 25, 39, 41])
def test_a_report_of_another_length_is_a_packet_error(length: int) -> None:
    with pytest.raises(PacketError, match="no report"):
        Report.parse(bytes([1]) + bytes(max(length - 1, 0)) if length else b"")


def test_a_report_that_contradicts_itself_is_a_packet_error() -> None:
    with pytest.raises(PacketError, match="contradicts"):
        Report.parse(b"\1\x20" + bytes(22))


def test_a_number_that_does_not_fit_is_a_packet_error() -> None:
    with pytest.raises(PacketError, match="field"):
        bytes(Report(sequence=2**32))


@given(st.booleans(), st.integers(0, 2**33), u64, u64, u16, st.booleans())
def test_a_reflector_fills_in_what_a_sender_reads(
    signed: bool,
    sequence: int,
    t2: int,
    t3: int,
    error: int,
    synchronised: bool,
) -> None:
    packet = bytearray(
        bytes(RtpPacket(96, 5, 6, 7, b"media", marker=True, extension=room(signed=signed)))
    )
    before = bytes(packet)
    report.fill(packet, report.AT, sequence, t2, t3, error, synchronised=synchronised)
    flags = (
        report.REFLECTED
        | (report.AUTHENTICATED if signed else 0)
        | (report.SYNCHRONISED if synchronised else 0)
    )
    assert answer(bytes(packet)) == Answer(
        0x80 | 96, 5, 6, 7, flags, error, sequence % 2**32, t2, t3
    )
    assert len(packet) == len(before)
    assert packet[: report.AT] == before[: report.AT]
    assert packet[report.AT + report.PLAIN :] == before[report.AT + report.PLAIN :]


def test_the_hmac_is_over_the_whole_datagram_with_itself_zero() -> None:
    packet = signed_packet()
    start = report.AT + report.HMAC_AT
    blank = packet[:start] + bytes(16) + packet[start + 16 :]
    assert packet[start : start + 16] == hmac.new(KEY, blank, hashlib.sha256).digest()[:16]
    assert report.is_genuine(packet, report.AT, KEY)
    assert report.is_genuine(bytes(packet), report.AT, KEY)
    assert not report.is_genuine(packet, report.AT, b"another key")


def test_every_bit_of_a_datagram_is_under_its_hmac() -> None:
    packet = signed_packet(b"media")
    for bit in range(8 * len(packet)):
        forged = bytearray(packet)
        forged[bit // 8] ^= 1 << bit % 8
        assert place(forged) is None or not report.is_genuine(forged, report.AT, KEY)


def test_a_signed_request_is_no_reply_and_is_signed_anew_as_one() -> None:
    packet = signed_packet()
    assert answer(bytes(packet)) is None
    report.fill(packet, report.AT, 1, 2, 3, 4, synchronised=False)
    assert not report.is_genuine(packet, report.AT, KEY)
    report.sign(packet, report.AT, KEY)
    assert report.is_genuine(packet, report.AT, KEY)
    assert answer(bytes(packet)) is not None


def test_what_is_not_signed_is_not_genuine() -> None:
    packet = bytes(RtpPacket(0, 0, 0, 0, b"media", extension=room(signed=False)))
    assert not report.is_genuine(packet, report.AT, KEY)
