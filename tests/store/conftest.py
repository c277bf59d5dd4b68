"""One PostgreSQL server for all of these tests, and an empty schema for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.postgres import Postgres, cluster, installed

SCHEMAS = "schemas"
"""The database in which all tests are that want no more than tables."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running server; the test is skipped where there is none to run."""
    if not installed():
        pytest.skip("no PostgreSQL server is installed")
    with cluster("fsync=off") as server:  # what a killed process wrote, the kernel still has
        server.psql(f"CREATE DATABASE {SCHEMAS}")
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/monitord.db"
    return str(request.getfixturevalue("database"))


@pytest.fixture
def database(postgres: Postgres) -> str:
    """The URL of what is an empty database for a user of its own.

    It is a schema: a database costs half a second and thousands of files.
    """
    name = f"test_{uuid4().hex}"
    postgres.psql(f"CREATE ROLE {name} LOGIN; CREATE SCHEMA AUTHORIZATION {name}", SCHEMAS)
    return postgres.url(SCHEMAS, name)
