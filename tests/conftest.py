"""Settings for all tests: hypothesis never fails for the machine's speed, CI repeats itself.

`make test` runs two tests at a time (`pytest -n 2 --dist loadgroup`), but one at a time of those in
the lab, and one of those that wait for what passes through sockets: most of their time is waiting.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from tests.rights import may_ping

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


ALONE = {
    "the lab": (
        "tests/lab/",
        "tests/system/",
        "tests/daemon/",
        "tests/cli/test_watch.py",
        "tests/cli/test_check.py",
        "tests/exporters/test_real_prometheus.py",
        "tests/probes/rtp/lab/",
    ),
    "sockets": (
        "tests/poller/",
        "tests/cli/quality/",
        "tests/cli/test_reflector.py",
        "tests/probes/icmp/",
        "tests/probes/rtp/reflector/",
        "tests/probes/rtp/sender/",
        "tests/probes/signalling/",
        "tests/probes/snmp/community/",
        "tests/probes/snmp/traps/",
        "tests/probes/snmp/user/",
    ),
}
"""Of each of these, one at a time."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep to one worker what runs in real time and would disturb its like."""
    for item in items:
        for name, places in ALONE.items():
            if item.nodeid.startswith(places):
                item.add_marker(pytest.mark.xdist_group(name))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests marked `pings` need an ICMP socket."""
    if item.get_closest_marker("pings") and not may_ping():
        pytest.skip("this machine allows us no ICMP socket")
