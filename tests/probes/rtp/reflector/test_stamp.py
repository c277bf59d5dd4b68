"""STAMP and TWAMP-Light, by the RFCs' tables of octets."""

from __future__ import annotations

import pytest

from probes.rtp.packets import stamp, tlv, twamp
from probes.rtp.packets.times import ErrorEstimate, to_ntp
from probes.rtp.reflector.silence import Silence
from tests.probes.rtp.reflector.asking import (
    ESTIMATE,
    KEY,
    OTHER_KEY,
    T1,
    T2,
    T3,
    Asker,
    core,
    rtp,
    service,
    stamped,
)

EF, AF41 = 46, 34


def number(data: bytes, start: int, end: int) -> int:
    """The octets from `start` up to `end`."""
    return int.from_bytes(data[start:end], "big")


def test_the_unauthenticated_reply_octet_by_octet() -> None:
    asker = Asker()
    asker.told(stamped(4))
    reply = asker.told(stamped(7))
    assert len(reply) == 44
    assert number(reply, 0, 4) == 1
    assert number(reply, 4, 12) == to_ntp(T3)
    assert number(reply, 12, 14) == int(ESTIMATE)
    assert number(reply, 14, 16) == 9
    assert number(reply, 16, 24) == to_ntp(T2)
    assert number(reply, 24, 28) == 7
    assert number(reply, 28, 36) == to_ntp(T1)
    assert number(reply, 36, 38) == int(ErrorEstimate.of(0.01))
    assert number(reply, 38, 40) == 0
    assert reply[40] == 60
    assert reply[41:] == bytes(3)


def test_the_authenticated_reply_octet_by_octet() -> None:
    asker = Asker(core(key=KEY))
    reply = asker.told(stamped(7, key=KEY))
    assert len(reply) == 112
    assert (number(reply, 0, 4), number(reply, 4, 16)) == (0, 0)
    assert number(reply, 16, 24) == to_ntp(T3)
    assert (number(reply, 24, 26), number(reply, 26, 28)) == (int(ESTIMATE), 9)
    assert (number(reply, 28, 32), number(reply, 32, 40)) == (0, to_ntp(T2))
    assert (number(reply, 40, 48), number(reply, 48, 52)) == (0, 7)
    assert (number(reply, 52, 64), number(reply, 64, 72)) == (0, to_ntp(T1))
    assert (number(reply, 72, 74), number(reply, 74, 80)) == (int(ErrorEstimate.of(0.01)), 0)
    assert (reply[80], number(reply, 81, 96)) == (60, 0)
    assert stamp.is_genuine(reply, KEY)


@pytest.mark.parametrize("padding", [27, 28, 29, 30, 31, 200])
def test_twamp_light_is_answered_from_the_length_of_its_reply(padding: int) -> None:
    request = bytes(twamp.SenderPacket(3, to_ntp(T1), ErrorEstimate.of(1), bytes(padding)))
    reply = Asker().told(request)
    assert len(reply) == len(request)
    found = twamp.ReflectorPacket.parse(reply)
    assert (found.sender_sequence, found.sender_timestamp) == (3, to_ntp(T1))
    assert (found.received, found.timestamp, found.sender_ttl) == (to_ntp(T2), to_ntp(T3), 60)
    assert not any(found.padding)


def test_a_request_shorter_than_its_reply_meets_silence() -> None:
    asker = Asker()
    for size in range(41):
        assert asker.ask(stamped()[:size]) is None
    assert asker.reflector.silences == {Silence.SHORT: 41}


def test_sessions_are_told_apart_by_ssid_and_kind() -> None:
    asker = Asker()
    asked = (stamped(ssid=1), stamped(ssid=2), rtp(ssrc=1), stamped(ssid=1))
    replies = [asker.told(data) for data in asked]
    assert [number(reply, 0, 4) for reply in replies if len(reply) == 44] == [0, 0, 1]
    assert asker.reflector.sessions == 3


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (stamped(), Silence.UNSIGNED),
        (stamped(tail=bytes(100)), Silence.UNSIGNED),
        (stamped(key=OTHER_KEY), Silence.FORGED),
        (stamped(key=KEY)[:111], Silence.UNSIGNED),
        (b"\1" + stamped(key=KEY)[1:], Silence.FORGED),
    ],
    ids=["unsigned", "unsigned-and-long", "another-key", "cut", "altered"],
)
def test_with_a_key_only_what_it_signed_is_answered(data: bytes, reason: Silence) -> None:
    asker = Asker(core(key=KEY))
    assert asker.ask(data) is None
    assert asker.reflector.silences == {reason: 1}


