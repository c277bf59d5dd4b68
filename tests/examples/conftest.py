"""Each example is loaded once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from monitord.inventory import load
from monitord.model.inventory import Inventory

ROOT = Path(__file__).parents[2]


def path_of(name: str) -> Path:
    """The file of an example; `inventory` is the one at the top of the project."""
    return ROOT / "inventory.yaml" if name == "inventory" else ROOT / "examples" / f"{name}.yaml"


@cache
def example(name: str) -> Inventory:
    """An example, loaded."""
    return load(path_of(name))


@pytest.fixture(scope="session")
def before() -> Inventory:
    """Thanh Hóa on three levels."""
    return example("thanh-hoa")


@pytest.fixture(scope="session")
def after() -> Inventory:
    """Thanh Hóa on two levels."""
    return example("thanh-hoa-reform")
