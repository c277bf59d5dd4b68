"""Engines for one test each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from blockbuster import BlockBuster

from probes.signalling import SignalEngine


@pytest.fixture
async def engine() -> AsyncIterator[SignalEngine]:
    """An engine which never blocks and of which nothing is left in flight."""
    detector = BlockBuster("probes")
    detector.activate()
    made = SignalEngine.open(asyncio.get_running_loop())
    yield made
    left = made.in_flight
    made.close()
    detector.deactivate()
    assert left == 0
