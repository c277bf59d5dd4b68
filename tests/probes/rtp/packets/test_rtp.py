"""RTP and its header extension."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.rtp.packets.errors import PacketError
from probes.rtp.packets.rtp import (
    MARKER,
    Element,
    Extension,
    RtpPacket,
    is_rtcp,
    patch,
)

u16 = st.integers(0, 0xFFFF)
u32 = st.integers(0, 0xFFFFFFFF)
extensions = st.builds(
    lambda profile, words: Extension(profile, b"".join(words)),
    u16,
    st.lists(st.binary(min_size=4, max_size=4), max_size=8),
)
packets = st.builds(
    RtpPacket,
    payload_type=st.integers(0, 127),
    sequence=u16,
    timestamp=u32,
    ssrc=u32,
    payload=st.binary(max_size=60),
    marker=st.booleans(),
    csrcs=st.lists(u32, max_size=15).map(tuple),
    extension=st.none() | extensions,
    padding=st.integers(0, 255),
)

# By the table of RFC 3550, 5.1: V=2, P, X, CC=2; M and type 8; and so on.
WHOLE = bytes.fromhex(
    "b2 88 1234 00000fa0 deadbeef"  # header
    "00000001 00000002"  # CSRCs
    "bede 0002"  # extension: the one-byte form, two words
    "10 aa 00 21 bbcc 00 00"  # element 1 of a byte, padding, element 2 of two, padding
    "01020304 05"  # payload
    "000003"  # padding
)
PARSED = RtpPacket(
    payload_type=8,
    sequence=0x1234,
    timestamp=4000,
    ssrc=0xDEADBEEF,
    payload=b"\1\2\3\4\5",
    marker=True,
    csrcs=(1, 2),
    extension=Extension(0xBEDE, bytes.fromhex("10aa0021bbcc0000")),
    padding=3,
)


def test_a_packet_is_what_the_rfc_says() -> None:
    assert RtpPacket.parse(WHOLE) == PARSED
    assert bytes(PARSED) == WHOLE


@given(packets)
def test_a_packet_survives_the_wire(packet: RtpPacket) -> None:
    assert RtpPacket.parse(bytes(packet)) == packet


def test_a_packet_cut_short_anywhere_before_its_payload_is_a_packet_error() -> None:
    unpadded = bytes(RtpPacket(8, 1, 2, 3, b"", csrcs=(1, 2), extension=PARSED.extension))
    for length in range(len(unpadded)):
        with pytest.raises(PacketError, match="too few"):
            RtpPacket.parse(unpadded[:length])
    assert RtpPacket.parse(unpadded).payload == b""


def test_a_padded_packet_cut_short_anywhere_is_a_packet_error_or_another_packet() -> None:
    for length in range(len(WHOLE)):
        try:
            packet = RtpPacket.parse(WHOLE[:length])
        except PacketError:
            continue
        assert len(packet.payload) + packet.padding == length - 32


@given(st.binary(max_size=120))
def test_any_bytes_are_rtp_or_a_packet_error(data: bytes) -> None:
    try:
        packet = RtpPacket.parse(data)
    except PacketError:
        return
    again = bytes(packet)
    assert again[: len(data) - packet.padding] == data[: len(data) - packet.padding]
    assert len(again) == len(data)


@pytest.mark.parametrize("first", [0x00, 0x40, 0xC0])
def test_another_version_is_a_packet_error(first: int) -> None:
    with pytest.raises(PacketError, match="version"):
        RtpPacket.parse(bytes([first]) + WHOLE[1:])


@pytest.mark.parametrize("count", [0, 9, 255])
def test_padding_of_nothing_or_of_more_than_there_is_is_a_packet_error(count: int) -> None:
    with pytest.raises(PacketError, match="padding"):
        RtpPacket.parse(WHOLE[:-1] + bytes([count]))


@pytest.mark.parametrize(
    "packet",
    [
        RtpPacket(128, 0, 0, 0),
        RtpPacket(-1, 0, 0, 0),
        RtpPacket(0, 65_536, 0, 0),
        RtpPacket(0, 0, 2**32, 0),
        RtpPacket(0, 0, 0, -1),
        RtpPacket(0, 0, 0, 0, csrcs=(1,) * 16),
        RtpPacket(0, 0, 0, 0, csrcs=(2**32,)),
        RtpPacket(0, 0, 0, 0, padding=256),
        RtpPacket(0, 0, 0, 0, extension=Extension(0, b"odd")),
        RtpPacket(0, 0, 0, 0, extension=Extension(2**16, b"")),
    ],
)
def test_what_fits_into_no_packet_is_a_packet_error(packet: RtpPacket) -> None:
    with pytest.raises(PacketError):
        bytes(packet)


@given(packets, st.integers(0, 127), st.booleans(), st.integers(0, 2**20), st.integers(0, 2**40))
def test_patching_gives_what_building_anew_gives(
    packet: RtpPacket, kind: int, marker: bool, sequence: int, timestamp: int
) -> None:
    buffer = bytearray(bytes(packet))
    patch(buffer, kind | MARKER if marker else kind, sequence, timestamp)
    found = RtpPacket.parse(bytes(buffer))
    assert (found.payload_type, found.marker) == (kind, marker)
    assert (found.sequence, found.timestamp) == (sequence % 2**16, timestamp % 2**32)
    assert (found.ssrc, found.payload, found.csrcs) == (packet.ssrc, packet.payload, packet.csrcs)


# The example of RFC 8285, 4.2: three elements in the one-byte form.
ONE = bytes.fromhex("10aa 21bbcc 0000 33dddddddd 000000".replace(" ", ""))
TWO = bytes.fromhex("0100 0201bb 00 0304cccccccc".replace(" ", ""))


@pytest.mark.parametrize(
    ("profile", "data", "elements"),
    [
        (0xBEDE, ONE[:-1], [(1, "aa"), (2, "bbcc"), (3, "dddddddd")]),
        (0x1000, TWO, [(1, ""), (2, "bb"), (3, "cccccccc")]),
        (0x100F, TWO, [(1, ""), (2, "bb"), (3, "cccccccc")]),
        (0xBEDE, bytes.fromhex("10aaf0bb"), [(1, "aa")]),  # id 15 ends it
        (0xBEDE, bytes.fromhex("10aa05bb"), [(1, "aa")]),  # so does id 0 with a length
        (0xBEDE, b"", []),
        (0x1000, bytes(8), []),
        (0xABAC, ONE, []),  # another profile
    ],
)
def test_an_extension_holds_elements(
    profile: int, data: bytes, elements: list[tuple[int, str]]
) -> None:
    found = Extension(profile, data).elements
    assert [(each.id, each.data.hex()) for each in found] == elements


@pytest.mark.parametrize(
    ("profile", "data"),
    [
        (0xBEDE, bytes.fromhex("0000001f")),
        (0xBEDE, bytes.fromhex("13aabbcc")),
        (0x1000, bytes.fromhex("00000001")),
        (0x1000, bytes.fromhex("0104aabb")),
    ],
)
def test_an_element_longer_than_its_extension_is_a_packet_error(profile: int, data: bytes) -> None:
    with pytest.raises(PacketError, match="element"):
        _ = Extension(profile, data).elements


one_byte = st.builds(Element, id=st.integers(1, 14), data=st.binary(min_size=1, max_size=16))
two_byte = st.builds(Element, id=st.integers(1, 255), data=st.binary(max_size=255))


@given(st.lists(one_byte, max_size=6), st.lists(two_byte, max_size=6))
def test_elements_survive_either_form(short: list[Element], long: list[Element]) -> None:
    assert Extension.one_byte(*short).elements == tuple(short)
    assert Extension.two_byte(*long).elements == tuple(long)
    packet = RtpPacket(0, 0, 0, 0, extension=Extension.two_byte(*long))
    assert RtpPacket.parse(bytes(packet)) == packet


@pytest.mark.parametrize("element", [Element(0, b"a"), Element(15, b"a"), Element(1, b"")])
def test_what_does_not_fit_the_one_byte_form_is_a_packet_error(element: Element) -> None:
    with pytest.raises(PacketError):
        Extension.one_byte(element)


@pytest.mark.parametrize("element", [Element(0, b"a"), Element(256, b"a"), Element(1, bytes(256))])
def test_what_does_not_fit_the_two_byte_form_is_a_packet_error(element: Element) -> None:
    with pytest.raises(PacketError):
        Extension.two_byte(element)


@given(st.integers(0, 0xFFFF), st.binary(max_size=80))
def test_any_extension_holds_elements_or_is_a_packet_error(profile: int, data: bytes) -> None:
    for each in (profile, 0xBEDE, 0x1000):
        try:
            elements = Extension(each, data).elements
        except PacketError:
            continue
        assert sum(len(e.data) for e in elements) <= len(data)


@pytest.mark.parametrize(
    ("data", "rtcp"),
    [
        ("80c8", True),
        ("81c9", True),
        ("80cf", True),
        ("80c0", True),
        ("80df", True),
        ("8000", False),
        ("8080", False),  # type 0 with the marker
        ("80bf", False),
        ("80e0", False),
        ("40c8", False),
        ("80", False),
        ("", False),
    ],
)
def test_rtcp_is_told_by_its_type(data: str, *, rtcp: bool) -> None:
    assert is_rtcp(bytes.fromhex(data)) is rtcp
