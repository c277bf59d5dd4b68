"""Engines for one test each, and a context for all."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator

import pytest
from blockbuster import BlockBuster

from probes.signalling import SignalEngine
from tests.probes.signalling.certificates import context_with, until


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


@pytest.fixture(scope="package")
def good(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A device's context with a good certificate."""
    return context_with(tmp_path_factory.mktemp("tls"), until(days=365))
