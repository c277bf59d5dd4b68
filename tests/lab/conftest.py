"""Fixtures for everything that happens in a province."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lab.files import write_province
from tests.lab.province import why_not


@pytest.fixture(autouse=True)
def lab() -> None:
    """Skip where no province can be had, and say why."""
    if (reason := why_not()) is not None:
        pytest.skip(reason)


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    """A centre, one district, two communes."""
    return write_province(tmp_path / "inventory.yaml")
