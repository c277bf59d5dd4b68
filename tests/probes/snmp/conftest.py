"""Engines for one test each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from blockbuster import BlockBuster

from probes.snmp.community.engine import CommunityEngine


@pytest.fixture(params=[False, True], ids=["watched", "paced"])
async def community_engine(request: pytest.FixtureRequest) -> AsyncIterator[CommunityEngine]:
    """An engine of v1 and v2c, which never blocks and of which nothing is left in flight."""
    detector = BlockBuster("probes")
    detector.activate()
    engine = CommunityEngine.open(asyncio.get_running_loop(), paced=request.param)
    yield engine
    left = engine.in_flight
    engine.close()
    detector.deactivate()
    assert left == 0
