"""What is known of each direction, against streams whose every packet is known."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.model.quality import Direction, Leg, Mode
from probes.rtp.statistics import Assessment, assess
from tests.probes.rtp.statistics.streams import MS, Played, Reflector, Way, overtaken, play

COUNT = 60
TO, FROM, BOTH = Direction.TO_SITE, Direction.FROM_SITE, Direction.ROUND_TRIP
packets = st.sets(st.integers(0, COUNT - 1), max_size=25)
copies = st.dictionaries(st.integers(0, COUNT - 1), st.integers(1, 2), max_size=8)
delays = st.dictionaries(
    st.integers(0, COUNT - 1), st.integers(1, 200).map(MS.__mul__), max_size=15
)


def counts(leg: Leg) -> tuple[int, int, int, int, int]:
    """What is counted of a leg."""
    return leg.sent, leg.received, leg.lost, leg.duplicates, leg.reordered


def truth(played: Played) -> dict[Direction, tuple[int, int, int, int, int]]:
    """The same, by counting what happened, up to the last packet and number known."""
    indices = [reply.index for reply in played.record.replies]
    last, top = max(indices), max(played.returned)
    arrived = [n for nth, n in enumerate(played.arrived) if nth <= top]
    reached = {n for n in played.arrived if n <= last}
    back = set(played.returned)
    answered = set(indices)
    sent = len(played.record.sent)
    return {
        TO: (
            last + 1,
            len(reached),
            last + 1 - len(reached),
            len(arrived) - len(set(arrived)),
            overtaken([played.arrived[nth] for nth in sorted(back)]),
        ),
        FROM: (
            top + 1,
            len(back),
            top + 1 - len(back),
            len(indices) - len(back),
            overtaken(played.returned),
        ),
        BOTH: (
            sent,
            len(answered),
            sent - len(answered),
            len(indices) - len(answered),
            overtaken(indices),
        ),
    }


def assert_true(played: Played) -> Assessment:
    """All counts of all legs, exactly."""
    seen = assess(played.record)
    assert seen.stateful
    assert seen.restarts == 0
    expected = truth(played)
    assert {direction: counts(leg) for direction, leg in seen.legs.items()} == expected
    return seen


@given(packets, packets, copies)
def test_losses_both_ways_and_copies_on_the_way_back_are_told_exactly(
    there: set[int], back: set[int], copied: dict[int, int]
) -> None:
    assert_true(play(COUNT, there=Way(lost=there), back=Way(lost=back, copies=copied)))


@given(packets, copies, delays, copies, delays)
def test_losses_copies_and_disorder_on_the_way_there_are_told_exactly(
    there: set[int],
    copied: dict[int, int],
    late: dict[int, int],
    copied_back: dict[int, int],
    late_back: dict[int, int],
) -> None:
    assert_true(
        play(
            COUNT,
            there=Way(lost=there, copies=copied, delays=late),
            back=Way(copies=copied_back, delays=late_back),
        )
    )


@given(
    st.sets(st.integers(1, COUNT - 20), max_size=20),
    st.sets(st.integers(1, COUNT - 40), max_size=12),
    st.dictionaries(st.integers(1, COUNT - 20), st.integers(1, 100).map(MS.__mul__), max_size=12),
)
def test_losses_and_disorder_both_ways_without_copies_are_told_exactly(
    there: set[int], back: set[int], late: dict[int, int]
) -> None:
    assert_true(
        play(COUNT, there=Way(lost=there, delays=late), back=Way(lost=back, delays=late)),
    )


@given(packets, packets, copies, delays, copies, delays, st.integers(0, 3))
def test_whatever_happens_each_leg_adds_up(
    there: set[int],
    back: set[int],
    copied: dict[int, int],
    late: dict[int, int],
    copied_back: dict[int, int],
    late_back: dict[int, int],
    first: int,
) -> None:
    played = play(
        COUNT,
        there=Way(lost=there, copies=copied, delays=late),
        back=Way(lost=back, copies=copied_back, delays=late_back),
        reflector=Reflector(first=first),
    )
    seen = assess(played.record)
    assert seen.stateful == (TO in seen.legs) == (FROM in seen.legs)
    for leg in seen.legs.values():
        assert leg.sent == leg.received + leg.lost
        assert min(counts(leg)) >= 0
        assert leg.sent >= leg.received
    both = seen.legs[BOTH]
    assert both.sent == COUNT
    assert both.received == len({reply.index for reply in played.record.replies})
    if seen.stateful:
        assert seen.legs[TO].lost <= both.lost
        assert seen.legs[TO].received >= both.received
        assert seen.legs[FROM].received >= both.received


@given(packets, packets, st.integers(2**32 - COUNT, 2**32 - 1))
def test_the_reflectors_numbers_may_wrap_in_mid_stream(
    there: set[int], back: set[int], first: int
) -> None:
    played = play(
        COUNT,
        there=Way(lost={*there} - {0}),
        back=Way(lost={*back} - {0}),
        reflector=Reflector(first=first),
    )
    assert_true(played)


def test_numbers_that_wrap_may_be_out_of_order() -> None:
    late = dict.fromkeys((20, 29, 31, 50), 90 * MS)
    played = play(COUNT, there=Way(delays=late), reflector=Reflector(first=2**32 - 30))
    assert_true(played)


def test_a_copy_whose_reply_is_lost_takes_no_packet_from_elsewhere() -> None:
    played = play(100, there=Way(lost={40}, copies={20: 1, 60: 1}), back=Way(lost={21}))
    seen = assert_true(played)
    assert (seen.legs[TO].lost, seen.legs[TO].duplicates, seen.legs[FROM].lost) == (1, 2, 1)


def test_the_end_that_nobody_answered_is_in_the_round_trip_only() -> None:
    played = play(100, back=Way(lost={10, *range(90, 100)}))
    seen = assert_true(played)
    assert seen.legs[TO].sent == seen.legs[FROM].sent == 90
    assert (seen.legs[TO].lost, seen.legs[FROM].lost, seen.legs[BOTH].lost) == (0, 1, 11)


def test_a_reflector_that_had_counted_for_others_lost_nothing_before_it_was_heard() -> None:
    played = play(100, there=Way(lost={0, 1, 50}), reflector=Reflector(first=700))
    legs = assess(played.record).legs
    assert counts(legs[TO])[:3] == (98, 97, 1)
    assert counts(legs[FROM])[:3] == (97, 97, 0)
    assert legs[BOTH].lost == 3


@pytest.mark.parametrize("restart", [1, 2, 30, 140, 380])
def test_a_reflector_that_restarts_is_noticed_and_loses_nothing_by_it(restart: int) -> None:
    played = play(
        500,
        there=Way(lost={3, 40, 200, 410}),
        back=Way(lost={5, 77, 250, 440}),
        reflector=Reflector(restarts=frozenset({restart})),
    )
    seen = assess(played.record)
    assert (seen.restarts, seen.stateful) == (1, True)
    assert [seen.legs[direction].lost for direction in Direction] == [4, 4, 8]
    assert all(leg.duplicates == leg.reordered == 0 for leg in seen.legs.values())


def test_what_was_sent_while_the_reflector_restarted_is_put_to_no_direction() -> None:
    played = play(
        300,
        there=Way(lost=set(range(100, 150))),
        reflector=Reflector(restarts=frozenset({150})),
    )
    seen = assess(played.record)
    assert (seen.restarts, seen.legs[BOTH].lost) == (1, 50)
    assert counts(seen.legs[TO])[:3] == counts(seen.legs[FROM])[:3] == (250, 250, 0)


def test_a_restart_is_noticed_when_the_first_numbers_after_it_never_came() -> None:
    played = play(
        200,
        back=Way(lost={50, 51, 52}),
        reflector=Reflector(restarts=frozenset({50})),
    )
    seen = assess(played.record)
    assert (seen.restarts, seen.legs[TO].lost, seen.legs[FROM].lost) == (1, 0, 3)


def test_a_long_silence_is_no_restart() -> None:
    played = play(500, there=Way(lost=set(range(100, 400))), back=Way(lost={150}))
    assert assert_true(played).legs[TO].lost == 300


def test_numbers_of_a_reflector_that_counts_for_others_in_between_are_not_believed() -> None:
    record = play(100).record
    shared = replace(
        record, replies=[replace(each, reflected=2 * each.index) for each in record.replies]
    )
    seen = assess(shared)
    assert (seen.stateful, set(seen.legs), seen.legs[BOTH].lost) == (False, {BOTH}, 0)


@given(st.lists(st.integers(0, 2**32 - 1), min_size=COUNT, max_size=COUNT))
def test_numbers_at_random_are_not_believed(numbers: list[int]) -> None:
    record = play(COUNT).record
    random = [
        replace(reply, reflected=number)
        for reply, number in zip(record.replies, numbers, strict=True)
    ]
    seen = assess(replace(record, replies=random))
    assert counts(seen.legs[BOTH]) == (COUNT, COUNT, 0, 0, 0)
    if seen.stateful:
        assert [seen.legs[way].lost for way in (TO, FROM)] == [0, 0]


@pytest.mark.parametrize("mode", [Mode.STAMP, Mode.TWAMP_LIGHT])
class TestNumbersThatMayBeOurs:
    """A stateless reflector copies the sender's number (RFC 8762, 4.3)."""

    def test_of_a_loss_nobody_can_say_where_it_was(self, mode: Mode) -> None:
        played = play(100, mode=mode, there=Way(lost={20}), reflector=Reflector(copies_ours=True))
        seen = assess(played.record)
        assert (seen.stateful, set(seen.legs), seen.legs[BOTH].lost) == (False, {BOTH}, 1)

    def test_one_loss_on_the_way_there_proves_that_they_are_not(self, mode: Mode) -> None:
        played = play(100, mode=mode, there=Way(lost={20}), back=Way(lost={40, 60}))
        assert_true(played)

    def test_while_nothing_is_lost_they_say_so_of_both_ways(self, mode: Mode) -> None:
        assert_true(play(100, mode=mode, back=Way(copies={7: 1})))
        played = play(100, mode=mode, reflector=Reflector(copies_ours=True))
        assert_true(played)

    def test_a_copy_made_on_the_way_there_betrays_them(self, mode: Mode) -> None:
        played = play(
            100, mode=mode, there=Way(copies={20: 1}), reflector=Reflector(copies_ours=True)
        )
        seen = assess(played.record)
        assert (seen.stateful, set(seen.legs)) == (False, {BOTH})
        assert seen.legs[BOTH].duplicates == 1

    def test_disorder_on_the_way_there_betrays_them(self, mode: Mode) -> None:
        played = play(
            100, mode=mode, there=Way(delays={20: 90 * MS}), reflector=Reflector(copies_ours=True)
        )
        seen = assess(played.record)
        assert (seen.stateful, set(seen.legs)) == (False, {BOTH})
        assert seen.legs[BOTH].reordered == 1


