"""Times of each direction, whatever the clocks show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.model.quality import Direction, Leg, Mode
from probes.rtp.statistics import Assessment, assess
from probes.rtp.statistics.jitter import jitter
from tests.probes.rtp.statistics.streams import (
    G711,
    MS,
    START,
    VIDEO,
    Played,
    Reflector,
    Way,
    play,
)

TO, FROM, BOTH = Direction.TO_SITE, Direction.FROM_SITE, Direction.ROUND_TRIP
HOUR = 3600 * 10**9
LATER = START + 5 * 10**9


def shaken(seed: int, most: int, count: int = 500) -> Way:
    """Delays of 5 ms and up to `most` ns more, at random."""
    random = Random(seed)
    return Way(delays={n: 5 * MS + random.randrange(most) for n in range(count)})


def figures(seen: Assessment) -> dict[Direction, tuple[object, ...]]:
    """What does not depend on what the reflector's clock is off by."""
    return {way: (leg.variation, leg.jitter, leg.histogram) for way, leg in seen.legs.items()}


def shape(leg: Leg) -> list[float]:
    """Variation and jitter."""
    assert leg.variation
    assert leg.jitter
    return [leg.variation.p99, leg.variation.mean, leg.jitter.mean, leg.jitter.max]


def close(one: Leg, other: Leg) -> bool:
    """Whether variation and jitter are the same to a tenth."""
    return shape(one) == pytest.approx(shape(other), rel=0.1)


class TestVariation:
    """Delay over the least delay."""

    def test_each_way_has_its_own(self) -> None:
        seen = assess(
            play(
                100, there=Way(delays={7: 45 * MS}), back=Way(delays={9: 15 * MS, 30: 25 * MS})
            ).record
        )
        there, back = seen.legs[TO].variation, seen.legs[FROM].variation
        assert there
        assert back
        assert (there.min, there.p50, there.max) == (0, 0, 0.04)
        assert (back.p99, back.max) == (0.01, 0.02)
        assert seen.legs[TO].histogram == (99, 0, 0, 0, 0, 0, 1, 0, 0, 0)

    def test_the_reflectors_own_time_is_in_no_leg(self) -> None:
        seen = assess(play(reflector=Reflector(turnaround=30 * MS)).record)
        rtt = seen.legs[BOTH].delay
        assert rtt
        assert (rtt.min, rtt.max) == (0.01, 0.01)

    def test_an_echo_has_it_within_the_round_trip(self) -> None:
        record = play(mode=Mode.ECHO, reflector=Reflector(turnaround=30 * MS)).record
        bare = [replace(reply, reflected=None, t2=None, t3=None) for reply in record.replies]
        rtt = assess(replace(record, replies=bare)).legs[BOTH].delay
        assert rtt
        assert rtt.max == 0.04

    def test_a_copy_made_on_the_way_there_is_timed_once_there_and_twice_back(self) -> None:
        seen = assess(play(100, there=Way(copies=dict.fromkeys(range(100), 1))).record)
        assert sum(seen.legs[TO].histogram) == sum(seen.legs[BOTH].histogram) == 100
        assert sum(seen.legs[FROM].histogram) == 200

    def test_later_than_the_jitter_buffer_waits_is_late_and_not_lost(self) -> None:
        wait = 5 * MS + round(G711.delay * 1e9)
        leg = assess(play(there=Way(delays={3: wait, 5: wait + 1, 9: 200 * MS})).record).legs[TO]
        assert (leg.late, leg.lost) == (2, 0)

    def test_a_late_packet_is_as_good_as_lost_to_a_listener(self) -> None:
        late = assess(play(there=Way(delays=dict.fromkeys(range(0, 500, 50), 200 * MS))).record)
        lost = assess(play(there=Way(lost=set(range(0, 500, 50)))).record)
        (rating, worst) = late.legs[TO].rating, lost.legs[TO].rating
        assert rating
        assert worst
        slower = 0.024 * 195 * 10 / 500 / 2  # half the mean RTT
        assert rating.r == pytest.approx(worst.r - slower, abs=0.01)


