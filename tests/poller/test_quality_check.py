"""Checks of quality beside streams of echoes, with engines that need no network."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta
from functools import partial

import pytest
from blockbuster import BlockBuster, blockbuster_ctx

from monitord.model.checks import Pipe, Reflector
from monitord.model.codecs import Codec
from monitord.model.inventory import Hours
from monitord.model.messages import Recheck, SetInterval
from monitord.model.quality import Direction, Mode, StreamOutcome
from monitord.model.snapshot import StreamLoad
from monitord.model.states import State
from monitord.model.views import StreamView
from tests.health.streaming import G711, leg
from tests.poller.echoing import Bench, EchoingEngine, check, running
from tests.poller.streaming import LOST, WELL, Aimed, StreamingEngine, stream_check

A, B, WITNESS = "10.0.0.1", "10.0.0.2", "10.0.0.254"
RTP, ECHO = "s/a/rtp", "s/a/icmp"
FOREVER = 3600.0
"""An interval in which no second turn comes."""
VIDEO = Codec("video", "video", 96, 90_000, 1 / 30, 1200, burst=4)
LINE = Pipe("TSL-1", G711.rate)


@pytest.fixture(autouse=True)
def _nothing_blocks_the_loop() -> object:
    with blockbuster_ctx() as blocker:
        assert isinstance(blocker, BlockBuster)
        yield blocker


def view(bench: Bench, ident: str = RTP) -> StreamView:
    """A check as it is shown now."""
    (found,) = [each for each in bench.poller.snapshot().streams if each.id == ident]
    return found


def streamed(bench: Bench, streams: int, ident: str = RTP) -> bool:
    """Whether so many streams have ended."""
    return view(bench, ident).totals.streams >= streams


def expiring(seconds: float = 60.0) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


def recheck(ident: str = RTP) -> Recheck:
    return Recheck(id="1", check=ident, expires_at=expiring())


async def test_a_device_whose_stream_comes_back_is_up_and_its_figures_are_shown() -> None:
    async with running(EchoingEngine()) as bench:
        await bench.watch(stream_check(RTP, A, interval=FOREVER))
        assert (view(bench).state, view(bench).outcome) == (State.UNKNOWN, None)
        assert (view(bench).mode, view(bench).codec) == (Mode.RTP, "g711")
        bench.poller.command(recheck())
        (up,) = await bench.events.until(1)
        assert (up.check, up.previous, up.state) == (RTP, State.UNKNOWN, State.UP)
        shown = view(bench)
        assert (shown.state, shown.outcome) == (State.UP, StreamOutcome.OK)
        assert shown.recent is not None
        assert shown.recent.result.legs == WELL
        assert shown.recent.good_until - shown.recent.measured_at == 2 * FOREVER
        assert shown.recent.measured_at == shown.last_measured
        assert (shown.totals.streams, shown.totals.failed) == (1, 0)
        assert shown.totals.packets[Direction.TO_SITE].sent == 500
        snapshot = bench.poller.snapshot()
        assert snapshot.stream_outcomes[StreamOutcome.OK] == 1
        assert (snapshot.sent["rtp"], snapshot.in_flight["rtp"]) == (500, 0)
        assert snapshot.stream_strays == {"forged": 3}
        assert snapshot.stream_load == StreamLoad(0, 0.0)


@pytest.mark.parametrize(
    ("codec", "dscp", "marked"), [(G711, None, 46), (VIDEO, None, 34), (VIDEO, 0, 0)]
)
async def test_packets_are_marked_as_their_medium_usually_is(
    codec: Codec, dscp: int | None, marked: int
) -> None:
    async with running(EchoingEngine()) as bench:
        await bench.watch(stream_check(RTP, A, codec=codec, dscp=dscp, interval=FOREVER))
        assert bench.streams.aimed == [Aimed(A, 862, Mode.RTP, codec, 0.01, marked, None)]


async def test_loss_degrades_at_the_second_stream_which_follows_at_once() -> None:
    engine = StreamingEngine(legs={A: LOST})
    async with running(EchoingEngine(), streams=engine) as bench:
        await bench.watch(check(ECHO, A), stream_check(RTP, A, interval=FOREVER))
        await bench.events.until(1)
        bench.poller.command(recheck())
        bad = (await bench.events.until(2))[-1]
        assert (bad.state, bad.reason.code) == (State.DEGRADED, "rtp.loss")
        assert bad.reason.params["direction"] == "to_site"
        assert engine.begun[A] == 2
        engine.legs.clear()
        bench.poller.command(recheck())
        up = (await bench.events.until(3))[-1]
        assert (up.state, engine.begun[A]) == (State.UP, 4)
        assert view(bench).totals.packets[Direction.TO_SITE].lost == 32
        assert [t.check for t in bench.events.transitions] == [ECHO, RTP, RTP]


async def test_a_stream_that_agrees_is_followed_by_none() -> None:
    async with running(EchoingEngine()) as bench:
        await bench.watch(stream_check(RTP, A, interval=FOREVER))
        for streams in (1, 2, 3):
            bench.poller.command(recheck())
            await bench.streams.until(A, streams)
            await bench.streams.until_idle()
            await asyncio.sleep(0)
        assert bench.streams.begun[A] == 3


async def test_a_silent_device_leaves_its_quality_unknown_and_is_asked_when_it_is_back() -> None:
    engine, streams = EchoingEngine(silent={A}), StreamingEngine(silent={A})
    async with running(engine, streams=streams) as bench:
        quality = stream_check(RTP, A, interval=FOREVER)
        await bench.watch(check(ECHO, A), quality, witnesses=[WITNESS])
        (down,) = await bench.events.until(1)
        assert (down.check, down.state) == (ECHO, State.DOWN)
        bench.poller.command(recheck())
        unknown = (await bench.events.until(2))[-1]
        assert (unknown.check, unknown.reason.code) == (RTP, "rtp.device-silent")
        assert streams.begun[A] == 1
        engine.silent.clear()
        streams.silent.clear()
        back = (await bench.events.until(4))[2:]
        assert [(t.check, t.state) for t in back] == [(ECHO, State.UP), (RTP, State.UP)]


async def test_a_device_of_which_nothing_is_known_any_more_is_not_back() -> None:
    engine, streams = EchoingEngine(silent={A}), StreamingEngine(silent={A})
    async with running(engine, streams=streams) as bench:
        quality = stream_check(RTP, A, interval=FOREVER)
        await bench.watch(check(ECHO, A), quality, witnesses=[WITNESS])
        await bench.events.until(1)
        bench.poller.command(recheck())
        await bench.events.until(2)
        engine.silent.add(WITNESS)
        cut = {t.check: t.reason.code for t in (await bench.events.until(4))[2:]}
        assert cut == {ECHO: "isolated", RTP: "isolated"}
        told = len(bench.events.all)
        await bench.events.hold(lambda: len(bench.events.all) >= told + 2)  # summaries go on
        assert streams.begun[A] == 1


async def test_silence_outside_the_hours_is_off() -> None:
    yesterday = (datetime.now(UTC) - timedelta(days=2)).isoweekday()
    closed = Hours("closed", frozenset({yesterday}), time(7), time(8))
    async with running(EchoingEngine(), streams=StreamingEngine(silent={A})) as bench:
        await bench.watch(stream_check(RTP, A, closed))
        (off,) = await bench.events.until(1)
        assert (off.state, off.reason.code) == (State.OFF, "rtp.outside-hours")


async def test_a_monitor_that_is_cut_off_says_nothing_about_quality() -> None:
    engine, streams = EchoingEngine(), StreamingEngine()
    async with running(engine, streams=streams) as bench:
        quality = stream_check(RTP, A, interval=FOREVER)
        await bench.watch(check(ECHO, A), quality, witnesses=[WITNESS])
        bench.poller.command(recheck())
        await bench.events.until(2)
        engine.silent |= {A, WITNESS}
        streams.silent.add(A)
        cut = {t.check: t.reason.code for t in (await bench.events.until(4))[2:]}
        assert cut == {ECHO: "isolated", RTP: "isolated"}
        for number in (2, 3):
            bench.poller.command(recheck())
            await streams.until(A, number)
            await streams.until_idle()
        assert len(bench.events.transitions) == 4
        assert (view(bench).totals.unmeasured, view(bench).totals.failed) == (2, 0)


@pytest.mark.parametrize("lost", [True, False])
async def test_what_was_lost_while_the_monitor_was_deaf_is_nobodys_loss(lost: bool) -> None:
    gate = asyncio.Event()
    streams = StreamingEngine(held={A: gate}, legs={A: LOST if lost else WELL})
    engine = EchoingEngine()
    async with running(engine, streams=streams) as bench:
        quality = stream_check(RTP, A, interval=FOREVER)
        await bench.watch(check(ECHO, A), quality, witnesses=[WITNESS])
        await bench.events.until(1)
        bench.poller.command(recheck())
        await streams.until(A, 1)
        engine.silent |= {A, WITNESS}
        await bench.events.until(3)
        engine.silent.clear()
        await bench.events.until(4)
        gate.set()
        await bench.events.hold(partial(streamed, bench, 1))
        totals = view(bench).totals
        assert (totals.unmeasured, totals.packets) == ((1, {}) if lost else (0, totals.packets))
        assert streams.begun[A] == 1
        assert view(bench).state is (State.UNKNOWN if lost else State.UP)


@pytest.mark.parametrize("why", ["send-failed", "socket-drops", "stalled"])
async def test_what_the_monitor_could_not_do_is_unknown(why: str) -> None:
    engine = StreamingEngine(outcomes={A: (StreamOutcome.UNMEASURED, why)})
    async with running(EchoingEngine(), streams=engine) as bench:
        await bench.watch(stream_check(RTP, A))
        (unknown,) = await bench.events.until(1)
        assert (unknown.state, unknown.reason.code) == (State.UNKNOWN, why)
        assert view(bench).totals.failed == 0
        assert (view(bench).recent, view(bench).last_measured) == (None, None)


@pytest.mark.parametrize(
    ("address", "reflector", "code"),
    [
        (A, Reflector(locked=True), "rtp.no-key"),
        (A, Reflector((LINE, Pipe("TSL-2", G711.rate - 1))), "rtp.no-room"),
        ("fe80::1%eth9", Reflector(), "address.unusable"),
        ("vc.example", Reflector(), "name.unresolved"),
    ],
)
async def test_without_key_or_room_or_address_it_is_unknown_and_nothing_is_sent(
    address: str, reflector: Reflector, code: str
) -> None:
    async with running(EchoingEngine()) as bench:
        await bench.watch(stream_check(RTP, address, reflector=reflector))
        (unknown,) = await bench.events.until(1)
        assert (unknown.state, unknown.reason.code) == (State.UNKNOWN, code)
        assert bench.streams.begun.total() == 0


async def test_a_stream_larger_than_the_room_of_a_circuit_is_never_run_and_says_by_how_much() -> (
    None
):
    async with running(EchoingEngine(), rtp_total=10**6) as bench:
        narrow = Pipe("TSL-2", 400_000.0)
        await bench.watch(
            stream_check(RTP, A, codec=VIDEO, pipes=(narrow,)),
            stream_check("s/b/rtp", B, codec=VIDEO),
        )
        refused = {t.check: t.reason for t in await bench.events.until(2)}
        rate = VIDEO.rate / 8
        assert refused[RTP].params == {
            "circuit": "TSL-2",
            "value_bytes_per_second": rate,
            "limit_bytes_per_second": 50_000,
        }
        assert refused["s/b/rtp"].code == "rtp.over-total"


async def test_streams_below_one_circuit_take_turns_and_others_do_not_wait() -> None:
    gate = asyncio.Event()
    held = {f"10.0.1.{n}": gate for n in range(4)}
    engine = StreamingEngine(held=held)
    engine.watch = lambda: loads.append(bench.poller.snapshot().stream_load)
    loads: list[StreamLoad] = []
    async with running(EchoingEngine(), streams=engine) as bench:
        below = [
            stream_check(f"s{n}/a/rtp", address, interval=FOREVER, pipes=(LINE,))
            for n, address in enumerate(held)
        ]
        await bench.watch(*below, stream_check(RTP, A, interval=FOREVER))
        for one in below:
            bench.poller.command(recheck(one.id))
        await bench.streams.until("10.0.1.0", 1)
        bench.poller.command(recheck())
        await bench.streams.until(A, 1)
        await bench.events.until(1)
        assert bench.poller.snapshot().stream_load == StreamLoad(3, G711.rate)
        assert bench.streams.in_flight == 1
        gate.set()
        await bench.events.until(5)
        assert max(load.rate for load in loads) == 2 * G711.rate
        assert bench.poller.snapshot().stream_load == StreamLoad(0, 0.0)


async def test_a_turn_that_comes_while_a_stream_waits_is_left_out_and_counted() -> None:
    gate = asyncio.Event()
    async with running(EchoingEngine(), streams=StreamingEngine(held={B: gate})) as bench:
        first = stream_check("s/b/rtp", B, interval=FOREVER, pipes=(LINE,))
        await bench.watch(first, stream_check(RTP, A, interval=0.02, pipes=(LINE,)), check(ECHO, A))
        bench.poller.command(recheck("s/b/rtp"))
        await bench.streams.until(B, 1)
        await bench.events.hold(lambda: bench.poller.snapshot().overruns["rtp"] >= 3)
        before = bench.streams.begun[A]
        assert bench.poller.snapshot().stream_load.waiting == 1
        gate.set()
        await bench.streams.until(A, before + 2)
        assert bench.streams.most[A] == 1


async def test_a_check_that_leaves_while_it_waits_makes_room_for_others() -> None:
    gate = asyncio.Event()
    async with running(EchoingEngine(), streams=StreamingEngine(held={B: gate})) as bench:
        first = stream_check("s/b/rtp", B, interval=FOREVER, pipes=(LINE,))
        second = stream_check(RTP, A, interval=FOREVER, pipes=(LINE,))
        third = stream_check("s/c/rtp", "10.0.0.3", interval=FOREVER, pipes=(LINE,))
        await bench.watch(first, second, third)
        for ident in ("s/b/rtp", RTP, "s/c/rtp"):
            bench.poller.command(recheck(ident))
        await bench.streams.until(B, 1)
        await bench.watch(third)
        (up,) = await bench.events.until(1)
        assert up.check == "s/c/rtp"
        assert (bench.streams.cancelled, bench.streams.begun[A]) == (1, 0)
        assert bench.poller.snapshot().stream_load == StreamLoad(0, 0.0)


async def test_stopping_gives_up_streams_and_those_that_wait() -> None:
    engine = StreamingEngine(held={A: asyncio.Event()})
    async with running(EchoingEngine(), streams=engine) as bench:
        await bench.watch(
            stream_check(RTP, A, pipes=(LINE,)), stream_check("s/b/rtp", B, pipes=(LINE,))
        )
        await engine.until(A, 1)
    assert (engine.cancelled, engine.in_flight) == (1, 0)
    assert bench.poller.snapshot().stream_load == StreamLoad(0, 0.0)


async def test_another_interval_on_command_is_kept_until_its_end() -> None:
    async with running(EchoingEngine()) as bench:
        await bench.watch(stream_check(RTP, A, interval=FOREVER), check("s/b/icmp", B))
        faster = SetInterval(
            id="3", check=RTP, expires_at=expiring(), interval=0.02, until=expiring(0.3)
        )
        assert bench.poller.command(faster)
        await bench.streams.until(A, 4)
        quality = bench.poller._streams.quality.streams[RTP]
        await bench.events.hold(lambda: quality.interval == FOREVER)


async def test_an_engine_that_could_not_be_opened_leaves_its_checks_unknown() -> None:
    async with running(EchoingEngine()) as bench:
        await bench.watch(stream_check(RTP, A, interval=FOREVER))
        quality = bench.poller._streams.quality.streams[RTP]
        quality._engine = None
        quality.aim(B, quality.health.reason)
        bench.poller.command(recheck())
        (unknown,) = await bench.events.until(1)
        assert (unknown.state, unknown.reason.code) == (State.UNKNOWN, "engine.unavailable")


async def test_what_an_engine_raises_is_a_bug_that_is_heard_of() -> None:
    engine = StreamingEngine(broken=LookupError("a bug"))
    async with running(EchoingEngine(), streams=engine) as bench:
        await bench.watch(stream_check(RTP, A, interval=FOREVER))
        bench.poller.command(recheck())
        await engine.until(A, 1)
        await bench.poller.stop()
        assert [type(error) for error in bench.failures] == [LookupError]
        assert bench.poller.snapshot().stream_load.rate == 0
        bench.failures.clear()


async def test_one_way_that_is_delayed_says_which() -> None:
    engine = StreamingEngine(legs={A: {**WELL, Direction.FROM_SITE: leg(delay=0.3)}})
    async with running(EchoingEngine(), streams=engine) as bench:
        await bench.watch(stream_check(RTP, A))
        (bad,) = await bench.events.until(1)
        assert bad.reason.code == "rtp.delay"
        assert bad.reason.params["direction"] == "from_site"
