"""Long work that gives way."""

from __future__ import annotations

import asyncio

from exporters.slices import Slices


async def test_others_run_between_two_slices() -> None:
    heard: list[str] = []
    asyncio.get_running_loop().call_soon(heard.append, "other")
    slices = Slices(seconds=0.0)
    assert slices.over
    await slices.rest()
    assert heard == ["other"]


async def test_a_slice_is_over_by_time_and_starts_anew() -> None:
    slices = Slices(seconds=3600.0)
    assert not slices.over
    slices.started -= 3600.0
    assert slices.over
    await slices.rest()
    assert not slices.over
    assert slices.longest >= 3600.0