def test_an_echo_tells_of_the_round_trip_only() -> None:
    record = play(100, mode=Mode.ECHO, there=Way(lost={20})).record
    bare = [replace(reply, reflected=None, t2=None, t3=None) for reply in record.replies]
    seen = assess(replace(record, replies=bare))
    assert (seen.stateful, set(seen.legs)) == (False, {BOTH})
    assert counts(seen.legs[BOTH]) == (100, 99, 1, 0, 0)
    assert seen.legs[BOTH].delay is not None


def test_a_stream_without_a_reply_is_all_lost_and_nothing_is_timed() -> None:
    seen = assess(play(100, there=Way(lost=set(range(100)))).record)
    leg = seen.legs[BOTH]
    assert (set(seen.legs), counts(leg)) == ({BOTH}, (100, 0, 100, 0, 0))
    assert (leg.jitter, leg.variation, leg.delay, leg.rating) == (None, None, None, None)
    assert (leg.histogram, leg.bursts.longest_run) == ((), 100)


def test_of_a_stream_that_was_never_sent_nothing_is_said() -> None:
    leg = assess(play(0).record).legs[BOTH]
    assert (counts(leg), leg.loss, leg.rating) == ((0, 0, 0, 0, 0), None, None)


@pytest.mark.parametrize("first", [1, 700, 2**32 - 2, 2**32 - 1])
@given(lost_to=packets, lost_from=packets)
def test_where_numbers_go_on_from_the_last_stream_losses_before_the_first_reply_are_told(
    first: int, lost_to: set[int], lost_from: set[int]
) -> None:
    lost_to = lost_to - {COUNT - 1}
    reached = COUNT - len(lost_to)
    lost_from = lost_from - {reached - 1}  # the last packet is answered
    there, back = Way(lost=lost_to), Way(lost=lost_from)
    played = play(COUNT, there=there, back=back, reflector=Reflector(first=first))
    record = replace(played.record, begins=first)
    legs = assess(record).legs
    assert (legs[TO].sent, legs[TO].lost) == (COUNT, len(lost_to))
    assert (legs[FROM].sent, legs[FROM].received) == (reached, len(record.replies))


def test_where_the_last_stream_ended_means_nothing_to_a_reflector_that_began_anew() -> None:
    played = play(COUNT, there=Way(lost={0, 1}), back=Way(lost={2}))
    told = assess(replace(played.record, begins=400))
    assert {way: counts(leg) for way, leg in told.legs.items()} == truth(played)