def test_an_error_estimate_without_a_multiplier_meets_silence() -> None:
    """RFC 4656, 4.1.2: such a packet is corrupt."""
    nothing = ErrorEstimate(multiplier=0)
    packet = stamp.SenderPacket(1, to_ntp(T1), nothing)
    for key, data in ((None, bytes(packet)), (KEY, packet.signed(KEY))):
        asker = Asker(core(key=key))
        assert asker.ask(data) is None
        assert asker.reflector.silences == {Silence.UNKNOWN: 1}


def test_without_a_key_authenticated_packets_meet_silence() -> None:
    assert Asker().ask(stamped(key=KEY)) is None


def test_a_replay_is_known_and_a_sender_that_starts_anew_is_not_one() -> None:
    asker = Asker(core(key=KEY))
    old = [stamped(n, key=KEY, t1=T1 + n) for n in range(2_000)]
    new = [stamped(n, key=KEY, t1=T1 + 10_000 + n) for n in range(10)]
    assert all(asker.ask(data) for data in old)
    assert not any(asker.ask(data) for data in old)
    assert all(asker.ask(data) for data in new)
    assert not any(asker.ask(data) for data in old[:10])


class TestTlvs:
    """RFC 8972, 4."""

    def test_extra_padding_is_understood_and_a_foreign_type_is_not(self) -> None:
        tail = bytes(tlv.extra_padding(20)) + bytes(tlv.Tlv(200, b"abc"))
        found = tlv.Chain.parse(Asker().told(stamped(tail=tail))[44:])
        assert [(e.type, e.flags, e.value) for e in found.tlvs] == [
            (tlv.EXTRA_PADDING, 0, bytes(16)),
            (200, tlv.UNRECOGNISED, b"abc"),
        ]

    @pytest.mark.parametrize("key", [None, KEY])
    @pytest.mark.parametrize("size", [4, 5, 128, 1_300])
    def test_padding_alone_is_answered_as_by_the_rules_for_all(
        self, size: int, key: bytes | None
    ) -> None:
        tail = bytes(tlv.extra_padding(size - 1)) + b"x"
        reply = Asker(core(key=key)).told(stamped(key=key, tail=bytes(tlv.extra_padding(size))))
        assert reply[-size:] == tlv.reflect(bytes(tlv.extra_padding(size)), tos=0, key=key)
        reply = Asker(core(key=key)).told(stamped(key=key, tail=tail))
        assert reply[-len(tail) :] == tlv.reflect(tail, tos=0xB8, marks=True, key=key)

    def test_the_reply_is_marked_as_the_class_of_service_asks(self) -> None:
        answer = Asker().ask(stamped(tail=service(AF41)), tos=EF << 2 | 1)
        assert answer is not None
        assert answer.dscp == AF41
        (found,) = tlv.Chain.parse(answer.data[44:]).tlvs
        assert found.flags == 0
        assert tlv.ClassOfService.parse(found.value) == tlv.ClassOfService(AF41, EF, 1, 0)

    def test_without_that_it_is_marked_as_the_request_was(self) -> None:
        for data in (stamped(), rtp(), stamped(tail=bytes(20))):
            answer = Asker().ask(data, tos=EF << 2 | 3)
            assert answer is not None
            assert answer.dscp == EF

    def test_with_a_key_unsigned_tlvs_are_not_obeyed(self) -> None:
        answer = Asker(core(key=KEY)).ask(stamped(key=KEY, tail=service(AF41)), tos=EF << 2)
        assert answer is not None
        assert answer.dscp == EF
        (found,) = tlv.Chain.parse(answer.data[112:]).tlvs
        assert found.flags & tlv.FAILED

    def test_with_a_key_signed_tlvs_are(self) -> None:
        chain = tlv.signed(tlv.Chain.parse(service(AF41)), 7, KEY)
        request = stamped(7, key=KEY, tail=bytes(chain))
        answer = Asker(core(key=KEY)).ask(request, tos=EF << 2)
        assert answer is not None
        assert answer.dscp == AF41
        found = tlv.Chain.parse(answer.data[112:])
        assert tlv.is_genuine(found, 0, KEY)
        assert len(answer.data) == len(request)

    @pytest.mark.parametrize(
        "tail", [b"\x80\x04\0\4", b"\x80\x04\0\2ab", b"\x80", b"\x80\1\xff\xff"]
    )
    def test_a_malformed_one_is_not_obeyed_and_comes_back(self, tail: bytes) -> None:
        answer = Asker().ask(stamped(tail=tail), tos=EF << 2)
        assert answer is not None
        assert answer.dscp == EF
        assert len(answer.data) == 44 + len(tail)
        if len(tail) >= 4:
            assert answer.data[44] & tlv.MALFORMED
