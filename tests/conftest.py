"""Settings for all tests: hypothesis never fails for the machine's speed, and CI repeats itself."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from tests.rights import may_ping

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests marked `pings` need an ICMP socket."""
    if item.get_closest_marker("pings") and not may_ping():
        pytest.skip("this machine allows us no ICMP socket")
