"""What may follow a base packet of STAMP."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.rtp.packets import tlv
from probes.rtp.packets.errors import PacketError
from probes.rtp.packets.tlv import Chain, ClassOfService, Tlv, reflect

KEY = b"k" * 32
ASKED, OWN = 7, 9
EF = 46

tlvs = st.builds(
    Tlv,
    type=st.integers(0, 255),
    value=st.binary(max_size=20),
    flags=st.integers(0, 255),
)
chains = st.builds(Chain, tlvs=st.lists(tlvs, max_size=5).map(tuple), rest=st.binary(max_size=3))

PADDING = "80 01 0003 aabbcc"
SERVICE = "80 04 0004 b800 0000"  # DSCP1 46
LOCATION = "80 02 0004 00000000"
HOLED = "80 04 0003 b80000"  # a class of service of three bytes
LONG = "80 01 0009 aa"  # padding of nine bytes, of which one is there


def chain_of(*texts: str) -> bytes:
    return bytes.fromhex("".join(texts).replace(" ", ""))


def test_a_tlv_is_flags_type_length_and_value() -> None:
    chain = Chain.parse(chain_of(PADDING, SERVICE))
    assert chain == Chain((Tlv(1, b"\xaa\xbb\xcc"), Tlv(4, bytes(ClassOfService(EF)))))
    assert bytes(chain) == chain_of(PADDING, SERVICE)


@given(chains)
def test_a_chain_survives_the_wire(chain: Chain) -> None:
    assert Chain.parse(bytes(chain)) == chain


@given(st.binary(max_size=120))
def test_nothing_of_any_bytes_is_lost(data: bytes) -> None:
    assert bytes(Chain.parse(data)) == data


def test_a_chain_cut_short_anywhere_keeps_what_is_whole() -> None:
    whole = chain_of(PADDING, SERVICE)
    for length in range(len(whole)):
        chain = Chain.parse(whole[:length])
        assert len(chain.tlvs) == (0 if length < 7 else 1)
        assert bytes(chain) == whole[:length]


def test_of_thousands_of_tlvs_no_more_are_read_than_there_may_be() -> None:
    many = chain_of("80 02 0000") * 2_293
    chain = Chain.parse(many)
    assert len(chain.tlvs) == tlv.MOST
    assert bytes(chain) == many
    answered = reflect(many, tos=0)
    assert len(answered) == len(many)
    assert answered[4 * tlv.MOST] == tlv.MALFORMED
    assert answered[4 * tlv.MOST + 1 :] == many[4 * tlv.MOST + 1 :]


def test_a_value_too_long_is_a_packet_error() -> None:
    with pytest.raises(PacketError, match="TLV"):
        bytes(Tlv(1, bytes(65_536)))


@pytest.mark.parametrize(("size", "total"), [(0, 4), (4, 4), (5, 5), (100, 100)])
def test_extra_padding_makes_a_packet_so_much_longer(size: int, total: int) -> None:
    padding = tlv.extra_padding(size)
    assert len(bytes(padding)) == total
    assert bytes(padding)[:2] == b"\x80\x01"


@pytest.mark.parametrize(
    ("value", "service"),
    [
        ("b8000000", ClassOfService(46)),
        ("0ba00000", ClassOfService(2, 58)),
        ("000c0000", ClassOfService(0, 0, 3)),
        ("00010000", ClassOfService(0, 0, 0, 1)),
        ("fffd0000", ClassOfService(63, 63, 3, 1)),
    ],
)
def test_a_class_of_service_is_two_dscps_ecn_and_rp(value: str, service: ClassOfService) -> None:
    assert ClassOfService.parse(bytes.fromhex(value)) == service
    assert bytes(service).hex() == value


@given(st.integers(0, 63), st.integers(0, 63), st.integers(0, 3), st.integers(0, 3))
def test_a_class_of_service_survives_the_wire(dscp1: int, dscp2: int, ecn: int, rp: int) -> None:
    service = ClassOfService(dscp1, dscp2, ecn, rp)
    assert ClassOfService.parse(bytes(service)) == service


def test_no_class_of_service_is_a_packet_error() -> None:
    for length in (0, 1, 2, 3, 5):
        with pytest.raises(PacketError):
            ClassOfService.parse(bytes(length))
    for wrong in ((64,), (-1,), (0, 64), (0, -1), (0, 0, 4), (0, 0, 0, 4)):
        with pytest.raises(PacketError):
            bytes(ClassOfService(*wrong))


@pytest.mark.parametrize(
    ("flags", "usable"),
    [
        ((0, 0, 0), (1, 2, 3)),
        ((0, tlv.UNRECOGNISED, 0), (1, 3)),
        ((0, tlv.MALFORMED, 0), (1,)),
        ((0, 0, tlv.FAILED), ()),
    ],
)
def test_a_sender_uses_what_the_flags_let_it(
    flags: tuple[int, ...], usable: tuple[int, ...]
) -> None:
    chain = Chain(tuple(Tlv(at, b"", flag) for at, flag in enumerate(flags, start=1)))
    assert tuple(each.type for each in chain.usable) == usable


def test_a_sender_uses_nothing_from_a_value_of_a_wrong_length_on() -> None:
    chain = Chain((Tlv(1, b"", 0), Tlv(tlv.CLASS_OF_SERVICE, b"123", 0), Tlv(1, b"", 0)))
    assert [each.type for each in chain.usable] == [1]


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ((), ()),
        ((PADDING,), ("00 01 0003 aabbcc",)),
        ((SERVICE,), ("00 04 0004 bba4 0000",)),  # came with DSCP 58, ECN 1, leaves as wished
        ((LOCATION, PADDING), (LOCATION, "00 01 0003 aabbcc")),
        (("07 02 0000",), ("80 02 0000",)),  # what was set before does not count
        ((HOLED, PADDING), ("40 04 0003 b80000", PADDING)),  # and what follows is left alone
        ((PADDING, LONG), ("00 01 0003 aabbcc", "40 01 0009 aa")),
        ((PADDING, "8001"), ("00 01 0003 aabbcc", "8001")),
        (("80 08 0010" + "55" * 16,), ("80 08 0010" + "55" * 16,)),  # an HMAC, and no key
    ],
)
def test_a_reflector_answers_each_by_its_type(
    asked: tuple[str, ...], answered: tuple[str, ...]
) -> None:
    assert reflect(chain_of(*asked), tos=58 << 2 | 1, marks=True) == chain_of(*answered)


def test_a_reflector_that_cannot_mark_says_so() -> None:
    answered = Chain.parse(reflect(chain_of(SERVICE), tos=0, marks=False))
    assert ClassOfService.parse(answered.tlvs[0].value) == ClassOfService(EF, rp=1)


def test_a_reflector_that_does_not_see_the_tos_does_not_understand_it() -> None:
    assert reflect(chain_of(SERVICE)) == chain_of(SERVICE)


@given(
    st.binary(max_size=120) | chains.map(bytes),
    st.none() | st.integers(0, 255),
    st.booleans(),
    st.none() | st.just(KEY),
)
def test_what_comes_back_is_as_long_as_what_came(
    tail: bytes, tos: int | None, marks: bool, key: bytes | None
) -> None:
    answered = reflect(tail, tos=tos, marks=marks, sequences=(ASKED, OWN), key=key)
    assert len(answered) == len(tail)
    kinds = [each.type for each in Chain.parse(tail).tlvs]
    assert [each.type for each in Chain.parse(answered).tlvs] == kinds


def test_an_hmac_is_over_the_sequence_number_and_what_precedes_it() -> None:
    chain = tlv.signed(Chain.parse(chain_of(SERVICE)), ASKED, KEY)
    text = bytes.fromhex("00000007") + chain_of(SERVICE)
    digest = hmac.new(KEY, text, hashlib.sha256).digest()[:16]
    assert bytes(chain) == chain_of(SERVICE, "80 08 0010") + digest
    assert tlv.is_genuine(chain, ASKED, KEY)
    assert not tlv.is_genuine(chain, ASKED + 1, KEY)
    assert not tlv.is_genuine(chain, ASKED, b"another key")


def test_extra_padding_alone_needs_no_hmac_and_may_follow_one() -> None:
    padding = tlv.extra_padding(12)
    assert tlv.is_genuine(Chain(), ASKED, KEY)
    assert tlv.is_genuine(Chain((padding,)), ASKED, KEY)
    assert not tlv.is_genuine(Chain.parse(chain_of(SERVICE)), ASKED, KEY)
    whole = tlv.signed(Chain.parse(chain_of(SERVICE)), ASKED, KEY)
    assert tlv.is_genuine(replace(whole, tlvs=(*whole.tlvs, padding)), ASKED, KEY)
    assert not tlv.is_genuine(replace(whole, tlvs=(*whole.tlvs, Tlv(2, b""))), ASKED, KEY)


def test_a_reflector_signs_anew_what_it_has_verified() -> None:
    asked = tlv.signed(Chain.parse(chain_of(SERVICE)), ASKED, KEY)
    tail = bytes(replace(asked, tlvs=(*asked.tlvs, tlv.extra_padding(8))))
    answered = Chain.parse(reflect(tail, tos=EF << 2, marks=True, sequences=(ASKED, OWN), key=KEY))
    assert [each.flags for each in answered.tlvs] == [0, 0, 0]
    assert tlv.is_genuine(answered, OWN, KEY)
    assert ClassOfService.parse(answered.usable[0].value) == ClassOfService(EF, EF)


@pytest.mark.parametrize("spoilt", [4, 9, 20])
def test_a_reflector_fails_all_when_one_bit_is_wrong(spoilt: int) -> None:
    tail = bytearray(bytes(tlv.signed(Chain.parse(chain_of(SERVICE)), ASKED, KEY)))
    tail[spoilt] ^= 1
    answered = Chain.parse(reflect(bytes(tail), tos=0, marks=True, sequences=(ASKED, OWN), key=KEY))
    assert all(each.flags & tlv.FAILED for each in answered.tlvs)
    assert answered.usable == ()
    assert [e.value for e in answered.tlvs] == [e.value for e in Chain.parse(bytes(tail)).tlvs]
