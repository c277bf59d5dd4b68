"""How many files the daemon may have open."""

from __future__ import annotations

import resource
from collections.abc import Iterator

import pytest

from monitord.daemon.descriptors import make_room


@pytest.fixture
def most() -> Iterator[int]:
    """The hard limit; the soft one is low for a while."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(before[0], 512), before[1]))
    yield before[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_it_may_have_as_many_as_the_system_lets_it(most: int) -> None:
    make_room()
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == (most, most)
