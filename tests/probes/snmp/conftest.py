"""Engines for one test each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from probes.snmp.community import CommunityEngine


@pytest.fixture
async def community_engine() -> AsyncIterator[CommunityEngine]:
    """An engine of v1 and v2c, of which nothing is left in flight."""
    engine = CommunityEngine.open(asyncio.get_running_loop())
    yield engine
    left = engine.in_flight
    engine.close()
    assert left == 0
