"""Checks of signalling beside streams of echoes, with engines that need no network."""

from __future__ import annotations

import asyncio
import time as clocks
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from blockbuster import BlockBuster, blockbuster_ctx

from monitord.model.inventory import Hours
from monitord.model.messages import Recheck
from monitord.model.signalling import SignalAnswer, SignalOutcome
from monitord.model.states import State
from monitord.model.views import SignalView
from tests.poller.echoing import Bench, EchoingEngine, check, running
from tests.poller.signalling import SERVED, SignallingEngine, h323_check, sip_check

A, B, WITNESS = "10.0.0.1", "10.0.0.2", "10.0.0.254"
SIP, H323, ECHO = "s/a/sip", "s/a/h323", "s/a/icmp"
FOREVER, DAY = 3600.0, 86400.0


@pytest.fixture(autouse=True)
def _nothing_blocks_the_loop() -> object:
    with blockbuster_ctx() as blocker:
        assert isinstance(blocker, BlockBuster)
        yield blocker


def view(bench: Bench, ident: str = SIP) -> SignalView:
    """A check as it is shown now."""
    (found,) = [each for each in bench.poller.snapshot().signals if each.id == ident]
    return found


def recheck(ident: str = SIP) -> Recheck:
    return Recheck(id="1", check=ident, expires_at=datetime.now(UTC) + timedelta(minutes=1))


async def test_what_answers_is_up_and_each_kind_of_signalling_counts_for_itself() -> None:
    async with running(EchoingEngine()) as bench:
        await bench.watch(sip_check(SIP, A, interval=FOREVER), h323_check(H323, A, FOREVER))
        for ident in (SIP, SIP, H323):
            bench.poller.command(recheck(ident))
            await bench.signals.until_idle()
            await asyncio.sleep(0)
        ups = {t.check: t.state for t in await bench.events.until(2)}
        assert ups == {SIP: State.UP, H323: State.UP}
        shown = view(bench)
        assert (shown.probe, shown.outcome) == ("sip", SignalOutcome.OK)
        assert shown.recent is not None
        assert (shown.recent.answer.status, shown.recent.answer.server) == (200, "Codec/1.0")
        assert shown.recent.good_until - shown.recent.measured_at == 2 * FOREVER
        snapshot = bench.poller.snapshot()
        asked = shown.totals.asked
        assert (snapshot.sent["sip"], snapshot.sent["h323"]) == (asked, 1)
        assert (snapshot.in_flight["sip"], snapshot.in_flight["h323"]) == (0, 0)
        assert snapshot.signal_strays == {"late": 2}


async def test_a_question_never_overlaps_itself_and_turns_left_out_are_counted() -> None:
    gate = asyncio.Event()
    async with running(EchoingEngine(), signals=SignallingEngine(held={A: gate})) as bench:
        await bench.watch(sip_check(SIP, A, interval=0.02), check(ECHO, A))
        await bench.events.hold(lambda: bench.poller.snapshot().overruns["sip"] >= 3)
        assert bench.poller.snapshot().in_flight["sip"] == 1
        assert bench.poller.snapshot().overruns["h323"] == 0
        gate.set()
        await bench.signals.until(A, 3)
        assert bench.signals.most[A] == 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (SignalAnswer(SignalOutcome.TIMEOUT, 0, 0), "sip.silent"),
        (SignalAnswer(SignalOutcome.REFUSED, 0, 0, error="reset"), "sip.refused"),
        (SignalAnswer(SignalOutcome.ERROR, 0, 0, status=503), "sip.error"),
        (SignalAnswer(SignalOutcome.TLS, 0, 0, error="alert"), "sip.tls"),
        (SignalAnswer(SignalOutcome.MALFORMED, 0, 0), "sip.malformed"),
    ],
)
async def test_a_device_that_echoes_and_takes_no_calls_is_degraded(
    answer: SignalAnswer, code: str
) -> None:
    signals = SignallingEngine(answers={A: answer})
    async with running(EchoingEngine(), signals=signals) as bench:
        await bench.watch(check(ECHO, A), sip_check(SIP, A))
        states = {t.check: (t.state, t.reason.code) for t in await bench.events.until(2)}
        assert states == {ECHO: (State.UP, "none"), SIP: (State.DEGRADED, code)}
        assert view(bench).totals.failed == 2
        signals.answers.clear()
        assert (await bench.events.until(3))[-1].state is State.UP


