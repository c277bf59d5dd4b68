"""What gufo_snmp makes of replies, well-formed and not, of every type: no agent, no key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from gufo.snmp._fast import GetIter

from monitord.model.snmp import Oid, Value
from probes.snmp.ber import NULL, OCTETS, OID, SEQUENCE, tlv, write_integer, write_oid
from probes.snmp.packet import PduType
from probes.snmp.user.codec import (
    ABSENT,
    MALFORMED,
    UNAUTHORIZED,
    Failure,
    Relay,
    Reply,
    UserCodec,
)
from probes.snmp.user.message import UserMessage
from probes.snmp.user.poll import ColumnWalk, read_value

ENGINE = bytes.fromhex("80001f8880c0ffee")
NAME = "1.3.6.1.4.1.1.0"


@pytest.fixture
def codec() -> Iterator[UserCodec]:
    """One that has discovered an agent, with a user without keys."""
    relay = Relay()
    made = UserCodec(relay)
    made.encode(lambda gufo: gufo.send_refresh())
    yield made
    relay.close()


def request_id(request: bytes) -> int:
    """The request id of a plain request."""
    message = UserMessage.parse(request)
    assert message.plain is not None
    start = message.plain[0] + 2
    return int.from_bytes(request[start + 2 : start + 2 + request[start + 1]], "big", signed=True)


def reply_to(request: bytes, bindings: bytes, status: int = 0) -> bytes:
    """A reply without keys that has these bindings."""
    ident = UserMessage.parse(request).ident
    pdu = write_integer(request_id(request)) + write_integer(status) + write_integer(0)
    scoped = tlv(OCTETS, ENGINE) + tlv(OCTETS, b"")
    scoped += tlv(PduType.RESPONSE, pdu + tlv(SEQUENCE, bindings))
    head = write_integer(ident) + write_integer(1400) + tlv(OCTETS, b"\0") + write_integer(3)
    usm = tlv(OCTETS, ENGINE) + write_integer(1) + write_integer(100) + tlv(OCTETS, b"") * 3
    security = tlv(OCTETS, tlv(SEQUENCE, usm))
    return tlv(SEQUENCE, write_integer(3) + tlv(SEQUENCE, head) + security + tlv(SEQUENCE, scoped))


def binding(value: bytes) -> bytes:
    """One with NAME, and this value with tag and length."""
    return tlv(SEQUENCE, tlv(OID, write_oid(NAME)) + value)


def got(codec: UserCodec, bindings: bytes, status: int = 0) -> Reply | Failure:
    """What a GET of NAME brings when these are the bindings of its reply."""
    request = codec.encode(lambda gufo: gufo.send_get(NAME))
    return codec.decode(lambda gufo: gufo.recv_get(), reply_to(request, bindings, status))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("020100", 0),
        ("0201ff", -1),
        ("02047fffffff", 2**31 - 1),
        ("020480000000", -(2**31)),
        ("0400", b""),
        ("0403ff0041", b"\xff\x00A"),
        ("06042b060102", Oid("1.3.6.1.2")),
        ("0602 2b06", Oid("1.3.6")),
        ("0601 00", Oid("0.0")),
        ("4004c0000201", b"\xc0\0\2\1"),
        ("410500ffffffff", 2**32 - 1),
        ("4104ffffffff", 2**32 - 1),
        ("420500fffffffe", 2**32 - 2),
        ("430412345678", 0x12345678),
        ("460900ffffffffffffffff", 2**64 - 1),
        ("4608ffffffffffffffff", 2**64 - 1),
        ("4403010203", b"\1\2\3"),
    ],
)
def test_values_of_every_type(codec: UserCodec, value: str, expected: Value) -> None:
    found = read_value(got(codec, binding(bytes.fromhex(value))))
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize("tag", [0x80, 0x81])
def test_a_panic_of_gufo_snmp_is_malformed(codec: UserCodec, tag: int) -> None:
    """An exception in the reply to a GETNEXT, where RFC 3416 has none but endOfMibView."""
    at = GetIter("1.3.6.1.4.1")
    request = codec.encode(lambda gufo: gufo.send_get_next(at))
    reply = reply_to(request, binding(bytes((tag, 0))))
    assert codec.decode(lambda gufo: gufo.recv_get_next(at), reply) is MALFORMED
    assert got(codec, binding(b"\x02\x01\x2a")) == 42


@pytest.mark.parametrize("start", ["1.3.6.1.4.1.1.0", "1.3.6.1.4.1.1"])
def test_a_table_that_begins_with_itself_does_not_end(codec: UserCodec, start: str) -> None:
    """An agent that goes on at the OID that was asked for, without an index (RFC 3416, 4.2.2)."""
    at = GetIter(start, 10)
    request = codec.encode(lambda gufo: gufo.send_get_bulk(at))
    rows = codec.decode(
        lambda gufo: gufo.recv_get_bulk(at), reply_to(request, binding(b"\x02\x01\x2a") * 2)
    )
    assert isinstance(rows, list)
    assert not ColumnWalk(start, 10).take(rows)


def test_a_codec_leaves_nothing_to_another() -> None:
    relay = Relay()
    first, second = UserCodec(relay), UserCodec(relay)
    first.encode(lambda gufo: gufo.send_refresh())
    asked = second.encode(lambda gufo: gufo.send_get(NAME))
    own = reply_to(asked, binding(b"\x02\x01\x2a"))
    assert first.decode(lambda gufo: gufo.recv_get(), own) is MALFORMED
    assert second.decode(lambda gufo: gufo.recv_get(), own) == 42
    relay.close()
    with pytest.raises(OSError, match="refused"):
        second.encode(lambda gufo: gufo.send_get(NAME))


@pytest.mark.parametrize("tag", [0x80, 0x81, 0x82])
def test_what_is_not_there(codec: UserCodec, tag: int) -> None:
    assert got(codec, binding(bytes((tag, 0)))) is ABSENT


def test_an_error_is_no_value(codec: UserCodec) -> None:
    assert got(codec, binding(bytes((NULL, 0))), status=5) is None
    assert got(codec, b"", status=1) is None
    assert got(codec, binding(bytes((NULL, 0))), status=16) is UNAUTHORIZED


@pytest.mark.parametrize(
    "bindings",
    [
        b"\x30\x00",  # a binding without a name: gufo_snmp's Rust panics
        b"\x30\x02\x06\x00",
        b"\x30\x05\x06\x01\x2b\x02\x7f",
        b"\x30\x05\x06\x03\x2b\x06\x01",
        binding(b"\x02\x7f\x01"),
        binding(b"\x99\x01\x01"),
        binding(b"\x02\x01\x01") * 2,
        b"\xff" * 40,
    ],
    ids=lambda bindings: bindings[:8].hex(),
)
def test_a_broken_reply_is_malformed_and_the_next_is_read(
    codec: UserCodec, bindings: bytes
) -> None:
    found = got(codec, bindings)
    assert found is MALFORMED or found is None
    assert got(codec, binding(b"\x02\x01\x2a")) == 42


def test_a_reply_to_another_request_is_malformed(codec: UserCodec) -> None:
    old = codec.encode(lambda gufo: gufo.send_get(NAME))
    codec.encode(lambda gufo: gufo.send_get(NAME))
    late = reply_to(old, binding(b"\x02\x01\x2a"))
    assert codec.decode(lambda gufo: gufo.recv_get(), late) is MALFORMED
