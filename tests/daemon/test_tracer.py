"""Path traces of what has died."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from monitord.daemon.tracer import AT_ONCE, MOST_WAITING, Tracer
from monitord.model.states import Param
from probes.icmp import Hop, Trace

PATH = Trace(
    (
        Hop(1, "10.0.0.1", 0.001, "time-exceeded"),
        Hop(2, None, None, None),
        Hop(3, "10.0.0.3", 0.002, "time-exceeded"),
        Hop(4, None, None, None),
    ),
    reached=False,
)


class Paths:
    """Traces that end when they are let go."""

    def __init__(self) -> None:
        self.running = self.most = self.started = 0
        self.go = asyncio.Event()

    async def trace(self, address: str) -> Trace:
        self.started += 1
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            await self.go.wait()
        finally:
            self.running -= 1
        return PATH


class Seen:
    """What was observed."""

    def __init__(self) -> None:
        self.all: list[tuple[str, str, Mapping[str, Param]]] = []
        self.news = asyncio.Event()

    def __call__(self, check: str, kind: str, params: Mapping[str, Param]) -> None:
        self.all.append((check, kind, params))
        self.news.set()

    async def until(self, count: int) -> None:
        async with asyncio.timeout(5):
            while len(self.all) < count:
                self.news.clear()
                await self.news.wait()


async def test_a_path_is_observed_with_its_last_hop_that_answered() -> None:
    paths, seen = Paths(), Seen()
    paths.go.set()
    Tracer(paths, seen).request("s/d/icmp", "10.0.0.9")
    await seen.until(1)
    expected = {"reached": 0, "hops": "10.0.0.1 * 10.0.0.3 *", "last": "10.0.0.3"}
    assert seen.all == [("s/d/icmp", "path", expected)]


async def test_only_a_few_run_at_once_and_a_province_is_not_traced_whole() -> None:
    paths, seen = Paths(), Seen()
    tracer = Tracer(paths, seen)
    for number in range(MOST_WAITING + 10):
        tracer.request(f"s{number}/d/icmp", "10.0.0.9")
    assert tracer.skipped == 10
    paths.go.set()
    await seen.until(MOST_WAITING)
    assert paths.most <= AT_ONCE
    assert paths.started == MOST_WAITING


async def test_a_check_is_traced_once_at_a_time() -> None:
    paths, seen = Paths(), Seen()
    tracer = Tracer(paths, seen)
    tracer.request("s/d/icmp", "10.0.0.9")
    tracer.request("s/d/icmp", "10.0.0.9")
    paths.go.set()
    await seen.until(1)
    assert paths.started == 1
    await asyncio.sleep(0)  # the finished task says goodbye
    tracer.request("s/d/icmp", "10.0.0.9")
    await seen.until(2)


async def test_the_end_gives_up_what_is_under_way() -> None:
    paths, seen = Paths(), Seen()
    tracer = Tracer(paths, seen)
    tracer.request("s/d/icmp", "10.0.0.9")
    await asyncio.sleep(0)
    await tracer.close()
    assert (paths.running, seen.all) == (0, [])
