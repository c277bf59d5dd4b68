"""Streams of polls beside streams of echoes, with engines that need no network."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta
from functools import partial
from itertools import pairwise

import pytest
from blockbuster import BlockBuster, blockbuster_ctx

from monitord.model.checks import Line
from monitord.model.inventory import Hours
from monitord.model.messages import Recheck, RunOnce, SetInterval
from monitord.model.modules import Module
from monitord.model.snmp import Outcome, SnmpLogin, Value
from monitord.model.states import State
from monitord.model.views import PollView
from tests.poller.answering import SYSTEM, AnsweringEngine, poll_check
from tests.poller.echoing import Bench, EchoingEngine, check, running

A, B, WITNESS = "10.0.0.1", "10.0.0.2", "10.0.0.254"
POLL, ECHO = "s/a/snmp", "s/a/icmp"
FOREVER = 3600.0
"""An interval in which no second turn comes."""


@pytest.fixture(autouse=True)
def _nothing_blocks_the_loop() -> object:
    with blockbuster_ctx() as blocker:
        assert isinstance(blocker, BlockBuster)
        yield blocker


def expiring(seconds: float = 60.0) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


def view(bench: Bench, ident: str = POLL) -> PollView:
    """A check as it is shown now."""
    (found,) = [each for each in bench.poller.snapshot().polls if each.id == ident]
    return found


def polled(bench: Bench, polls: int) -> bool:
    """Whether so many polls have ended."""
    return view(bench).totals.polls == polls


def recheck(ident: str = POLL) -> Recheck:
    return Recheck(id="1", check=ident, expires_at=expiring())


async def test_an_agent_that_answers_is_up_and_what_it_says_is_shown() -> None:
    snmp = AnsweringEngine(values={A: {"uptime": 60, "mcu_conferences": 3}})
    async with running(EchoingEngine(), snmp=snmp) as bench:
        await bench.watch(poll_check(POLL, A, interval=FOREVER))
        assert (view(bench).state, view(bench).outcome) == (State.UNKNOWN, None)
        bench.poller.command(recheck())
        (up,) = await bench.events.until(1)
        assert (up.check, up.previous, up.state) == (POLL, State.UNKNOWN, State.UP)
        shown = view(bench)
        assert (shown.site, shown.device, shown.probe) == ("s", "a", "snmp")
        assert (shown.state, shown.outcome) == (State.UP, Outcome.OK)
        assert shown.recent is not None
        assert [(r.quantity, r.value) for r in shown.recent.readings] == [("mcu_conferences", 3)]
        assert shown.recent.good_until - shown.recent.measured_at == 2 * FOREVER
        assert shown.recent.measured_at == shown.last_measured
        assert shown.identity == {"vendor": "ACME"}
        assert (shown.totals.polls, shown.totals.failed) == (1, 0)
        snapshot = bench.poller.snapshot()
        assert snapshot.outcomes == {**dict.fromkeys(Outcome, 0), Outcome.OK: 1}
        assert (snapshot.sent["snmp"], snapshot.in_flight["snmp"]) == (2, 0)
        assert snapshot.strays == {"late": 7}


async def test_a_device_that_answers_echoes_only_is_degraded() -> None:
    async with running(EchoingEngine(), snmp=AnsweringEngine(silent={A})) as bench:
        await bench.watch(check(ECHO, A), poll_check(POLL, A))
        states = {t.check: (t.state, t.reason.code) for t in await bench.events.until(2)}
        assert states == {ECHO: (State.UP, "none"), POLL: (State.DEGRADED, "snmp.silent")}
        shown = view(bench)
        assert (shown.totals.failed, shown.outcome) == (2, Outcome.TIMEOUT)
        assert shown.recent is None


async def test_a_silent_device_leaves_its_agent_unknown_and_is_polled_when_it_is_back() -> None:
    engine, snmp = EchoingEngine(silent={A}), AnsweringEngine(silent={A})
    async with running(engine, snmp=snmp) as bench:
        polls = poll_check(POLL, A, interval=FOREVER)
        await bench.watch(check(ECHO, A), polls, witnesses=[WITNESS])
        (down,) = await bench.events.until(1)
        assert (down.check, down.state) == (ECHO, State.DOWN)
        bench.poller.command(recheck())
        unknown = (await bench.events.until(2))[-1]
        assert (unknown.check, unknown.reason.code) == (POLL, "snmp.device-silent")
        engine.silent.clear()
        snmp.silent.clear()
        back = (await bench.events.until(4))[2:]
        assert [(t.check, t.state) for t in back] == [(ECHO, State.UP), (POLL, State.UP)]


async def test_silence_outside_the_hours_is_off() -> None:
    yesterday = (datetime.now(UTC) - timedelta(days=2)).isoweekday()
    closed = Hours("closed", frozenset({yesterday}), time(7), time(8))
    async with running(EchoingEngine(), snmp=AnsweringEngine(silent={A})) as bench:
        await bench.watch(poll_check(POLL, A, closed))
        (off,) = await bench.events.until(1)
        assert (off.state, off.reason.code) == (State.OFF, "snmp.outside-hours")


async def test_a_monitor_that_is_cut_off_says_nothing_about_agents() -> None:
    engine, snmp = EchoingEngine(), AnsweringEngine()
    async with running(engine, snmp=snmp) as bench:
        await bench.watch(
            check(ECHO, A), poll_check(POLL, A, interval=FOREVER), witnesses=[WITNESS]
        )
        bench.poller.command(recheck())
        await bench.events.until(2)
        engine.silent |= {A, WITNESS}
        snmp.silent.add(A)
        cut = {t.check: t.reason.code for t in (await bench.events.until(4))[2:]}
        assert cut == {ECHO: "isolated", POLL: "isolated"}
        for polls in (2, 3, 4):
            bench.poller.command(recheck())
            await snmp.until(A, polls)
            await bench.snmp.until_idle()
        assert len(bench.events.transitions) == 4
        assert (view(bench).totals.unmeasured, view(bench).totals.failed) == (3, 0)


async def test_what_could_not_be_sent_is_unknown() -> None:
    snmp = AnsweringEngine(outcomes={A: Outcome.UNMEASURED})
    async with running(EchoingEngine(), snmp=snmp) as bench:
        await bench.watch(poll_check(POLL, A))
        (unknown,) = await bench.events.until(1)
        assert (unknown.state, unknown.reason.code) == (State.UNKNOWN, "send-failed")
        assert view(bench).totals.failed == 0
        assert view(bench).last_measured is None


@pytest.mark.parametrize(
    ("address", "login", "code"),
    [
        (A, None, "credential.unreadable"),
        ("fe80::1%eth9", SnmpLogin("c", "2c"), "address.unusable"),
        ("vc.example", SnmpLogin("c", "2c"), "name.unresolved"),
    ],
)
async def test_without_login_or_address_it_is_unknown_and_nothing_is_sent(
    address: str, login: SnmpLogin | None, code: str
) -> None:
    async with running(EchoingEngine()) as bench:
        await bench.watch(poll_check(POLL, address, login=login))
        (unknown,) = await bench.events.until(1)
        assert (unknown.state, unknown.reason.code) == (State.UNKNOWN, code)
        assert bench.snmp.begun.total() == 0


async def test_a_name_is_polled_once_it_has_an_address() -> None:
    async with running(EchoingEngine()) as bench:
        await bench.watch(poll_check(POLL, "vc.example", interval=FOREVER))
        assert bench.poller.names == {"vc.example"}
        bench.poller.aim("vc.example", A)
        bench.poller.command(recheck())
        assert (await bench.events.until(1))[0].state is State.UP
        assert bench.snmp.begun[A] == 1
        bench.poller.aim("vc.example", A)
        assert bench.snmp.targets[A] == 1, "what is known of the agent is kept"
        bench.poller.aim("vc.example", B)
        bench.poller.command(recheck())
        await bench.snmp.until(B, 1)


async def test_rules_and_facts_reach_the_events_and_the_view() -> None:
    snmp = AnsweringEngine(values={A: {"uptime": 1000, "ups_on_battery": 1}})
    async with running(EchoingEngine(), snmp=snmp) as bench:
        await bench.watch(poll_check(POLL, A))
        (on,) = await bench.events.until(1)
        assert (on.state, on.reason.code) == (State.DEGRADED, "snmp.on-battery")
        snmp.values[A] = {"uptime": 0, "ups_on_battery": 0}
        up = (await bench.events.until(2))[-1]
        assert up.state is State.UP
        facts = bench.events.observations
        assert [(f.check, f.kind, f.params.get("active")) for f in facts] == [
            (POLL, "on-battery", 1),
            (POLL, "reboot", None),
            (POLL, "on-battery", 0),
        ]
        assert view(bench).totals.reboots == 1


async def test_a_poll_never_overlaps_itself_and_turns_left_out_are_counted() -> None:
    gate = asyncio.Event()
    async with running(EchoingEngine(), snmp=AnsweringEngine(held={A: gate})) as bench:
        await bench.watch(poll_check(POLL, A, interval=0.02), poll_check("s/b/snmp", B))
        await bench.snmp.until(B, 5)
        assert bench.snmp.begun[A] == 1
        overruns = bench.poller.snapshot().overruns["snmp"]
        assert overruns >= 3
        bench.poller.command(recheck())
        assert bench.poller.snapshot().in_flight["snmp"] == 1
        assert bench.snmp.most[A] == 1
        gate.set()
        await bench.snmp.until(A, 3)
        assert bench.snmp.most[A] == 1


async def test_an_agent_that_takes_for_ever_is_not_measured() -> None:
    snmp = AnsweringEngine()
    async with running(EchoingEngine(), snmp=snmp) as bench:
        await bench.watch(poll_check(POLL, A, interval=0.05))
        await bench.events.until(1)
        snmp.held[A] = asyncio.Event()
        stalled = (await bench.events.until(2))[-1]
        assert (stalled.state, stalled.reason.code) == (State.UNKNOWN, "not-measured")


async def test_stopping_gives_up_polls_and_waits_for_them() -> None:
    snmp = AnsweringEngine(held={A: asyncio.Event()})
    async with running(EchoingEngine(), snmp=snmp) as bench:
        await bench.watch(poll_check(POLL, A), poll_check("s/b/snmp", B, interval=FOREVER))
        await snmp.until(A, 1)
    assert snmp.cancelled == 1
    assert snmp.in_flight == 0
    assert not bench.poller.poll_now("s/b/snmp"), "nothing begins after the end"
    assert snmp.begun == {A: 1}
    assert bench.events.transitions == []


@pytest.mark.parametrize("stays", [True, False], ids=["changed", "removed"])
async def test_a_poll_of_a_stream_that_ended_tells_nobody_anything(stays: bool) -> None:
    gate = asyncio.Event()
    snmp = AnsweringEngine(held={A: gate})
    async with running(EchoingEngine(), snmp=snmp) as bench:
        await bench.watch(poll_check(POLL, A))
        await snmp.until(A, 1)
        ended = bench.poller._streams.polls.streams[POLL]
        await bench.watch(*([poll_check(POLL, B, interval=FOREVER)] if stays else []))
        gate.set()
        ended.isolated()
        ended.turn()
        await bench.snmp.until_idle()
        assert snmp.cancelled == snmp.begun[A] == 1
        assert bench.events.transitions == []
        assert {each.totals.polls for each in bench.poller.snapshot().polls} <= {0}


async def test_a_reload_leaves_unchanged_agents_alone() -> None:
    snmp = AnsweringEngine()
    async with running(EchoingEngine(), snmp=snmp) as bench:
        lines = (Line("TSL-1", "primary", "wan0"),)
        kept = poll_check(POLL, A, lines=lines)
        others = [poll_check(f"s/{name}/snmp", B) for name in "bcd"]
        await bench.watch(kept, *others)
        await bench.events.until(4)
        before = view(bench)
        changes = await bench.watch(
            poll_check(POLL, A, lines=lines, modules=(Module("system", "1"),)),
            poll_check("s/b/snmp", B, modules=(Module("system", "2"),)),
            poll_check("s/c/snmp", B, login=SnmpLogin("tslcd", "2c", community=b"changed")),
            poll_check("s/d/snmp", B, lines=lines),
        )
        assert changes.changed == ("s/b/snmp", "s/c/snmp", "s/d/snmp")
        assert view(bench).since == before.since
        assert view(bench).totals.polls >= before.totals.polls > 0
        assert {view(bench, f"s/{name}/snmp").totals.polls for name in "bcd"} == {0}
        await bench.events.until(7)


async def test_a_fact_begins_and_ends_once_whatever_is_reloaded_meanwhile() -> None:
    snmp = AnsweringEngine(values={A: {"uptime": 1000, "ups_on_battery": 1}})
    async with running(EchoingEngine(), snmp=snmp) as bench:
        await bench.watch(poll_check(POLL, A))
        await bench.events.until(1)
        other = SnmpLogin("tslcd", "2c", community=b"changed")
        await bench.watch(poll_check(POLL, A, login=other))
        await bench.events.until(2)
        snmp.values[A] = {"uptime": 0, "ups_on_battery": 0}
        await bench.watch(poll_check(POLL, A, modules=(Module("system", "2"),)))
        await bench.events.until(3)
        facts = [(fact.kind, fact.params.get("active")) for fact in bench.events.observations]
        assert facts == [("on-battery", 1), ("reboot", None), ("on-battery", 0)]


async def test_at_another_address_is_another_agent() -> None:
    snmp = AnsweringEngine(values={A: {"uptime": 1000}, B: {"uptime": 0}})
    async with running(EchoingEngine(), snmp=snmp) as bench:
        await bench.watch(poll_check(POLL, A))
        await bench.events.until(1)
        await bench.watch(poll_check(POLL, B))
        await bench.events.until(2)
        assert bench.events.observations == []


async def test_a_device_that_was_replaced_has_nothing_of_the_old_ones_identity() -> None:
    snmp, seen = AnsweringEngine(), []
    answers: list[tuple[dict[str, Value], Outcome]] = [
        ({"model": b"A", "serial": b"1"}, Outcome.NO_OBJECT),
        ({"model": b"A"}, Outcome.TIMEOUT),
        ({"model": b"B"}, Outcome.NO_OBJECT),
    ]
    async with running(EchoingEngine(), snmp=snmp) as bench:
        await bench.watch(poll_check(POLL, A, interval=FOREVER), check(ECHO, A))
        for polls, (values, missing) in enumerate(answers, 1):
            snmp.values[A], snmp.failures = values, {"1.3.6.1": missing}
            bench.poller.command(recheck())
            await bench.events.hold(partial(polled, bench, polls))
            seen.append({**view(bench).identity})
    acme = {"vendor": "ACME", "model": "A", "serial": "1"}
    assert seen == [acme, acme, {"vendor": "ACME", "model": "B"}]


async def test_checks_with_the_same_modules_share_a_reader_until_nobody_needs_it() -> None:
    async with running(EchoingEngine()) as bench:
        await bench.watch(
            poll_check(POLL, A),
            poll_check("s/b/snmp", B),
            poll_check("s/c/snmp", B, modules=(SYSTEM, Module("ups", "1"))),
        )
        polls = bench.poller._streams.polls.streams
        first, second, third = (polls[f"s/{name}/snmp"]._reader for name in "abc")
        assert first is second
        assert first is not third
        await bench.watch(poll_check("s/c/snmp", B, modules=(SYSTEM, Module("ups", "1"))))
        await bench.watch(poll_check(POLL, A))
        assert bench.poller._streams.polls.streams[POLL]._reader is not first


async def test_a_storm_of_hints_polls_at_once_and_once_more_when_that_is_quiet(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("monitord.poller.poll_check.QUIET", 100_000_000)
    async with running(EchoingEngine()) as bench:
        await bench.watch(poll_check(POLL, A, interval=FOREVER), check(ECHO, A))
        assert [bench.poller.poll_now(POLL) for _ in range(1000)] == [True] * 2 + [False] * 998
        await bench.snmp.until(A, 2)
        assert not bench.poller.poll_now(ECHO)
        assert not bench.poller.poll_now("s/x/snmp")
        assert bench.poller.poll_now(POLL)
        await bench.snmp.until(A, 3)
        assert bench.snmp.begun[A] == 3


async def test_a_poll_that_came_meanwhile_serves_a_hint_that_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("monitord.poller.poll_check.QUIET", 100_000_000)
    async with running(EchoingEngine()) as bench:
        await bench.watch(poll_check(POLL, A, interval=FOREVER), poll_check("s/b/snmp", B))
        bench.poller.poll_now(POLL)
        await bench.snmp.until(A, 1)
        assert bench.poller.poll_now(POLL)
        bench.poller.command(recheck())
        await bench.snmp.until(A, 2)
        until = asyncio.get_running_loop().time() + 0.2
        while asyncio.get_running_loop().time() < until:
            await bench.snmp.until(B, bench.snmp.begun[B] + 1)
        assert bench.snmp.begun[A] == 2


async def test_a_hint_outlasts_a_poll_that_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitord.poller.poll_check.QUIET", 1_000_000)
    gate = asyncio.Event()
    async with running(EchoingEngine(), snmp=AnsweringEngine(held={A: gate})) as bench:
        await bench.watch(poll_check(POLL, A, interval=FOREVER), poll_check("s/b/snmp", B))
        bench.poller.poll_now(POLL)
        await bench.snmp.until(A, 1)
        assert bench.poller.poll_now(POLL)
        await bench.snmp.until(B, bench.snmp.begun[B] + 2)
        assert bench.snmp.begun[A] == 1
        gate.set()
        await bench.snmp.until(A, 2)


async def test_commands_work_for_agents_too() -> None:
    async with running(EchoingEngine()) as bench:
        await bench.watch(poll_check(POLL, A, interval=FOREVER), check("s/b/icmp", B))
        await bench.events.until(1)
        trace = RunOnce(id="2", check=POLL, expires_at=expiring(), what="path")
        assert bench.poller.command(trace)
        assert bench.deaths == [(POLL, A)]
        faster = SetInterval(
            id="3", check=POLL, expires_at=expiring(), interval=0.02, until=expiring(0.3)
        )
        assert bench.poller.command(faster)
        await bench.snmp.until(A, 4)
        # The other check's summaries go on, so there is an event to wake up to.
        await bench.events.hold(
            lambda: bench.poller._streams.polls.streams[POLL].interval == FOREVER
        )
        assert [t.state for t in bench.events.transitions] == [State.UP, State.UP]


async def test_what_an_engine_raises_is_a_bug_that_is_heard_of() -> None:
    snmp = AnsweringEngine(broken=LookupError("a bug"))
    async with running(EchoingEngine(), snmp=snmp) as bench:
        await bench.watch(poll_check(POLL, A, interval=FOREVER))
        bench.poller.command(recheck())
        await snmp.until(A, 1)
        await bench.poller.stop()
        assert [type(error) for error in bench.failures] == [LookupError]
        bench.failures.clear()


async def test_three_hundred_dead_agents_delay_nobody() -> None:
    """1,242 agents every 2 s, of which 300 take all of their time-out."""
    addresses = [f"10.1.{number // 250}.{number % 250}" for number in range(1242)]
    dead = set(addresses[::4][:300])
    async with running(EchoingEngine(), snmp=AnsweringEngine(silent=dead)) as bench:
        checks = [
            poll_check(f"s{number}/a/snmp", address, interval=2.0, timeout=1.5)
            for number, address in enumerate(addresses)
        ]
        await bench.watch(*checks)
        alive = [address for address in addresses if address not in dead]
        last = max(alive, key=addresses.index)
        await bench.snmp.until(last, 3)
        gaps = [
            after - before
            for address in alive
            for before, after in pairwise(bench.snmp.begun_at[address])
        ]
        assert len(gaps) > 900
        assert max(gaps) < 3.0
        assert bench.poller.snapshot().overruns["snmp"] == 0
        assert max(bench.snmp.most.values()) == 1
