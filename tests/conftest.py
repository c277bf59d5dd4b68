"""Settings for all tests: hypothesis never fails for the machine's speed, CI repeats itself.

`make test` runs two tests at a time (`pytest -n 2 --dist loadgroup`), but only one of those that
wait for what happens in real time: they would disturb each other, and mostly wait.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from tests.rights import may_ping

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


IN_REAL_TIME = (
    "tests/lab/",
    "tests/system/",
    "tests/daemon/",
    "tests/poller/",
    "tests/probes/",
    "tests/cli/test_watch.py",
    "tests/cli/test_check.py",
    "tests/cli/test_reflector.py",
    "tests/cli/quality/",
    "tests/exporters/test_real_prometheus.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep those that run in real time to one worker."""
    for item in items:
        if item.nodeid.startswith(IN_REAL_TIME):
            item.add_marker(pytest.mark.xdist_group("in real time"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests marked `pings` need an ICMP socket."""
    if item.get_closest_marker("pings") and not may_ping():
        pytest.skip("this machine allows us no ICMP socket")
