"""When the centre is asked for its conclusions."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from statistics import median
from time import monotonic

from monitord.daemon.conductor import SPACING, Conductor
from monitord.model.incidents import IncidentChange
from tests.stalls import Stalls


def now() -> datetime:
    return datetime.now(UTC)


class Centre:
    """Notes when it was asked."""

    def __init__(self) -> None:
        self.due: datetime | None = None
        self.asked: list[float] = []
        self.next = asyncio.Event()

    def conclude(self, now: datetime, ticks: float) -> Sequence[IncidentChange]:
        self.asked.append(ticks)
        if self.due is not None and self.due <= now:
            self.due = None
        self.next.set()
        return ()


def ignore(changes: Sequence[IncidentChange]) -> None:
    raise AssertionError(f"told of {changes}")


async def asked_again(centre: Centre) -> float:
    centre.next.clear()
    async with asyncio.timeout(5):
        await centre.next.wait()
    return centre.asked[-1]


async def test_news_are_concluded_from_at_once_when_it_has_been_quiet() -> None:
    centre = Centre()
    conductor = Conductor(centre, now, ignore)
    conductor.start()
    await asyncio.sleep(SPACING * 1.5)  # quiet is the absence of events
    with Stalls() as stalls:
        began = monotonic()
        conductor.news()
        assert await asked_again(centre) - began < SPACING / 2 + stalls.seconds
    conductor.stop()


async def test_a_storm_of_news_is_concluded_from_every_tenth_of_a_second() -> None:
    centre = Centre()
    conductor = Conductor(centre, now, ignore)
    conductor.start()
    with Stalls() as stalls:
        async with asyncio.timeout(20):
            while len(centre.asked) < 5:
                conductor.news()
                await asyncio.sleep(0)
    conductor.stop()
    apart = [b - a for a, b in zip(centre.asked, centre.asked[1:], strict=False)]
    assert min(apart) > 0.9 * SPACING
    assert median(apart) < 1.5 * SPACING + stalls.seconds


async def test_it_comes_back_when_time_alone_brings_news() -> None:
    centre = Centre()
    conductor = Conductor(centre, now, ignore)
    centre.due = now() + timedelta(seconds=0.25)
    conductor.start()
    with Stalls() as stalls:
        began = centre.asked[0]
        assert 0.2 < await asked_again(centre) - began < 0.6 + stalls.seconds
    conductor.stop()


async def test_nothing_is_concluded_before_the_start_or_after_the_end() -> None:
    centre = Centre()
    conductor = Conductor(centre, now, ignore)
    conductor.news()
    await asyncio.sleep(SPACING * 1.5)
    assert centre.asked == []
    conductor.start()
    conductor.news()
    conductor.stop()
    conductor.news()
    await asyncio.sleep(SPACING * 1.5)
    assert len(centre.asked) == 1
