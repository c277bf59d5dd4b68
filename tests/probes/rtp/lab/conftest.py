"""All streams are sent once, for all tests."""

from __future__ import annotations

import pytest

from tests.lab.province import why_not
from tests.probes.rtp.lab.evidence import Run, gather


@pytest.fixture(scope="package")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """What became of them."""
    if (reason := why_not()) is not None:
        pytest.skip(reason)
    return gather(tmp_path_factory.mktemp("streams"))
