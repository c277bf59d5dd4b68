"""Settings for all tests: hypothesis never fails for the machine's speed, CI repeats itself.

`make test` first runs two at a time of those tests that only compute, then three files at a time
of those that mostly wait and mind no busy machine, then one by one those that measure what happens
in real time: they would disturb each other.
"""

from __future__ import annotations

import os
from pathlib import Path

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
    "tests/exporters/notify/live/",
    "tests/exporters/test_real_prometheus.py",
    "tests/exporters/web/floods/",
    "tests/grafana/live/",
    "tests/probes/icmp/",
    "tests/probes/rtp/lab/",
    "tests/probes/rtp/sender/",
    "tests/scenarios/",
)
"""Where tests measure what happens in real time."""
WAITS = (
    "tests/cli/quality/",
    "tests/cli/test_check.py",
    "tests/cli/test_reflector.py",
    "tests/cli/test_snmp.py",
    "tests/cli/test_watch.py",
    "tests/exporters/alertmanager/live/",
    "tests/poller/",
    "tests/probes/rtp/reflector/",
    "tests/probes/signalling/",
    "tests/probes/snmp/community/",
    "tests/probes/snmp/traps/",
    "tests/probes/snmp/user/",
    "tests/store/",
    "tests/system/test_copies.py",
    "tests/system/test_health.py",
    "tests/system/test_refusing.py",
    "tests/system/test_rights.py",
    "tests/system/test_service_manager.py",
)
"""Where tests wait, for other processes and for times that may be late."""
PATIENCE = 180
"""Seconds until a test of either kind is taken to hang: the machine may be very busy."""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Read only what may be wanted: each process would read eleven thousand tests."""
    places = {"alone": ALONE, "waits": WAITS}.get(config.option.markexpr)
    if places is None or not collection_path.is_relative_to(config.rootpath):
        return None
    where = collection_path.relative_to(config.rootpath).as_posix()
    where += "/" if collection_path.is_dir() else ""
    return None if any(where.startswith(it) or it.startswith(where) for it in places) else True


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is to run by itself, and what is to run beside others that wait."""
    for item in items:
        if item.nodeid.startswith(WAITS):
            item.add_marker(pytest.mark.waits)
        elif item.nodeid.startswith(ALONE):
            item.add_marker(pytest.mark.alone)
        else:
            continue
        if item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(PATIENCE))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests marked `pings` need an ICMP socket."""
    if item.get_closest_marker("pings") and not may_ping():
        pytest.skip("this machine allows us no ICMP socket")
