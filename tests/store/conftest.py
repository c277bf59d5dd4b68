"""One PostgreSQL server for all of these tests, and a database of its own for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.postgres import Postgres, cluster, installed


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running server; the test is skipped where there is none to run."""
    if not installed():
        pytest.skip("no PostgreSQL server is installed")
    with cluster("fsync=off") as server:  # what a killed process wrote, the kernel still has
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/monitord.db"
    return str(request.getfixturevalue("database"))


@pytest.fixture
def database(postgres: Postgres) -> str:
    """The URL of an empty database."""
    name = f"test_{uuid4().hex}"
    postgres.psql(f"CREATE DATABASE {name}")
    return postgres.url(name)
