"""What each reflector answers, and what each fault makes of it."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address

import pytest

from monitord.simulator.fault import Event, Fault, Target, Way
from monitord.simulator.outcome import Fate
from monitord.simulator.packet import parse
from monitord.simulator.rtp.distortion import Distortion
from monitord.simulator.rtp.reflector import SYNCHRONISED, THINKS, UNSYNCHRONISED
from probes.rtp.packets import report, stamp, times, twamp
from probes.rtp.packets.errors import PacketError
from probes.rtp.packets.times import from_ntp
from tests.simulator.packets import datagram_checksum_holds
from tests.simulator.rtp.reflectors import (
    DEAF,
    ECHO,
    KEY,
    LOCKED,
    MS,
    OFFSET,
    OTHER_PORT,
    PC,
    RTP,
    SECOND,
    SIGNED,
    SIX,
    STAMP,
    START,
    TWAMP,
    Lab,
    Seen,
    datagram,
    rtp,
    stamp_request,
    twamp_request,
)

HOUR = 3600 * SECOND


def distorted(distortion: Distortion) -> Lab:
    """A province in which all reflectors have a fault."""
    lab = Lab()
    lab.fault(Fault(rtp=distortion))
    return lab


def the(answer: Seen | None) -> Seen:
    """The answer that there must be."""
    assert answer is not None
    return answer


def stamped(lab: Lab, sequence: int = 0, at: int = START) -> stamp.ReflectorPacket:
    """What a reflector says to a packet of STAMP."""
    return stamp.ReflectorPacket.parse(the(lab.answer(STAMP, stamp_request(sequence), at)).payload)


def reported(lab: Lab, sequence: int = 0, at: int = START) -> report.Answer:
    """What a reflector says to an RTP packet."""
    return the(lab.answer(RTP, rtp(sequence), at)).report


def test_an_answer_comes_back_from_where_the_request_went_with_a_right_checksum() -> None:
    answer = the(Lab().answer(RTP, rtp(7)))
    packet = parse(answer.outcome.data or b"")
    assert str(ip_address(packet.source)) == RTP
    assert packet.marks == (862, 50_000)
    assert datagram_checksum_holds(packet)
    assert answer.report.sequence == 7


def test_the_answer_is_marked_as_the_request_was() -> None:
    lab = Lab()
    packet = datagram(RTP, rtp(), tos=46 << 2)
    lab.responder.take(packet, START, START, lab.weather.decide(packet, START))
    (answer,) = lab.answers()
    assert parse(answer.outcome.data or b"").data[1] == 46 << 2


def test_it_answers_over_ipv6_too_with_the_same_marking() -> None:
    lab = Lab()
    packet = datagram(SIX, stamp_request(3), tos=34 << 2)
    lab.responder.take(packet, START, START, lab.weather.decide(packet, START))
    (answer,) = lab.answers()
    reply = parse(answer.outcome.data or b"")
    assert datagram_checksum_holds(reply)
    assert (reply.data[0] << 8 | reply.data[1]) >> 4 & 0xFF == 34 << 2
    assert stamp.ReflectorPacket.parse(answer.payload).sender_sequence == 3


def test_stamp_and_twamp_light_are_answered_and_their_clock_is_right() -> None:
    lab = Lab()
    answer = stamped(lab)
    assert (answer.sequence, answer.sender_sequence, answer.ssid) == (0, 0, 0x4711)
    assert from_ntp(answer.received) == START + OFFSET
    assert from_ntp(answer.timestamp) == START + OFFSET + THINKS
    assert answer.error == SYNCHRONISED
    assert stamped(lab, 9, START + MS).sequence == 1
    said = the(lab.answer(TWAMP, twamp_request(5), START + 2 * MS, port=OTHER_PORT))
    assert twamp.ReflectorPacket.parse(said.payload).sender_sequence == 5


@pytest.mark.parametrize("how", [Distortion(), Distortion(stateless=True, echo_z=True, clock=1)])
def test_an_echo_sends_back_what_it_gets(how: Distortion) -> None:
    assert the(distorted(how).answer(ECHO, rtp(3))).payload == rtp(3)


def test_a_reflector_with_a_key_answers_to_nobody_else() -> None:
    lab = Lab()
    answer = the(lab.answer(LOCKED, rtp(1, key=KEY)))
    assert report.is_genuine(answer.payload, report.AT, KEY)
    assert lab.answer(LOCKED, rtp(2), START + MS) is None
    assert lab.answer(LOCKED, rtp(3, key=b"x" * 16), START + 2 * MS) is None


def test_a_reflector_whose_key_is_missing_is_silent() -> None:
    lab = Lab()
    assert [each.fate for each in lab.send(DEAF, rtp(1, key=KEY))] == [Fate.IGNORED]
    assert lab.answers() == []


@pytest.mark.parametrize(("to", "port"), [(PC, 862), (RTP, 863), (RTP, OTHER_PORT), (TWAMP, 862)])
def test_where_no_reflector_listens_the_device_refuses(to: str, port: int) -> None:
    assert [each.fate for each in Lab().send(to, rtp(), port=port)] == [Fate.REFUSED]


def test_a_silent_one_says_nothing_and_is_no_refusal() -> None:
    lab = distorted(Distortion(silent=True))
    assert lab.answer(RTP, rtp()) is None
    assert lab.answer(STAMP, stamp_request(), START + MS) is None


@pytest.mark.parametrize("ask", [reported, stamped])
def test_one_that_restarts_begins_its_numbers_anew_once(
    ask: Callable[[Lab, int, int], report.Answer | stamp.ReflectorPacket],
) -> None:
    def number(lab: Lab, sequence: int) -> int:
        said = ask(lab, sequence, START + sequence * SECOND)
        return said.reflected if isinstance(said, report.Answer) else said.sequence

    event = Event(2.5, 2.6, Target("all"), Fault(rtp=Distortion(restart=True)))
    lab = Lab(event)
    assert [number(lab, n) for n in range(6)] == [0, 1, 2, 0, 1, 2]


def test_one_that_restarts_again_and_again_does_so_each_time() -> None:
    event = Event(0.5, 0.6, Target("all"), Fault(rtp=Distortion(restart=True)), every=2)
    lab = Lab(event)
    numbers = [reported(lab, n, START + n * SECOND).reflected for n in range(6)]
    assert numbers == [0, 0, 1, 0, 1, 0]


def test_a_restart_commanded_holds_when_the_command_is_taken_back() -> None:
    lab = Lab()
    assert reported(lab, 0).reflected == 0
    lab.fault(Fault(rtp=Distortion(restart=True)))
    lab.weather.clear()
    assert [reported(lab, n, START + n * SECOND).reflected for n in (1, 2)] == [0, 1]


def test_a_packet_that_arrives_just_before_a_restart_has_the_old_numbers() -> None:
    event = Event(1, 2, Target("all"), Fault(rtp=Distortion(restart=True)))
    lab = Lab(event, late=50 * MS)
    for n, at in enumerate((0, SECOND - MS, SECOND + MS)):
        lab.send(RTP, rtp(n), START + at)
    assert [each.report.reflected for each in lab.answers()] == [0, 1, 0]


def test_a_stateless_one_sends_back_the_senders_number() -> None:
    lab = distorted(Distortion(stateless=True))
    assert reported(lab, 4711).reflected == 4711
    assert stamped(lab, 4711, START + MS).sequence == 4711


def test_a_stateless_one_with_a_key_signs_what_it_says() -> None:
    lab = distorted(Distortion(stateless=True, echo_z=True))
    answer = the(lab.answer(LOCKED, rtp(300, key=KEY)))
    assert answer.report.reflected == 300
    assert report.is_genuine(answer.payload, report.AT, KEY)


def test_a_stateless_one_signs_stamp_too() -> None:
    lab = distorted(Distortion(stateless=True, echo_z=True))
    request = stamp.SenderPacket(300, times.to_ntp(OFFSET), ssid=7).signed(KEY)
    answer = stamp.ReflectorPacket.parse_signed(the(lab.answer(SIGNED, request)).payload, KEY)
    assert answer.sequence == answer.sender_sequence == 300
    assert answer.error == answer.sender_error


def test_it_says_with_which_ttl_the_request_arrived() -> None:
    # The site's router, which is before the device, takes one; nothing else is on the way.
    assert stamped(Lab()).sender_ttl == 64
    inner = Lab(behind_a_router=True)
    assert stamped(inner).sender_ttl == 63


def test_one_that_echoes_the_error_estimate_has_none_of_its_own() -> None:
    answer = stamped(distorted(Distortion(echo_z=True)))
    assert answer.error == answer.sender_error == stamp.SenderPacket(0, 0).error


def test_an_unsynchronised_one_says_so() -> None:
    lab = distorted(Distortion(unsynchronised=True))
    assert stamped(lab).error == UNSYNCHRONISED
    assert not reported(lab, 1, START + MS).flags & report.SYNCHRONISED
    assert reported(Lab()).flags & report.SYNCHRONISED


@pytest.mark.parametrize("hours", [2, -2])
def test_a_clock_is_ahead_or_behind_for_as_long_as_the_fault_lasts(hours: int) -> None:
    event = Event(0, 2, Target("all"), Fault(rtp=Distortion(clock=hours * 3600.0)))
    lab = Lab(event)
    answer = stamped(lab)
    assert from_ntp(answer.received) == START + OFFSET + hours * HOUR
    assert from_ntp(answer.timestamp) - from_ntp(answer.received) == THINKS
    later = stamped(lab, 1, START + 3 * SECOND)
    assert from_ntp(later.received) == START + 3 * SECOND + OFFSET


def test_a_clock_that_steps_stays_where_it_is_and_steps_again() -> None:
    step = Fault(rtp=Distortion(clock_step=0.5))
    lab = Lab(Event(1.5, 1.6, Target("all"), step, every=2))
    instants = [START + n * SECOND for n in range(5)]
    ahead = [from_ntp(reported(lab, 0, at).t2) - at - OFFSET for at in instants]
    assert ahead == [0, 0, 500 * MS, 500 * MS, 1000 * MS]


def test_the_answer_comes_from_another_device() -> None:
    lab = distorted(Distortion(other_address=True))
    answer = the(lab.answer(STAMP, stamp_request()))
    assert str(ip_address(parse(answer.outcome.data or b"").source)) == RTP


def test_every_answer_is_sent_once_more_two_seconds_later_and_the_log_tells_the_two_apart() -> None:
    lab = distorted(Distortion(replay=True))
    for n in range(300):
        lab.send(RTP, rtp(n), START + n * 20 * MS)
    seen = lab.answers()
    again = [each for each in seen if str(ip_address(each.request.source)) == RTP]
    assert len(seen) - len(again) == 300
    assert [each.report.sequence for each in again] == list(range(200))
    first = {each.report.sequence: each for each in seen if each not in again}
    assert all(1.99 <= (e.due - first[e.report.sequence].due) / SECOND < 2.1 for e in again)
    assert {each.outcome.reached for each in again} == {0}


def test_nothing_is_sent_once_more_when_the_fault_is_over() -> None:
    lab = distorted(Distortion(replay=True))
    for n in range(100):
        lab.send(RTP, rtp(n), START + n * 20 * MS)
    lab.ring()
    lab.weather.clear()
    lab.send(RTP, rtp(100), START + 2500 * MS)
    assert [each.report.sequence for each in lab.answers()] == list(range(101))


@pytest.mark.parametrize("to", [RTP, ECHO])
@pytest.mark.parametrize("distortion", [Distortion(garbage=True), Distortion(truncated=True)])
def test_garbage_and_fragments_are_no_answers(to: str, distortion: Distortion) -> None:
    answer = the(distorted(distortion).answer(to, rtp()))
    assert report.answer(answer.payload) is None
    assert len(answer.payload) <= len(rtp())


def test_a_truncated_answer_to_stamp_is_too_short() -> None:
    answer = the(distorted(Distortion(truncated=True)).answer(STAMP, stamp_request()))
    with pytest.raises(PacketError):
        stamp.ReflectorPacket.parse(answer.payload)


def test_a_forged_answer_is_of_another_session() -> None:
    lab = distorted(Distortion(forged=True))
    assert reported(lab).ssrc == 0xDECADE ^ 0xFFFFFFFF
    answer = stamped(lab, 1, START + MS)
    assert answer.ssid == 0x4711 ^ 0xFFFF
    assert answer.sender_sequence == 1 ^ 0xFF000000
    locked = the(lab.answer(LOCKED, rtp(2, key=KEY), START + 2 * MS))
    assert not report.is_genuine(locked.payload, report.AT, KEY)


def test_faults_add_up() -> None:
    lab = distorted(Distortion(clock=1.0))
    lab.weather.command(
        Target("device", "s/stamp"), Fault(rtp=Distortion(clock=2.0, stateless=True)), START
    )
    answer = stamped(lab, 77)
    assert from_ntp(answer.received) == START + OFFSET + 3 * SECOND
    assert answer.sequence == 77
    assert reported(lab, 88, START + MS).reflected == 0


@pytest.mark.parametrize("ask", [rtp(), stamp_request(), b"", b"x", rtp()[:30]])
@pytest.mark.parametrize("to", [RTP, STAMP, ECHO, LOCKED])
def test_whatever_comes_and_however_it_is_nobody_raises_or_says_more(to: str, ask: bytes) -> None:
    everything = Distortion(
        restart=True,
        stateless=True,
        echo_z=True,
        unsynchronised=True,
        clock=-1e6,
        clock_step=1e6,
        other_address=True,
        replay=True,
        garbage=True,
        truncated=True,
        forged=True,
    )
    lab = Lab()
    lab.fault(Fault(rtp=everything, to_site=Way(duplicate=0.5)))
    lab.send(to, ask)
    assert all(len(each.payload) <= len(ask) for each in lab.answers())
