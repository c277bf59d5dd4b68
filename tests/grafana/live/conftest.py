"""The stage, once for all tests that ask something about it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.grafana.live.stage import Recorded, recorded
from tests.lab.province import why_not


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorded]:
    """The simulated province with its faults, frozen."""
    if shutil.which("prometheus") is None:
        pytest.skip("Prometheus is not installed (Debian: prometheus)")
    if (reason := why_not()) is not None:
        pytest.skip(reason)
    with recorded(tmp_path_factory.mktemp("stage")) as found:
        yield found
