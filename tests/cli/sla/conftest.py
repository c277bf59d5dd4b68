"""A database with a golden month, and the command line over it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.conftest import Invoke
from tests.reckoning.filled import PROVINCE, fill


@pytest.fixture
def database(tmp_path: Path) -> str:
    """Two outages: one confirmed by a correction, one suspected."""
    url = f"sqlite:///{tmp_path}/monitord.db"
    fill(url, "suspected-then-confirmed")
    return url


@pytest.fixture
def sla(monitord: Invoke, database: str, tmp_path: Path) -> Invoke:
    """Runs `monitord sla` on it."""

    def invoke(*args: str, **env: str) -> Result:
        where = {"MONITORD_DATABASE": database, "MONITORD_REPORTS": str(tmp_path / "reports")}
        return monitord("sla", *args, **{**where, **env})

    return invoke


@pytest.fixture
def inventory(tmp_path: Path, database: str) -> Path:
    """The province's file, which names the database."""
    path = tmp_path / "inventory.yaml"
    daemon = f"daemon: {{database: {database!r}, reports: {str(tmp_path / 'own')!r}}}\n"
    path.write_bytes(PROVINCE + daemon.encode())
    return path
