"""A daemon as far as the desk goes, and the command line that speaks with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import Result

from tests.cli.conftest import Invoke
from tests.desk.serving import Served, served


@pytest.fixture
def daemon() -> Iterator[Served]:
    """It listens; the path of its socket is short, as they must be (unix(7))."""
    now = datetime.now(UTC).replace(microsecond=0)
    with TemporaryDirectory() as folder, served(Path(folder, "d.sock"), now) as serving:
        yield serving


@pytest.fixture
def incidents(monitord: Invoke, daemon: Served) -> Invoke:
    """Runs `monitord incidents` over the socket."""

    def invoke(*args: str, **env: str) -> Result:
        return monitord("incidents", *args, MONITORD_SOCKET=str(daemon.socket), **env)

    return invoke


@pytest.fixture
def maintenance(monitord: Invoke, daemon: Served) -> Invoke:
    """Runs `monitord maintenance` over the socket."""

    def invoke(*args: str, **env: str) -> Result:
        return monitord("maintenance", *args, MONITORD_SOCKET=str(daemon.socket), **env)

    return invoke
