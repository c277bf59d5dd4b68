"""Reflectors are asked when packets reach them: order, numbers and times."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from monitord.simulator.fault import Fault, Target, Way
from monitord.simulator.outcome import Fate, Mark
from monitord.simulator.rtp.distortion import Distortion
from monitord.simulator.rtp.reflector import THINKS
from probes.rtp.packets.times import from_ntp
from tests.simulator.packets import echo_request
from tests.simulator.rtp.reflectors import MS, OFFSET, RTP, SECOND, START, Lab, Seen, rtp

LATE = (0, 30 * MS)
OVERTAKING = (
    Way(delay=0.05, jitter=0.05, overtake=True),
    Way(reorder=0.2, hold=0.05),
    Way(delay=0.05, jitter=0.05, overtake=True, duplicate=0.1),
)


def stream(lab: Lab, count: int = 100, gap: int = 20 * MS) -> list[Seen]:
    """What comes back of a stream."""
    for n in range(count):
        lab.send(RTP, rtp(n), START + n * gap)
    return lab.answers()


@pytest.mark.parametrize("late", LATE)
@pytest.mark.parametrize("way", OVERTAKING)
def test_packets_are_numbered_in_the_order_in_which_they_reach_the_device(
    way: Way, late: int
) -> None:
    lab = Lab(late=late)
    lab.fault(Fault(to_site=way))
    seen = stream(lab)
    arrivals = sorted((each.outcome.reached, each.report.reflected) for each in seen)
    assert [number for _, number in arrivals] == list(range(len(seen)))
    by_departure = [each.report.sequence for each in seen]
    assert by_departure != sorted(by_departure)


@pytest.mark.parametrize("late", LATE)
def test_the_stamps_are_those_of_the_log(late: int) -> None:
    lab = Lab(late=late)
    lab.fault(Fault(to_site=Way(delay=0.02, jitter=0.01), from_site=Way(delay=0.005)))
    for each in stream(lab):
        t2, t3 = from_ntp(each.report.t2), from_ntp(each.report.t3)
        assert t2 == each.outcome.reached + OFFSET
        assert t3 - t2 == THINKS
        assert each.due == each.outcome.reached + THINKS + 5 * MS


@pytest.mark.parametrize("late", LATE)
def test_lateness_changes_no_delay_and_no_order_on_the_way_home(late: int) -> None:
    lab = Lab(late=late)
    lab.fault(Fault(from_site=Way(delay=0.03, jitter=0.03)))
    dues = [each.due - START for each in stream(lab)]
    prompt = Lab()
    prompt.fault(Fault(from_site=Way(delay=0.03, jitter=0.03)))
    assert dues == [each.due - START for each in stream(prompt)]
    assert dues == sorted(dues)


def test_jitter_from_the_site_changes_the_order_where_packets_may_overtake() -> None:
    lab = Lab()
    lab.fault(Fault(from_site=Way(delay=0.05, jitter=0.05, overtake=True)))
    numbers = [each.report.reflected for each in stream(lab)]
    assert numbers != sorted(numbers)
    assert sorted(numbers) == list(range(100))


def test_a_packet_doubled_to_the_site_arrives_twice() -> None:
    lab = Lab()
    lab.fault(Fault(to_site=Way(duplicate=1)))
    seen = stream(lab, 3)
    assert [each.report.reflected for each in seen] == [0, 1, 2, 3, 4, 5]
    assert [each.report.sequence for each in seen] == [0, 0, 1, 1, 2, 2]
    assert [each.outcome.visit for each in seen] == [1, 2, 3, 4, 5, 6]
    assert {each.outcome.marks for each in seen} == {Mark.DUPLICATE}


def test_the_log_tells_which_packets_were_held_back_on_the_way_there() -> None:
    lab = Lab()
    lab.fault(Fault(to_site=Way(reorder=0.3, hold=0.05)))
    seen = stream(lab)
    held = [e for e in seen if e.outcome.reached - START - e.report.sequence * 20 * MS == 50 * MS]
    assert {each.outcome.marks for each in held} == {Mark.HELD}
    assert {each.outcome.marks for each in seen if each not in held} == {0}
    assert 15 < len(held) < 45


def test_what_was_held_back_on_the_way_there_keeps_the_order_on_the_way_home() -> None:
    lab = Lab()
    jitter = Way(delay=0.04, jitter=0.04)
    lab.fault(Fault(to_site=Way(reorder=0.3, hold=0.05), from_site=jitter))
    seen = stream(lab)
    assert [each.report.reflected for each in seen] == list(range(100))
    assert Mark.HELD in {each.outcome.marks for each in seen}


def test_an_answer_doubled_on_the_way_home_has_one_number_and_one_visit() -> None:
    lab = Lab()
    lab.fault(Fault(from_site=Way(duplicate=1)))
    seen = stream(lab, 3)
    assert [each.report.reflected for each in seen] == [0, 0, 1, 1, 2, 2]
    assert [each.outcome.visit for each in seen] == [1, 1, 2, 2, 3, 3]


def test_what_is_lost_on_the_way_home_was_counted_and_what_never_came_was_not() -> None:
    lab = Lab()
    lab.fault(Fault(from_site=Way(loss=0.3)))
    numbers = [each.report.reflected for each in stream(lab)]
    assert numbers == sorted(numbers)
    assert 50 < len(numbers) < 90
    assert max(numbers) > len(numbers)
    lab = Lab()
    lab.fault(Fault(to_site=Way(loss=0.3)))
    seen = stream(lab)
    assert [each.report.reflected for each in seen] == list(range(len(seen)))
    assert 50 < len(seen) < 90


def test_a_device_that_goes_dark_counts_nothing_that_was_under_way() -> None:
    lab = Lab()
    lab.fault(Fault(to_site=Way(delay=0.1)))
    lab.send(RTP, rtp(0))
    lab.fault(Fault(dark=True))
    assert lab.answers() == []
    lab.weather.clear()
    answer = lab.answer(RTP, rtp(1), START + SECOND)
    assert answer is not None
    assert answer.report.reflected == 0


def test_pings_and_streams_do_not_hold_each_other_up() -> None:
    lab = Lab()
    lab.fault(Fault(to_site=Way(delay=0.1), from_site=Way(delay=0.1)))
    lab.send(RTP, rtp(0))
    now = START + MS
    (echo,) = lab.weather.decide(echo_request(RTP), now)
    assert echo.delay == 200 * MS
    (answer,) = lab.answers()
    assert answer.due == START + 200 * MS + THINKS


def test_a_fault_of_streams_alone_befalls_no_ping() -> None:
    lab = Lab()
    lab.fault(Fault(to_site=Way(delay=0.1), from_site=Way(loss=1), only_streams=True))
    (outcome,) = lab.weather.decide(echo_request(RTP), START)
    assert (outcome.fate, outcome.delay) == (Fate.ANSWERED, 0)
    (ours,) = lab.send(RTP, rtp(0))
    assert ours.fate is Fate.PENDING
    ((due, *_),) = lab.responder.timers
    assert due == START + 100 * MS
    assert lab.answers() == []


def test_other_faults_leave_order_and_bursts_of_a_line_as_they_are() -> None:
    fates: list[list[bool]] = []
    for other in (Fault(), Fault(rtp=Distortion(restart=True))):
        lab = Lab()
        lab.weather.command(Target("site", "s"), Fault(to_site=Way(loss=0.2, burst=5)), START)
        fates.append([])
        for n in range(500):
            lab.fault(other)
            outcomes = lab.send(RTP, rtp(n), START + n * 20 * MS)
            fates[-1].append(outcomes[0].fate is Fate.LOST_TO_SITE)
    assert fates[0] == fates[1]
    runs = Counter(pairwise(fates[0]))
    assert sum(fates[0]) / runs[False, True] > 3


def test_bursts_of_losses_are_of_a_stream_by_itself() -> None:
    lab = Lab()
    lab.fault(Fault(to_site=Way(loss=0.2, burst=5)))
    lost: list[bool] = []
    for n in range(20_000):
        outcomes = lab.send(RTP, rtp(n & 0xFFFF), START + n * 20 * MS)
        lost.append(outcomes[0].fate is Fate.LOST_TO_SITE)
        lab.weather.decide(echo_request(RTP), START + n * 20 * MS)
    runs = Counter(pairwise(lost))
    begun = runs[False, True]
    assert sum(lost) / len(lost) == pytest.approx(0.2, rel=0.1)
    assert sum(lost) / begun == pytest.approx(5, rel=0.1)
