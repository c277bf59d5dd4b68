"""Bytes ↔ dataclasses, without a socket."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.model.snmp import Oid
from probes.snmp.ber import (
    MOST_ARC,
    header,
    read_integer,
    read_oid,
    read_unsigned,
    tlv,
    write_integer,
    write_oid,
)
from probes.snmp.packet import (
    Binding,
    Message,
    PacketError,
    Pdu,
    PduType,
    Tag,
    TrapV1Pdu,
    peek_version,
)

i32 = st.integers(-(2**31), 2**31 - 1)
u32 = st.integers(0, 2**32 - 1)
arcs = st.lists(st.integers(0, MOST_ARC), max_size=20)
oids = st.one_of(
    st.tuples(st.integers(0, 1), st.integers(0, 39), arcs),
    st.tuples(st.just(2), st.integers(0, MOST_ARC - 80), arcs),
).map(lambda parts: Oid(".".join(map(str, (*parts[:2], *parts[2])))))
EMPTY_TAGS = (Tag.NULL, Tag.NO_SUCH_OBJECT, Tag.NO_SUCH_INSTANCE, Tag.END_OF_MIB_VIEW)
bindings = st.one_of(
    st.builds(Binding, oids, st.just(Tag.INTEGER), i32),
    st.builds(Binding, oids, st.sampled_from((Tag.OCTETS, Tag.OPAQUE)), st.binary(max_size=300)),
    st.builds(Binding, oids, st.just(Tag.OID), oids),
    st.builds(Binding, oids, st.just(Tag.IP_ADDRESS), st.binary(min_size=4, max_size=4)),
    st.builds(Binding, oids, st.sampled_from((Tag.COUNTER32, Tag.GAUGE32, Tag.TIME_TICKS)), u32),
    st.builds(Binding, oids, st.just(Tag.COUNTER64), st.integers(0, 2**64 - 1)),
    st.builds(Binding, oids, st.sampled_from(EMPTY_TAGS), st.none()),
)
some = st.lists(bindings, max_size=8).map(tuple)
pdus = st.one_of(
    st.builds(
        Pdu,
        st.sampled_from([kind for kind in PduType if kind != PduType.TRAP_V1]),
        *[i32] * 3,
        some,
    ),
    st.builds(
        TrapV1Pdu, oids, st.binary(min_size=4, max_size=4), st.integers(0, 6), i32, u32, some
    ),
)
messages = st.builds(Message, st.integers(0, 1), st.binary(max_size=40), pdus)

# snmpget -v2c -c public 127.0.0.1 1.3.6.1.2.1.1.1.0, of net-snmp 5.9.3, as captured.
CAPTURED = bytes.fromhex(
    "302902010104067075626c6963a01c02045294d370020100020100300e300c06082b060102010101000500"
)


@given(messages)
def test_a_message_survives_the_wire(message: Message) -> None:
    assert Message.parse(bytes(message)) == message


@given(messages, st.binary(max_size=20))
def test_bytes_after_a_message_are_ignored(message: Message, trailing: bytes) -> None:
    assert Message.parse(bytes(message) + trailing) == message


@given(messages)
def test_a_message_cut_short_anywhere_is_a_packet_error(message: Message) -> None:
    whole = bytes(message)
    for length in range(len(whole)):
        with pytest.raises(PacketError):
            Message.parse(whole[:length])


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_a_packet_error(data: bytes) -> None:
    _parses_or_not(data)
    peek_version(data)


@given(messages, st.data())
def test_flipped_bits_are_a_message_or_a_packet_error(
    message: Message, data: st.DataObject
) -> None:
    flipped = bytearray(bytes(message))
    for bit in data.draw(st.lists(st.integers(0, len(flipped) * 8 - 1), min_size=1, max_size=4)):
        flipped[bit // 8] ^= 1 << bit % 8
    _parses_or_not(bytes(flipped))


def _parses_or_not(data: bytes) -> None:
    try:
        found = Message.parse(data)
    except PacketError:
        return
    assert Message.parse(bytes(found)) == found


def test_a_captured_request_is_read_and_written_alike() -> None:
    name = Binding("1.3.6.1.2.1.1.1.0")
    message = Message(1, b"public", Pdu(PduType.GET, 0x5294D370, 0, 0, (name,)))
    assert Message.parse(CAPTURED) == message
    assert bytes(message) == CAPTURED


def test_deep_nesting_costs_no_recursion() -> None:
    data = b""
    for _ in range(5000):
        data = tlv(0x30, data)
    with pytest.raises(PacketError):
        Message.parse(data)


def test_a_community_is_not_shown() -> None:
    message = Message(1, b"s3cret", Pdu(PduType.GET, 1))
    assert "s3cret" not in repr(message)


@pytest.mark.parametrize(
    ("data", "version"),
    [
        (CAPTURED, 1),
        (bytes(Message(0, b"", Pdu(PduType.GET, 1))), 0),
        (bytes.fromhex("3003020103"), 3),
        (b"", None),
        (b"\x30\x82", None),
        (b"GET / HTTP/1.1\r\n", None),
    ],
)
def test_a_version_is_told_without_reading_the_rest(data: bytes, version: int | None) -> None:
    assert peek_version(data) == version


@pytest.mark.parametrize(
    ("content", "value"),
    [("00", 0), ("ff", -1), ("00ff", 255), ("ff7f", -129), ("000000000000000001", 1)],
)
def test_integers_are_read_with_needless_leading_bytes(content: str, value: int) -> None:
    assert read_integer(bytes.fromhex(content)) == value


@pytest.mark.parametrize("content", ["", "01" * 9, "00" * 10])
def test_integers_of_no_or_too_many_bytes_are_packet_errors(content: str) -> None:
    with pytest.raises(PacketError):
        read_integer(bytes.fromhex(content))


@pytest.mark.parametrize(
    ("content", "bits", "value"),
    [
        ("c8", 32, 200),
        ("00c8", 32, 200),
        ("ffffffff", 32, 2**32 - 1),
        ("00ffffffff", 32, 2**32 - 1),
        ("ffffffffffffffff", 64, 2**64 - 1),
        ("00ffffffffffffffff", 64, 2**64 - 1),
    ],
)
def test_counters_are_never_negative(content: str, bits: int, value: int) -> None:
    assert read_unsigned(bytes.fromhex(content), bits) == value


@pytest.mark.parametrize(("content", "bits"), [("", 32), ("0100000000", 32), ("01" * 9, 64)])
def test_counters_out_of_range_are_packet_errors(content: str, bits: int) -> None:
    with pytest.raises(PacketError):
        read_unsigned(bytes.fromhex(content), bits)


@pytest.mark.parametrize(
    ("value", "encoded"),
    [(0, "020100"), (127, "02017f"), (128, "02020080"), (-128, "020180"), (-129, "0202ff7f")],
)
def test_integers_are_written_in_as_few_bytes_as_it_takes(value: int, encoded: str) -> None:
    assert write_integer(value).hex() == encoded


@given(oids)
def test_an_oid_survives_the_wire(oid: str) -> None:
    assert read_oid(write_oid(oid)) == oid


@pytest.mark.parametrize(
    ("content", "oid"),
    [("", "0.0"), ("2b06", "1.3.6"), ("883703", "2.999.3"), ("2b8fffffff7f", "1.3.4294967295")],
)
def test_oids_are_read_as_net_snmp_reads_them(content: str, oid: str) -> None:
    assert read_oid(bytes.fromhex(content)) == oid


@pytest.mark.parametrize("content", ["2b86", "2b9080808000", "2b" + "01" * 127, "81" * 600])
def test_oids_that_are_none_are_packet_errors(content: str) -> None:
    with pytest.raises(PacketError):
        read_oid(bytes.fromhex(content))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        ".1.3",
        "1.3.",
        "3.1",
        "1.40",
        "1.3.-1",
        "1.3.4294967296",
        "1.3.x",
        "1.3.٣",
        "1.3. 6",
    ],
)
def test_text_that_is_no_oid_is_a_packet_error(text: str) -> None:
    with pytest.raises(PacketError):
        write_oid(text)


@pytest.mark.parametrize("size", [0, 1, 0x7F, 0x80, 0xFF, 0x100, 0xFFFF, 0x10000])
def test_lengths_of_any_size_are_read_back(size: int) -> None:
    data = tlv(0x04, bytes(size))
    assert header(data, 0, len(data)) == (0x04, len(data) - size, len(data))


@pytest.mark.parametrize("length", ["80", "ff", "85" + "00" * 5, "84ffffffff", "82"])
def test_indefinite_and_endless_lengths_are_packet_errors(length: str) -> None:
    data = b"\x04" + bytes.fromhex(length)
    with pytest.raises(PacketError):
        header(data, 0, len(data))


def test_long_forms_of_short_lengths_are_read() -> None:
    name = _long(0x06, write_oid("1.3.6.1.2.1.1.1.0"))
    binding = _long(0x30, name + _long(0x04, b"hello"))
    pdu = _long(0xA2, write_integer(1) + write_integer(0) * 2 + _long(0x30, binding))
    message = Message.parse(_long(0x30, write_integer(1) + _long(0x04, b"abc") + pdu))
    assert message.pdu == Pdu(
        PduType.RESPONSE, 1, 0, 0, (Binding("1.3.6.1.2.1.1.1.0", Tag.OCTETS, b"hello"),)
    )


def _long(tag: int, content: bytes) -> bytes:
    """As some agents write: the length in four bytes whatever it is."""
    return bytes((tag, 0x84)) + len(content).to_bytes(4, "big") + content


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        (Tag.INTEGER, b"1"),
        (Tag.INTEGER, None),
        (Tag.OCTETS, 1),
        (Tag.IP_ADDRESS, b"123"),
        (Tag.COUNTER32, -1),
        (Tag.COUNTER32, 2**32),
        (Tag.COUNTER64, 2**64),
        (Tag.NULL, 0),
        (Tag.OID, Oid("nonsense")),
    ],
)
def test_a_value_that_does_not_suit_its_tag_is_not_written(
    tag: Tag, value: int | bytes | Oid | None
) -> None:
    with pytest.raises(PacketError):
        bytes(Message(1, b"", Pdu(PduType.RESPONSE, 1, 0, 0, (Binding("1.3", tag, value),))))


@pytest.mark.parametrize("tag", [0x00, 0x03, 0x24, 0x30, 0x45, 0x47, 0x83, 0xFF])
def test_unknown_types_are_packet_errors(tag: int) -> None:
    data = bytes(Message(1, b"", Pdu(PduType.RESPONSE, 1, 0, 0, (Binding("1.3"),))))
    assert data[-2:] == b"\x05\x00"
    with pytest.raises(PacketError):
        Message.parse(data[:-2] + bytes((tag, 0)))
