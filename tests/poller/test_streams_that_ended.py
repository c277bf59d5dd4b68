"""What is still in flight when a check leaves or changes, and when a sweep fails."""

from __future__ import annotations

import asyncio

import pytest

from monitord.model.states import State
from monitord.poller.sweep import Sweep
from tests.poller.echoing import EchoingEngine, check, running

A, B, WITNESS = "10.0.0.1", "10.0.0.2", "10.0.0.254"


@pytest.mark.parametrize("stays", [True, False], ids=["changed", "removed"])
async def test_an_echo_of_a_stream_that_ended_tells_nobody_anything(stays: bool) -> None:
    engine = EchoingEngine(silent={A})
    async with running(engine, summary_every=60.0) as bench:
        await bench.watch(check("s/a/icmp", A), witnesses=[WITNESS])
        stream = bench.poller._streams.echoes.streams["s/a/icmp"]
        for _ in range(2):
            stream.health.lost(0, 0, expected=True)
        await bench.watch(*([check("s/a/icmp", B, interval=60.0)] if stays else []))
        before = list(bench.events.all)
        stream.answered(1, 2, 1)
        assert bench.events.all == before
        assert {view.state for view in bench.poller.snapshot().checks} <= {State.UNKNOWN}


async def test_a_sweep_that_raised_has_finished() -> None:
    def take(ident: str) -> None:
        raise LookupError(ident)

    sweep = Sweep(0.01, take)
    sweep.change(add=["a"])
    with pytest.raises(LookupError):
        await sweep.run()
    async with asyncio.timeout(1):
        await sweep.finished.wait()
