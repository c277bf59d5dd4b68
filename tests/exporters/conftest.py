"""Every asynchronous test fails when it blocks the event loop."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from blockbuster import BlockBuster, blockbuster_ctx


@pytest.fixture(autouse=True)
def unblocked_loop() -> Iterator[BlockBuster]:
    """The guard, for a test that must allow one call."""
    with blockbuster_ctx() as guard:
        yield guard