class TestJitter:
    """What S and R are in each direction."""

    def test_each_way_has_its_own(self) -> None:
        there, back = shaken(1, 8 * MS), shaken(2, 30 * MS)
        played = play(there=there, back=back)
        only_there, only_back = play(there=there), play(back=back)
        seen = assess(played.record).legs
        assert seen[TO].jitter == assess(only_there.record).legs[TO].jitter
        assert close(seen[FROM], assess(only_back.record).legs[FROM])
        quiet = assess(only_there.record).legs[FROM].jitter
        assert quiet
        assert quiet.max == 0

    def test_packets_set_out_at_their_media_time(self) -> None:
        record = play(there=shaken(1, 8 * MS)).record
        paced = replace(record, sent=[at + n % 7 * MS for n, at in enumerate(record.sent)])
        legs, plain = assess(paced).legs, assess(record).legs
        assert legs[TO].jitter == plain[TO].jitter
        assert legs[TO].variation != plain[TO].variation

    def test_the_reflectors_own_time_is_not_in_that_of_the_round_trip(self) -> None:
        record = play(there=shaken(1, 8 * MS)).record
        slow = [
            replace(reply, t3=reply.t3 + nth % 5 * MS, received=reply.received + nth % 5 * MS)
            for nth, reply in enumerate(record.replies)
            if reply.t3
        ]
        jitters = [
            assess(each).legs[BOTH].jitter for each in (record, replace(record, replies=slow))
        ]
        assert jitters[0] == jitters[1]

    def test_video_counts_once_a_frame(self) -> None:
        played = play(500, codec=VIDEO, there=shaken(3, 8 * MS))
        firsts: dict[int, tuple[int, int]] = {}
        for reply in played.record.replies:
            stamp = played.record.stamps[reply.index]
            assert reply.t2
            firsts.setdefault(stamp, (reply.t2 - stamp * 10**9 // 90_000, stamp))
        assert assess(played.record).legs[TO].jitter == jitter([firsts.values()])


class TestOneWayDelay:
    """Only when both clocks say that they are synchronised, and do not contradict themselves."""

    def delays(self, reflector: Reflector, *, ours: bool = True) -> list[object]:
        record = replace(
            play(there=Way(delays={3: 15 * MS}), reflector=reflector).record,
            synchronised=ours,
        )
        legs = assess(record).legs
        return [delay and delay.max for delay in (legs[TO].delay, legs[FROM].delay)]

    def test_both_say_so(self) -> None:
        assert self.delays(Reflector(synchronised=True)) == [0.015, 0.005]

    @pytest.mark.parametrize("ours", [True, False])
    def test_one_does_not(self, ours: bool) -> None:
        assert self.delays(Reflector(synchronised=not ours), ours=ours) == [None, None]

    @pytest.mark.parametrize("off", [-6 * MS, 6 * MS, HOUR])
    def test_a_delay_below_zero_shows_that_it_is_not_so(self, off: int) -> None:
        ahead = Reflector(synchronised=True, clock=lambda now: now + off)
        assert None in self.delays(ahead)

    def test_a_clock_that_steps_is_not_synchronised(self) -> None:
        assert self.delays(Reflector(synchronised=True, clock=stepping(-HOUR))) == [None] * 2

    def test_the_rating_takes_it_for_half_the_rtt(self) -> None:
        there = Way(delays=dict.fromkeys(range(500), 295 * MS))
        record = play(there=there, reflector=Reflector(synchronised=True)).record
        known, unknown = assess(replace(record, synchronised=True)), assess(record)
        rated = [each.legs[TO].rating for each in (known, unknown)]
        assert rated[0]
        assert rated[1]
        assert rated[0].r == pytest.approx(93.2 - 0.024 * 355 - 0.11 * (355 - 177.3))
        assert rated[1].r == pytest.approx(93.2 - 0.024 * 210 - 0.11 * (210 - 177.3))


def stepping(by: int, after: int = LATER) -> Callable[[int], int]:
    """A clock that is stepped once."""
    return lambda now: now + by if now >= after else now


class TestTheReflectorsClock:
    """It may be off by hours, and jump."""

    @given(st.integers(-(10**18), 10**18))
    def test_what_it_is_off_by_is_in_no_figure(self, off: int) -> None:
        there, back = shaken(1, 8 * MS, 60), shaken(2, 8 * MS, 60)
        right = assess(play(60, there=there, back=back).record)
        clock = Reflector(clock=lambda now: now + off)
        wrong = assess(play(60, there=there, back=back, reflector=clock).record)
        assert wrong.clock_steps == 0
        assert figures(wrong) == figures(right)
        assert wrong.legs[BOTH].delay == right.legs[BOTH].delay

    @pytest.mark.parametrize("by", [HOUR, -HOUR, 128 * MS, -128 * MS, 40 * MS, -40 * MS])
    @pytest.mark.parametrize("noise", [MS // 10, 8 * MS])
    def test_a_jump_is_counted_and_in_no_figure(self, by: int, noise: int) -> None:
        there, back = shaken(1, noise), shaken(2, noise)
        right = assess(play(there=there, back=back).record)
        clock = Reflector(clock=stepping(by))
        wrong = assess(play(there=there, back=back, reflector=clock).record)
        assert (wrong.clock_steps, right.clock_steps) == (1, 0)
        assert all(close(wrong.legs[way], right.legs[way]) for way in Direction)
        assert wrong.legs[BOTH].delay == right.legs[BOTH].delay

    def test_one_smaller_than_the_rtt_shows_in_both_ways_at_once(self) -> None:
        clock = Reflector(clock=stepping(5 * MS))
        seen = assess(play(there=shaken(1, MS), back=shaken(2, MS), reflector=clock).record)
        assert seen.clock_steps == 1
        for way in (TO, FROM):
            variation = seen.legs[way].variation
            assert variation
            assert variation.max < 0.0011

    @pytest.mark.parametrize("way", ["there", "back"])
    def test_a_delay_that_changes_one_way_is_no_jump(self, way: str) -> None:
        slow = Way(delays=dict.fromkeys(range(250, 500), 45 * MS))
        seen = assess(play(there=slow).record if way == "there" else play(back=slow).record)
        assert seen.clock_steps == 0
        variation = seen.legs[TO if way == "there" else FROM].variation
        assert variation
        assert variation.max == 0.04

    def test_a_delay_that_grows_and_shrinks_both_ways_is_no_jump(self) -> None:
        ramp = Way(delays={n: 5 * MS + abs(n - 250) * MS // 10 for n in range(500)})
        assert assess(play(there=ramp, back=ramp).record).clock_steps == 0

    @given(st.integers(0, 2**31), st.integers(MS // 100, 60 * MS))
    def test_no_noise_is_taken_for_a_jump(self, seed: int, noise: int) -> None:
        played = play(120, there=shaken(seed, noise, 120), back=shaken(~seed, noise, 120))
        assert assess(played.record).clock_steps == 0

    def test_a_crystal_that_drifts_is_no_jump(self) -> None:
        fast = Reflector(clock=lambda now: now + (now - START) // 10_000)
        quick = Way(delays=dict.fromkeys(range(500), MS // 10))
        seen = assess(play(there=quick, back=quick, reflector=fast).record)
        assert seen.clock_steps == 0

    @pytest.mark.parametrize(
        "clock",
        [
            lambda now: START,
            lambda now: 0,
            lambda now: now * 7919 % 10**18,
            lambda now: -now,
            lambda now: now * 2,
            lambda now: now + (now - START) // 100,
        ],
        ids=["stopped", "zero", "garbage", "backwards", "twice as fast", "slewed"],
    )
    def test_one_that_does_not_run_times_no_direction(self, clock: Callable[[int], int]) -> None:
        played = play(there=shaken(1, 8 * MS), reflector=Reflector(clock=clock))
        seen = assess(played.record)
        for way in (TO, FROM):
            leg = seen.legs[way]
            assert (leg.jitter, leg.variation, leg.delay, leg.histogram) == (None, None, None, ())
            assert leg.lost == 0
        rtt = seen.legs[BOTH].delay
        assert rtt
        assert rtt.max == pytest.approx(0.014, abs=0.005)
        assert seen.legs[TO].rating

    def test_a_few_replies_that_lie_are_left_out(self) -> None:
        record = play(there=shaken(1, 8 * MS), back=shaken(2, 8 * MS)).record
        lies = [
            replace(reply, t2=9 * HOUR, t3=9 * HOUR + 1)
            if reply.index in (0, 50, 499)
            else replace(reply, t3=0)
            if reply.index == 70
            else reply
            for reply in record.replies
        ]
        right, seen = assess(record), assess(replace(record, replies=lies))
        assert seen.clock_steps == 0
        assert all(close(seen.legs[way], right.legs[way]) for way in Direction)
        assert sum(seen.legs[TO].histogram) == 496


def test_when_our_own_clock_was_stepped_nothing_is_timed_and_losses_stay() -> None:
    played = play(there=Way(lost={5}), back=Way(lost={9}))
    seen = assess(replace(played.record, stepped=True))
    assert seen.clock_steps == 1
    assert [seen.legs[way].lost for way in Direction] == [1, 1, 2]
    for leg in seen.legs.values():
        assert (leg.jitter, leg.variation, leg.delay, leg.rating) == (None,) * 4
        assert (leg.histogram, leg.late) == ((), 0)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_handful_of_replies_is_timed_as_far_as_it_goes(count: int) -> None:
    played: Played = play(count)
    seen = assess(played.record)
    assert seen.legs[BOTH].delay
    assert (seen.legs[TO].jitter is None) == (count == 1)
    assert seen.legs[TO].variation
