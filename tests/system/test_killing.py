"""After a kill -9 the daemon starts again as if nothing had been."""

from __future__ import annotations

import signal
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.system.inventories import many
from tests.system.plain import daemon
from tests.system.talk import until


def test_a_killed_daemon_starts_again_on_its_port_and_its_database(tmp_path: Path) -> None:
    inventory = many(tmp_path / "inventory.yaml", 20)
    database = tmp_path / "monitord.db"
    with daemon(inventory) as plain:
        listen = plain.where
        many(inventory, 21)
        assert plain.reload().status == 200
        until(lambda: revisions(database), lambda kept: len(kept) == 2)
        many(inventory, 3_000)
        plain.process.send_signal(signal.SIGHUP)
        plain.process.kill()
        assert plain.process.wait() == -9
    many(inventory, 21)
    with daemon(inventory, listen) as again:
        assert again.where == listen
        until(again.states, lambda states: set(states.values()) == {"up"})
        assert again.metrics()["monitord_reload_last_successful"] == 1
        assert again.end()[0] == 0
    kept = revisions(database)
    assert [until_ is None for _, until_ in kept] == [False, True]


def revisions(database: Path) -> list[tuple[str, str | None]]:
    """(revision, valid until) of every validity in a sound database; none while there is none."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        query = "SELECT revision, valid_until FROM inventory_revision ORDER BY id"
        return connection.execute(query).fetchall()