async def test_a_certificate_that_ends_degrades() -> None:
    ends = clocks.time() + 3 * DAY
    signals = SignallingEngine(answers={A: replace(SERVED, certificate_until=ends)})
    async with running(EchoingEngine(), signals=signals) as bench:
        await bench.watch(sip_check(SIP, A))
        (ending,) = await bench.events.until(1)
        assert (ending.state, ending.reason.code) == (State.DEGRADED, "sip.certificate-ends")
        assert float(ending.reason.params["value_seconds"]) == pytest.approx(3 * DAY, abs=10)
        assert view(bench).totals.failed == 0


async def test_a_silent_device_says_nothing_new_and_is_asked_when_it_is_back() -> None:
    engine, signals = EchoingEngine(silent={A}), SignallingEngine(silent={A})
    async with running(engine, signals=signals) as bench:
        await bench.watch(
            check(ECHO, A), sip_check(SIP, A, interval=FOREVER), h323_check(H323, A, FOREVER),
            witnesses=[WITNESS],
        )  # fmt: skip
        await bench.events.until(1)
        bench.poller.command(recheck())
        bench.poller.command(recheck(H323))
        unknown = {t.check: t.reason.code for t in (await bench.events.until(3))[1:]}
        assert unknown == {SIP: "sip.device-silent", H323: "h323.device-silent"}
        engine.silent.clear()
        signals.silent.clear()
        back = (await bench.events.until(6))[3:]
        assert {(t.check, t.state) for t in back} == {
            (ECHO, State.UP), (SIP, State.UP), (H323, State.UP),
        }  # fmt: skip


async def test_silence_outside_the_hours_is_off() -> None:
    yesterday = (datetime.now(UTC) - timedelta(days=2)).isoweekday()
    closed = Hours("closed", frozenset({yesterday}), time(7), time(8))
    async with running(EchoingEngine(), signals=SignallingEngine(silent={A})) as bench:
        await bench.watch(sip_check(SIP, A, closed))
        (off,) = await bench.events.until(1)
        assert (off.state, off.reason.code) == (State.OFF, "sip.outside-hours")


async def test_what_could_not_be_sent_is_unknown() -> None:
    unsent = SignalAnswer(SignalOutcome.UNMEASURED, 0, 0, error="no buffer space")
    async with running(EchoingEngine(), signals=SignallingEngine(answers={A: unsent})) as bench:
        await bench.watch(sip_check(SIP, A))
        (unknown,) = await bench.events.until(1)
        assert (unknown.state, unknown.reason.code) == (State.UNKNOWN, "send-failed")
        assert (view(bench).totals.failed, view(bench).last_measured) == (0, None)


async def test_a_device_is_asked_by_its_name_once_that_has_an_address() -> None:
    async with running(EchoingEngine()) as bench:
        named = sip_check(SIP, "vc.example", interval=FOREVER)
        await bench.watch(named, h323_check(H323, B, FOREVER))
        bench.poller.aim("vc.example", A)
        bench.poller.command(recheck())
        await bench.events.until(1)
        asked = {callee.address: callee.name for callee in bench.signals.callees}
        assert asked == {A: "vc.example", B: ""}


async def test_an_engine_that_could_not_be_opened_leaves_its_checks_unknown() -> None:
    async with running(EchoingEngine()) as bench:
        await bench.watch(sip_check(SIP, "vc.example", interval=FOREVER))
        bench.poller._streams.sip.streams[SIP]._engine = None
        bench.poller.aim("vc.example", A)
        bench.poller.command(recheck())
        (unknown,) = await bench.events.until(1)
        assert (unknown.state, unknown.reason.code) == (State.UNKNOWN, "engine.unavailable")
