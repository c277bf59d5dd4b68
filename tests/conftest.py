"""Settings for all tests: hypothesis never fails for the machine's speed, CI repeats itself.

`make test` first runs two at a time of those tests that only compute, then those that wait for what
happens in real time one by one: they would disturb each other.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from tests.rights import may_ping

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


ALONE = (
    "tests/lab/",
    "tests/system/",
    "tests/daemon/",
    "tests/poller/",
    "tests/cli/quality/",
    "tests/cli/test_check.py",
    "tests/cli/test_reflector.py",
    "tests/cli/test_snmp.py",
    "tests/cli/test_watch.py",
    "tests/exporters/alertmanager/live/",
    "tests/exporters/notify/live/",
    "tests/exporters/test_real_prometheus.py",
    "tests/probes/icmp/",
    "tests/probes/rtp/lab/",
    "tests/probes/rtp/reflector/",
    "tests/probes/rtp/sender/",
    "tests/probes/signalling/",
    "tests/probes/snmp/community/",
    "tests/probes/snmp/traps/",
    "tests/probes/snmp/user/",
    "tests/scenarios/",
    "tests/store/",
)
"""Where tests wait for what happens in real time."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is to run by itself."""
    for item in items:
        if item.nodeid.startswith(ALONE):
            item.add_marker(pytest.mark.alone)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests marked `pings` need an ICMP socket."""
    if item.get_closest_marker("pings") and not may_ping():
        pytest.skip("this machine allows us no ICMP socket")
