"""The poller with an engine that needs no network."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta
from time import monotonic_ns
from typing import Any

import pytest
from blockbuster import BlockBuster, blockbuster_ctx

from monitord.model.echo import EchoSink
from monitord.model.inventory import Hours
from monitord.model.messages import Heartbeat, Recheck, RunOnce, SetInterval, Summary
from monitord.model.states import State
from tests.poller.echoing import Aim, Bench, EchoingEngine, check, running

A, B, WITNESS = "10.0.0.1", "10.0.0.2", "10.0.0.254"


@pytest.fixture(autouse=True)
def _nothing_blocks_the_loop() -> object:
    with blockbuster_ctx() as blocker:
        assert isinstance(blocker, BlockBuster)
        yield blocker


async def settle(bench: Bench, echoes: int, address: str) -> None:
    """Wait until so many more echoes went to an address."""
    goal = bench.engine.sent[address] + echoes
    async with asyncio.timeout(10):
        while bench.engine.sent[address] < goal:
            bench.engine.news.clear()
            await bench.engine.news.wait()


async def test_a_device_that_answers_is_up_and_one_that_dies_is_down_and_traced() -> None:
    async with running(EchoingEngine()) as bench:
        await bench.watch(check("s/a/icmp", A), check("s/b/icmp", B))
        ups = await bench.events.until(2)
        assert {(t.check, t.previous, t.state) for t in ups} == {
            ("s/a/icmp", State.UNKNOWN, State.UP),
            ("s/b/icmp", State.UNKNOWN, State.UP),
        }
        bench.engine.silent.add(B)
        down = (await bench.events.until(3))[-1]
        assert (down.check, down.state, down.reason.code) == ("s/b/icmp", State.DOWN, "icmp.silent")
        assert down.since < down.decided_at <= down.observed_at
        assert bench.deaths == [("s/b/icmp", B)]
        bench.engine.silent.clear()
        up = (await bench.events.until(4))[-1]
        assert (up.check, up.state) == ("s/b/icmp", State.UP)
        assert up.since > down.decided_at


async def test_events_are_numbered_without_gaps_and_carry_the_revision() -> None:
    async with running(EchoingEngine()) as bench:
        await bench.watch(check("s/a/icmp", A))
        await settle(bench, 20, A)
        events = bench.events.all
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        assert {event.inventory_revision for event in events} == {"r1"}
        assert len({event.boot_id for event in events}) == 1


async def test_summaries_add_up_to_what_was_sent() -> None:
    async with running(EchoingEngine()) as bench:
        await bench.watch(check("s/a/icmp", A))
        await settle(bench, 30, A)
        await bench.events.hold(lambda: sum(s.sent for s in _summaries(bench)) >= 30)
        for summary in _summaries(bench):
            assert summary.sent == summary.received + summary.lost + summary.unmeasured
            assert sum(summary.rtt_buckets) == summary.rtt_count == summary.received
        (view,) = bench.poller.snapshot().echoes
        assert view.totals.sent == sum(s.sent for s in _summaries(bench))
        assert view.recent is not None
        assert view.recent.rtt_mean == pytest.approx(0.001)


def _summaries(bench: Bench) -> list[Summary]:
    return [event for event in bench.events.all if isinstance(event, Summary)]


async def test_when_everything_is_silent_the_monitor_is_isolated_and_nobody_is_down() -> None:
    engine = EchoingEngine()
    async with running(engine) as bench:
        await bench.watch(check("s/a/icmp", A), check("s/b/icmp", B), witnesses=[WITNESS])
        await bench.events.until(2)
        engine.silent |= {A, B, WITNESS}
        lost = (await bench.events.until(4))[2:]
        assert {(t.state, t.reason.code) for t in lost} == {(State.UNKNOWN, "isolated")}
        assert bench.poller.snapshot().isolated
        engine.silent.clear()
        back = (await bench.events.until(6))[4:]
        assert {t.state for t in back} == {State.UP}
        await bench.events.hold(lambda: _beats(bench)[-2:] == [True, False])
        assert sum(view.totals.lost for view in bench.poller.snapshot().echoes) == 0


def _beats(bench: Bench) -> list[bool]:
    return [event.isolated for event in bench.events.all if isinstance(event, Heartbeat)]


async def test_a_poller_says_that_it_lives_as_soon_as_it_has_something_to_do() -> None:
    """Not five seconds later: each start would cost as much time of which nothing is known."""
    async with running(EchoingEngine()) as bench:
        await bench.watch(check("s/a/icmp", A))
        assert _beats(bench) == [False]
        assert isinstance(bench.events.all[0], Heartbeat)


async def test_when_a_witness_still_answers_the_outage_is_real() -> None:
    engine = EchoingEngine()
    async with running(engine) as bench:
        await bench.watch(check("s/a/icmp", A), check("s/b/icmp", B), witnesses=[WITNESS])
        await bench.events.until(2)
        engine.silent |= {A, B}
        assert {t.state for t in (await bench.events.until(4))[2:]} == {State.DOWN}
        assert not bench.poller.snapshot().isolated


async def test_silence_outside_the_hours_is_off() -> None:
    yesterday = (datetime.now(UTC) - timedelta(days=2)).isoweekday()
    closed = Hours("closed", frozenset({yesterday}), time(7), time(8))
    engine = EchoingEngine(silent={A})
    async with running(engine) as bench:
        await bench.watch(check("s/a/icmp", A, closed), check("s/b/icmp", B))
        states = {t.check: t.state for t in await bench.events.until(2)}
        assert states == {"s/a/icmp": State.OFF, "s/b/icmp": State.UP}


async def test_a_reload_leaves_unchanged_checks_alone() -> None:
    engine = EchoingEngine()
    async with running(engine) as bench:
        kept, changed, gone = check("s/a/icmp", A), check("s/b/icmp", B), check("s/c/icmp", "10.9")
        await bench.watch(kept, check("s/b/icmp", B))
        await bench.events.until(2)
        await settle(bench, 10, A)
        before = {view.id: view for view in bench.poller.snapshot().echoes}
        changed = check("s/b/icmp", "10.0.0.3")
        bench.engine.sent_at.clear()
        changes = await bench.watch(kept, changed)
        assert (changes.added, changes.changed, changes.removed) == ((), ("s/b/icmp",), ())
        after = {view.id: view for view in bench.poller.snapshot().echoes}
        assert after["s/a/icmp"].since == before["s/a/icmp"].since
        assert after["s/a/icmp"].totals.sent >= before["s/a/icmp"].totals.sent > 0
        assert after["s/b/icmp"].state is State.UNKNOWN
        await settle(bench, 10, A)
        gaps = [b - a for a, b in zip(engine.sent_at[A], engine.sent_at[A][1:], strict=False)]
        assert max(gaps) < 0.3
        assert gone.id not in after
        changes = await bench.watch(kept)
        assert changes.removed == ("s/b/icmp",)
        assert [view.id for view in bench.poller.snapshot().checks] == ["s/a/icmp"]


async def test_a_name_is_unknown_until_it_has_an_address_and_troubles_nobody_else() -> None:
    engine = EchoingEngine()
    async with running(engine) as bench:
        await bench.watch(check("s/a/icmp", "vc.example"), check("s/b/icmp", B))
        assert bench.poller.names == {"vc.example"}
        first = await bench.events.until(2)
        assert {(t.check, t.state, t.reason.code) for t in first} == {
            ("s/a/icmp", State.UNKNOWN, "name.unresolved"),
            ("s/b/icmp", State.UP, "none"),
        }
        assert bench.poller.snapshot().unresolved_names == 1
        bench.poller.aim("vc.example", A)
        up = (await bench.events.until(3))[-1]
        assert (up.check, up.state) == ("s/a/icmp", State.UP)
        bench.poller.aim("vc.example", None)
        gone = (await bench.events.until(4))[-1]
        assert (gone.state, gone.reason.params) == (State.UNKNOWN, {"name": "vc.example"})


def expiring(seconds: float = 60.0) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


async def test_set_interval_changes_the_pace_and_nothing_else() -> None:
    engine = EchoingEngine()
    async with running(engine) as bench:
        await bench.watch(check("s/a/icmp", A, interval=5.0))
        command = SetInterval(id="1", check="s/a/icmp", expires_at=expiring(), interval=0.02)
        assert bench.poller.command(command)
        assert bench.poller.command(command), "idempotent"
        (up,) = await bench.events.until(1)
        await settle(bench, 10, A)
        assert bench.events.transitions == [up]


async def test_an_interval_set_for_a_while_goes_back() -> None:
    engine = EchoingEngine()
    async with running(engine) as bench:
        await bench.watch(check("s/a/icmp", A, interval=5.0))
        bench.poller.command(
            SetInterval(
                id="1", check="s/a/icmp", expires_at=expiring(), interval=0.02, until=expiring(0.3)
            )
        )
        await settle(bench, 5, A)
        # Summaries go on at their own pace, so there is an event to wake up to.
        await bench.events.hold(lambda: bench.poller.snapshot().checks[0].interval == 5.0)
        assert [t.state for t in bench.events.transitions] == [State.UP]


async def test_commands_expire_and_unknown_checks_are_refused() -> None:
    engine = EchoingEngine()
    async with running(engine) as bench:
        await bench.watch(check("s/a/icmp", A, interval=5.0))
        assert not bench.poller.command(Recheck(id="1", check="s/a/icmp", expires_at=expiring(-1)))
        assert not bench.poller.command(Recheck(id="2", check="s/x/icmp", expires_at=expiring()))
        assert engine.sent[A] == 0
        assert bench.poller.command(Recheck(id="3", check="s/a/icmp", expires_at=expiring()))
        assert engine.sent[A] == 1
        trace = RunOnce(id="4", check="s/a/icmp", expires_at=expiring(), what="path")
        assert bench.poller.command(trace)
        assert bench.deaths == [("s/a/icmp", A)]


async def test_a_witness_behind_an_interface_that_is_not_there_stops_nothing() -> None:
    class Picky(EchoingEngine):
        def target(self, address: str, **how: Any) -> Aim:
            if address == "fe80::1%eth9":
                raise ValueError("no network interface is called eth9")
            return super().target(address, **how)

    async with running(Picky()) as bench:
        await bench.watch(check("s/a/icmp", A), witnesses=["fe80::1%eth9"])
        (up,) = await bench.events.until(1)
        assert up.state is State.UP


async def test_a_monitor_that_cannot_even_send_is_isolated() -> None:
    class Cut(EchoingEngine):
        def send(self, target: Aim, sink: EchoSink) -> None:
            if target.address in self.silent:
                sink.unmeasured(monotonic_ns(), "send-failed")
            else:
                super().send(target, sink)

    engine = Cut()
    async with running(engine) as bench:
        await bench.watch(check("s/a/icmp", A, interval=2.0), witnesses=[WITNESS])
        await bench.events.until(1)
        engine.silent |= {A, WITNESS}
        last = (await bench.events.until(2))[-1]
        assert (last.state, last.reason.code) == (State.UNKNOWN, "isolated")
        assert bench.poller.snapshot().isolated
