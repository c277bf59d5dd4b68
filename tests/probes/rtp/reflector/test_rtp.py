"""RTP probes: the same packet comes back with the report filled in."""

from __future__ import annotations

import pytest

from probes.rtp.packets import report
from probes.rtp.packets.rtp import RtpPacket
from probes.rtp.packets.times import from_ntp
from probes.rtp.reflector.silence import Silence
from tests.probes.rtp.reflector.asking import (
    ESTIMATE,
    KEY,
    OTHER_KEY,
    T2,
    T3,
    Asker,
    core,
    reported,
    rtp,
)


def test_all_but_the_report_comes_back_as_it_was() -> None:
    request = rtp(sequence=65_535)
    reply = Asker().told(request)
    end = report.AT + report.PLAIN
    assert (reply[: report.AT], reply[end:]) == (request[: report.AT], request[end:])
    assert RtpPacket.parse(reply).sequence == 65_535


def test_the_report_has_number_times_and_clock() -> None:
    asker = Asker()
    numbers = []
    for sequence in (7, 8, 8, 3):  # duplicated and reordered on the way: each is answered
        found = reported(asker.told(rtp(sequence)))
        numbers.append(found.sequence)
    assert numbers == [0, 1, 2, 3]
    assert found.reflected
    assert found.synchronised
    assert (from_ntp(found.t2), from_ntp(found.t3)) == (T2, T3)
    assert found.error == int(ESTIMATE)


def test_every_stream_has_numbers_of_its_own() -> None:
    asker = Asker()
    assert [reported(asker.told(rtp(ssrc=ssrc))).sequence for ssrc in (1, 2, 1, 2)] == [0, 0, 1, 1]
    other = Asker(asker.reflector, (asker.source[0], asker.source[1] + 1))
    assert reported(other.told(rtp(ssrc=1))).sequence == 0


def test_a_signed_packet_comes_back_signed() -> None:
    asker = Asker(core(key=KEY))
    reply = asker.told(rtp(key=KEY))
    assert report.is_genuine(reply, report.AT, KEY)
    assert not report.is_genuine(reply, report.AT, OTHER_KEY)


def test_without_a_key_a_signed_packet_comes_back_with_no_signature_at_all() -> None:
    request = rtp(key=KEY)
    reply = Asker().told(request)
    assert len(reply) == len(request)
    assert reported(reply).hmac == bytes(16)


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (rtp(), Silence.UNSIGNED),
        (rtp(key=OTHER_KEY), Silence.FORGED),
        (rtp(key=KEY)[:-1] + b"!", Silence.FORGED),
        (b"\x91" + rtp(key=KEY)[1:], Silence.UNSIGNED),
    ],
    ids=["unsigned", "another-key", "altered-payload", "csrcs"],
)
def test_with_a_key_only_what_it_signed_is_answered(request_: bytes, reason: Silence) -> None:
    asker = Asker(core(key=KEY))
    assert asker.ask(request_) is None
    assert asker.reflector.silences == {reason: 1}


def test_a_signed_packet_counts_once() -> None:
    asker = Asker(core(key=KEY))
    first, second = rtp(65_535, key=KEY), rtp(0, key=KEY)
    assert [asker.ask(data) is not None for data in (first, second, first, second)] == [
        True,
        True,
        False,
        False,
    ]
    assert asker.reflector.silences == {Silence.REPLAYED: 2}
    assert reported(asker.told(rtp(1, key=KEY))).sequence == 2


def test_an_rtp_packet_without_our_report_in_its_place_meets_silence() -> None:
    asker, room = Asker(), report.room(signed=False)
    assert asker.ask(bytes(RtpPacket(0, 1, 2, 3, bytes(160)))) is None
    assert asker.ask(bytes(RtpPacket(0, 1, 2, 3, bytes(160), csrcs=(5,), extension=room))) is None
    assert asker.reflector.answered == {}
