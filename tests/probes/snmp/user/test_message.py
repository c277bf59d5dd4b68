"""The outside of version 3 messages, and keys: RFC 3414's examples, a real Report, random bytes."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.model.snmp import SnmpLogin
from probes.snmp.ber import PacketError
from probes.snmp.user.keys import check, derive, weaknesses
from probes.snmp.user.message import UserMessage

REPORT = bytes.fromhex(
    "30710201033011020464713d5e020300ffe30401000201030421301f041180001f88805aa947"
    "2dc10d036b000000000201010201170400040004003036041180001f88805aa9472dc10d036b"
    "000000000400a81f02040a7697120201000201003011300f060a2b060106030f010104004101"
    "02"
)
"""What net-snmp answers to a discovery."""
MAPLE = bytes(11) + b"\x02"
"""The engine id of RFC 3414, A.3."""


def test_the_parts_of_a_message() -> None:
    message = UserMessage.parse(REPORT)
    assert message.engine_boots == 1
    assert message.engine_id.hex() == "80001f88805aa9472dc10d036b00000000"
    assert message.ident == 0x64713D5E
    assert message.flags == 0
    assert message.report == "unknownEngineIDs"
    assert not message.signed_by("sha1", bytes(20))
    message.check()


def test_a_message_cut_anywhere_is_none() -> None:
    for size in range(len(REPORT)):
        with pytest.raises(PacketError):
            UserMessage.parse(REPORT[:size])


@given(st.binary(max_size=300))
def test_random_bytes_are_a_message_or_an_error(data: bytes) -> None:
    with suppress(PacketError):
        UserMessage.parse(data)


@given(at=st.integers(0, len(REPORT) - 1), byte=st.integers(0, 255))
def test_a_changed_byte_raises_nothing_else(at: int, byte: int) -> None:
    data = bytearray(REPORT)
    data[at] = byte
    with suppress(PacketError):
        message = UserMessage.parse(bytes(data))
        message.check()
        message.signed_by("sha256", bytes(32))


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [
        ("md5", "526f5eed9fcce26f8964c2930787d82b"),
        ("sha1", "6695febc9288e36282235fc7151f128497b38f3f"),
    ],
)
def test_the_keys_of_rfc_3414(algorithm: str, key: str) -> None:
    login = SnmpLogin("c", "3", user="u", auth=(algorithm, b"maplesyrup"))
    assert derive(login).localized(MAPLE).hex() == key


@pytest.mark.parametrize(
    ("auth", "priv", "ways"),
    [
        ("md5", "aes128", 1),
        ("md5", "aes192", 2),
        ("sha1", "aes256", 2),
        ("sha224", "aes192", 1),
        ("sha224", "aes256", 2),
        ("sha256", "aes256", 1),
        ("sha512", "des", 1),
    ],
)
def test_a_short_digest_has_two_ways_to_a_long_key(auth: str, priv: str, ways: int) -> None:
    login = SnmpLogin("c", "3", user="u", auth=(auth, b"x" * 8), priv=(priv, b"y" * 8))
    check(login)
    assert len(derive(login).variants) == ways


def test_what_is_weak() -> None:
    strong = SnmpLogin("c", "3", user="u", auth=("sha256", b"x" * 8), priv=("aes128", b"y" * 8))
    weak = SnmpLogin("c", "3", user="u", auth=("md5", b"x" * 8), priv=("des", b"y" * 8))
    assert weaknesses(strong) == []
    assert weaknesses(weak) == ["signs with MD5", "encrypts with DES"]
