"""What summaries and streams say, gathered in slots, is what the views count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from blockbuster import BlockBuster, blockbuster_ctx

from monitord.daemon.slots import SlotGatherer
from monitord.model.messages import StreamSummary, Summary
from monitord.model.quality import Direction, StreamOutcome
from monitord.model.sketch import Sketch
from monitord.model.slots import Counts, Slot, merged_counts, merged_samples
from monitord.model.views import EchoTotals
from tests.health.streaming import spread
from tests.poller.echoing import Bench, EchoingEngine, check, running
from tests.poller.streaming import LOST, WELL, StreamingEngine, stream_check

A, B = "10.0.0.1", "10.0.0.2"
TO, BOTH = Direction.TO_SITE, Direction.ROUND_TRIP


@pytest.fixture(autouse=True)
def _nothing_blocks_the_loop() -> object:
    with blockbuster_ctx() as blocker:
        assert isinstance(blocker, BlockBuster)
        yield blocker


def gathered(bench: Bench) -> list[Slot]:
    """All that was said so far, in slots."""
    gatherer = SlotGatherer()
    for event in bench.events.all:
        if isinstance(event, Summary | StreamSummary):
            gatherer.hear(event)
    return [*gatherer.rest()]


def echoed(slots: Iterable[Slot], ident: str) -> tuple[Counts, float, int]:
    """Counts, and the sum and number of round trips."""
    mine = [slot for slot in slots if slot.check == ident]
    rtt = merged_samples(slot.rtt for slot in mine)
    return merged_counts(slot.counts for slot in mine), rtt.total, rtt.count


async def test_slots_add_up_to_the_totals_of_echoes() -> None:
    engine = EchoingEngine(silent={B})
    async with running(engine) as bench:
        await bench.watch(check("s/a/icmp", A), check("s/b/icmp", B))
        await bench.events.hold(lambda: _said(bench, "s/a/icmp") >= 30 <= _said(bench, "s/b/icmp"))
        views = {view.id: view.totals for view in bench.poller.snapshot().echoes}
        slots = gathered(bench)
    for ident, totals in views.items():
        counts, rtt, number = echoed(slots, ident)
        assert counts == _counted(totals)
        assert number == totals.rtt_count
        assert rtt == pytest.approx(totals.rtt_sum)
    assert views["s/b/icmp"].lost > 0
    assert views["s/a/icmp"].rtt_count > 0


async def test_each_stream_is_summed_up_in_each_direction() -> None:
    times = Sketch.of([0.02] * 400)
    both = replace(WELL[BOTH], delay=spread(0.02), delays=times)
    engine = StreamingEngine(legs={A: LOST, B: {**WELL, BOTH: both}})
    async with running(EchoingEngine(), streams=engine) as bench:
        await bench.watch(stream_check("s/a/rtp", A), stream_check("s/b/rtp", B))
        await bench.events.hold(lambda: len(_streams(bench)) >= 6)
        views = {view.id: view.totals.packets for view in bench.poller.snapshot().streams}
        slots = gathered(bench)
        said = _streams(bench)
    assert {(each.outcome, each.measured) for each in said} == {(StreamOutcome.OK, True)}
    assert all(each.started_at <= each.observed_at for each in said)
    for ident, packets in views.items():
        for way, total in packets.items():
            counts = merged_counts(
                s.counts for s in slots if (s.check, s.direction) == (ident, way)
            )
            assert (counts.sent, counts.lost) == (total.sent, total.lost)
            assert counts.received == total.sent - total.lost
    assert views["s/a/rtp"][TO].lost > 0
    trips = merged_samples(s.rtt for s in slots if s.check == "s/b/rtp" and s.direction is BOTH)
    of_b = sum(each.check == "s/b/rtp" for each in said)
    assert trips.count == 400 * of_b
    assert trips.mean == pytest.approx(0.02)


def _said(bench: Bench, ident: str) -> int:
    """Echoes of which the fate was said."""
    told = [e for e in bench.events.all if isinstance(e, Summary) and e.check == ident]
    return sum(each.received + each.lost + each.unmeasured for each in told)


def _streams(bench: Bench) -> list[StreamSummary]:
    return [event for event in bench.events.all if isinstance(event, StreamSummary)]


def _counted(totals: EchoTotals) -> Counts:
    return Counts(
        sent=totals.sent,
        received=totals.received,
        lost=totals.lost,
        unmeasured=totals.unmeasured,
        duplicates=totals.duplicates,
        late=totals.late,
    )
