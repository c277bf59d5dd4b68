"""`monitord backup` beside a running daemon, and `monitord restore` only when it has ended."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Invoke, monitord, plain_environment
from tests.system.inventories import many
from tests.system.plain import daemon, run
from tests.system.talk import until

__all__ = ["monitord", "plain_environment"]


def transitions(path: Path) -> int:
    """How many a database has; 0 before it has any table."""
    with closing(sqlite3.connect(path)) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM transition").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


@pytest.mark.timeout(240)  # six programs, one after the other
def test_a_running_daemon_is_saved_and_not_restored_over(tmp_path: Path) -> None:
    inventory, saved = many(tmp_path / "inventory.yaml", 3), tmp_path / "saved.db"
    with daemon(inventory) as plain:
        until(lambda: transitions(tmp_path / "monitord.db"), lambda n: n >= 4, 60)
        done = run("backup", str(saved), folder=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(f"Saved and verified: {saved} (")
        assert transitions(saved) >= 4
        refused = run("restore", str(saved), folder=tmp_path)
        assert refused.returncode == 2
        assert "systemctl stop monitord" in refused.stderr
        assert plain.end()[0] == 0
    done = run("restore", str(saved), folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "The database that was there before is kept" in done.stdout
    with daemon(inventory) as plain:
        until(lambda: transitions(tmp_path / "monitord.db"), lambda n: n >= 8, 60)


@pytest.mark.parametrize(("language", "word"), [("vi", "phục hồi bằng"), ("en", "put it back")])
def test_a_servers_database_is_its_own_tools_business(
    monitord: Invoke, language: str, word: str
) -> None:
    url = "postgresql://monitord:secret@db/monitord"
    for command in ("backup", "restore"):
        result = monitord("--language", language, command, "a.dump", MONITORD_DATABASE=url)
        assert result.exit_code == 2
        assert word in result.stderr
        assert "secret" not in result.output


def test_the_inventory_says_which_database(monitord: Invoke, tmp_path: Path) -> None:
    inventory = many(tmp_path / "inventory.yaml", 1)
    where = tmp_path / "other.db"
    text = inventory.read_text().replace("daemon: {", f"daemon: {{database: 'sqlite:///{where}', ")
    inventory.write_text(text)
    result = monitord("backup", str(tmp_path / "a.db"), "--inventory", str(inventory))
    assert (result.exit_code, result.stderr) == (2, f"Không có tệp {where}\n")
    inventory.write_text("version: 2\n")
    result = monitord("backup", str(tmp_path / "a.db"), "--inventory", str(inventory))
    assert result.exit_code == 2
    assert "--database" in result.stderr
    result = monitord("backup", "a.db", "--inventory", str(tmp_path / "none.yaml"))
    assert result.exit_code == 2
    assert "none.yaml" in result.stderr
