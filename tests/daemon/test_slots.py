"""What is measured falls into slots, each of it into one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.daemon.slots import GRACE, SlotGatherer
from monitord.model.messages import LegSummary, StreamSummary, Summary
from monitord.model.quality import Direction, StreamOutcome
from monitord.model.sketch import Sketch, bucket_of
from monitord.model.slots import NO_SAMPLES, SLOT, Counts, Samples, Slot, merged_counts

MIDNIGHT = datetime(2026, 11, 22, tzinfo=UTC)
SECOND, A_SLOT = timedelta(seconds=1), timedelta(seconds=SLOT)
BOTH, TO = Direction.ROUND_TRIP, Direction.TO_SITE
LATER = timedelta(days=400)

SUMMARY = Summary(
    poller="p", boot_id="b", seq=1, inventory_revision="r", check="h-a/rt/icmp",
    observed_at=MIDNIGHT + 5 * SECOND, started_at=MIDNIGHT, sent=5, received=4, lost=1,
    unmeasured=0, refused=0, late=0, duplicates=0, rtt_min=0.003, rtt_max=0.004, rtt_sum=0.014,
    rtt_count=4, rtt_buckets=(), rtt_variation_sum=0.0, rtt_variation_count=3,
    rtt_sketch={-145: 3, -138: 1},
)  # fmt: skip
LEG = LegSummary(
    sent=500, received=498, lost=2, duplicates=1, reordered=3, late=4, jitter=0.0007,
    delay_sum=2.49, delay_sketch={-132: 498}, mos=4.31,
)  # fmt: skip
STREAM = StreamSummary(
    poller="p", boot_id="b", seq=2, inventory_revision="r", check="h-a/ref/rtp",
    observed_at=MIDNIGHT + 11 * SECOND, started_at=MIDNIGHT, outcome=StreamOutcome.OK,
    measured=True, legs={BOTH: LEG, TO: replace(LEG, lost=0, received=500)},
)  # fmt: skip


def ended(after: float, **changes: object) -> Summary:
    """A summary that ended so many seconds after midnight."""
    return replace(SUMMARY, observed_at=MIDNIGHT + after * SECOND, **changes)  # type: ignore[arg-type]


def test_summaries_of_one_slot_add_up() -> None:
    gatherer = SlotGatherer()
    for each in (ended(0), ended(150.5, late=2, duplicates=3), ended(299.999999)):
        gatherer.hear(each)
    (slot,) = gatherer.over(MIDNIGHT + A_SLOT + GRACE)
    assert slot == Slot(
        check="h-a/rt/icmp",
        direction=BOTH,
        start=MIDNIGHT,
        seconds=SLOT,
        counts=Counts(sent=15, received=12, lost=3, late=2, duplicates=3),
        rtt=Samples(0.042, Sketch({-145: 9, -138: 3})),
    )


def test_a_slot_is_over_once_and_not_before_all_of_it_was_heard() -> None:
    gatherer = SlotGatherer()
    gatherer.hear(SUMMARY)
    assert gatherer.over(MIDNIGHT + A_SLOT + GRACE - timedelta(microseconds=1)) == []
    assert len(gatherer.over(MIDNIGHT + A_SLOT + GRACE)) == 1
    assert gatherer.over(MIDNIGHT + LATER) == gatherer.rest() == []


def test_a_summary_across_an_edge_lies_where_it_ended() -> None:
    gatherer = SlotGatherer()
    gatherer.hear(replace(ended(302), started_at=MIDNIGHT + 297 * SECOND))
    (slot,) = gatherer.rest()
    assert (slot.start, slot.counts.sent) == (MIDNIGHT + A_SLOT, 5)


def test_a_check_that_goes_on_leaves_its_last_slot_behind() -> None:
    gatherer = SlotGatherer()
    for after in (5, 305, 310, 905):
        gatherer.hear(ended(after))
    slots = gatherer.over(MIDNIGHT + 910 * SECOND)
    assert [(s.start - MIDNIGHT, s.counts.sent) for s in slots] == [
        (0 * A_SLOT, 5), (1 * A_SLOT, 10),
    ]  # fmt: skip
    assert [s.start - MIDNIGHT for s in gatherer.rest()] == [3 * A_SLOT]


def test_when_the_clock_is_set_back_nothing_is_lost_or_counted_twice() -> None:
    gatherer = SlotGatherer()
    for after in (605, 310, 320, 5, 610):
        gatherer.hear(ended(after))
    slots = gatherer.over(MIDNIGHT + LATER)
    found: Counter[timedelta] = Counter()
    for slot in slots:
        found[slot.start - MIDNIGHT] += slot.counts.sent
    assert found == {0 * A_SLOT: 5, 1 * A_SLOT: 10, 2 * A_SLOT: 10}


def test_nothing_is_kept_of_a_check_that_did_nothing() -> None:
    gatherer = SlotGatherer()
    gatherer.hear(ended(5, sent=0, received=0, lost=0, rtt_sum=0.0, rtt_count=0, rtt_sketch={}))
    assert gatherer.rest() == []


def test_an_echo_whose_fate_comes_after_the_edge_is_counted_there() -> None:
    gatherer = SlotGatherer()
    gatherer.hear(ended(299, sent=5, received=4, lost=0))
    gatherer.hear(ended(304, sent=0, received=1, lost=0, rtt_sketch={}, rtt_sum=0.0))
    slots = gatherer.rest() + gatherer.over(MIDNIGHT + LATER)
    assert merged_counts(slot.counts for slot in slots) == Counts(sent=5, received=5)


def test_a_stream_says_something_of_each_direction() -> None:
    gatherer = SlotGatherer()
    gatherer.hear(STREAM)
    slots = {slot.direction: slot for slot in gatherer.rest()}
    told = Samples(0.0007, Sketch.of([0.0007])), Samples(4.31, Sketch.of([4.31]))
    times = Samples(2.49, Sketch({-132: 498}))
    assert set(slots) == {BOTH, TO}
    both, way = slots[BOTH], slots[TO]
    assert (both.rtt, both.delay, (both.jitter, both.mos)) == (times, NO_SAMPLES, told)
    assert (way.rtt, way.delay, (way.jitter, way.mos)) == (NO_SAMPLES, times, told)
    assert both.counts == Counts(sent=500, received=498, lost=2, duplicates=1, reordered=3, late=4)


def test_a_stream_that_says_nothing_of_the_line_is_not_held_against_it() -> None:
    gatherer = SlotGatherer()
    gatherer.hear(replace(STREAM, measured=False, legs={BOTH: replace(LEG, received=0, lost=500)}))
    (slot,) = gatherer.rest()
    assert slot.counts == Counts(sent=500, unmeasured=500)
    assert slot.rtt == slot.jitter == slot.mos == NO_SAMPLES


def test_of_a_refused_stream_there_is_no_slot() -> None:
    gatherer = SlotGatherer()
    gatherer.hear(replace(STREAM, outcome=StreamOutcome.REFUSED, legs={}))
    assert gatherer.rest() == []


small = st.integers(0, 400)
rtts = st.lists(st.integers(1_000, 2 * 10**9), max_size=8)


@st.composite
def summaries(draw: st.DrawFn) -> Summary:
    """What a poller might say; the wall clock goes as it likes."""
    times = draw(rtts)
    return replace(
        SUMMARY,
        check=draw(st.sampled_from(["a/b/icmp", "c/d/icmp"])),
        observed_at=MIDNIGHT + draw(st.floats(0, 3000)) * SECOND,
        sent=draw(small), received=draw(small), lost=draw(small), unmeasured=draw(small),
        late=draw(small), duplicates=draw(small),
        rtt_sum=sum(times) / 1e9, rtt_count=len(times),
        rtt_sketch=dict(Counter(bucket_of(time / 1e9) for time in times)),
    )  # fmt: skip


@given(st.lists(st.tuples(summaries(), st.booleans()), max_size=30))
def test_slots_partition_what_summaries_counted(told: Sequence[tuple[Summary, bool]]) -> None:
    """Whenever it is asked what is over, and however the clock was set."""
    gatherer = SlotGatherer()
    slots: list[Slot] = []
    for summary, asked in told:
        gatherer.hear(summary)
        if asked:
            slots += gatherer.over(summary.observed_at)
    slots += gatherer.rest()
    assert all(int(slot.start.timestamp()) % SLOT == 0 for slot in slots)
    assert _slotted(slots) == _told([summary for summary, _ in told])


def _slotted(slots: Sequence[Slot]) -> Mapping[tuple[str, datetime], Counter[object]]:
    found: dict[tuple[str, datetime], Counter[object]] = defaultdict(Counter)
    for slot in slots:
        c, mine = slot.counts, found[slot.check, slot.start]
        mine.update(sent=c.sent, received=c.received, lost=c.lost, unmeasured=c.unmeasured)
        mine.update(late=c.late, duplicates=c.duplicates, ns=round(slot.rtt.total * 1e9))
        mine.update(slot.rtt.sketch.counts)
    return {key: +counter for key, counter in found.items() if +counter}


def _told(summaries: Sequence[Summary]) -> Mapping[tuple[str, datetime], Counter[object]]:
    found: dict[tuple[str, datetime], Counter[object]] = defaultdict(Counter)
    for s in summaries:
        start = MIDNIGHT + (s.observed_at - MIDNIGHT) // A_SLOT * A_SLOT
        mine = found[s.check, start]
        mine.update(sent=s.sent, received=s.received, lost=s.lost, unmeasured=s.unmeasured)
        mine.update(late=s.late, duplicates=s.duplicates, ns=round(s.rtt_sum * 1e9))
        mine.update(s.rtt_sketch)
    return {key: +counter for key, counter in found.items() if +counter}


@pytest.mark.parametrize("checks", [1, 1000])
def test_memory_holds_one_slot_for_each_check(checks: int) -> None:
    gatherer = SlotGatherer()
    for after in range(0, 3000, 150):
        for n in range(checks):
            gatherer.hear(ended(after, check=f"h-{n}/rt/icmp"))
        gatherer.over(MIDNIGHT + after * SECOND)
    assert len(gatherer.rest()) == checks
