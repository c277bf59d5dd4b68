"""The whole daemon on PostgreSQL, killed and its server killed, as `monitord run` starts it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.postgres import Postgres
from tests.system.inventories import many
from tests.system.plain import Plain, daemon, run
from tests.system.talk import until

SITES = 5
CHECKS = SITES + 1


@pytest.mark.system
def test_a_daemon_goes_on_recording_after_it_and_its_server_were_killed(
    postgres: Postgres, tmp_path: Path
) -> None:
    def count(what: str, table: str) -> int:
        return int(postgres.psql(f"SELECT {what} FROM {table}", "whole"))

    def beats() -> int:
        return count("coalesce(sum((last_at > first_at)::int), 0)", "liveness")

    postgres.psql("CREATE DATABASE whole")
    inventory, url = many(tmp_path / "inventory.yaml", SITES), postgres.url("whole")
    with daemon(inventory, MONITORD_DATABASE=url) as plain:
        first = until(lambda: count("count(*)", "transition"), lambda n: n >= CHECKS)
        plain.process.kill()
        plain.process.wait()
    with daemon(inventory, MONITORD_DATABASE=url) as plain:
        until(lambda: count("count(*)", "transition"), lambda n: n >= first + CHECKS)
        postgres.kill()
        until(lambda: failing(plain), lambda value: value == 1.0)
        postgres.start()
        until(lambda: failing(plain), lambda value: value == 0.0)
        until(beats, lambda extended: extended >= 1)
        assert count("count(DISTINCT boot_id)", "transition") == 2
        assert count("count(*)", "inventory_revision") == 1
        assert plain.metrics()["monitord_store_entries_lost_total"] == 0.0


def failing(plain: Plain) -> float:
    return plain.metrics()["monitord_store_failing"]


@pytest.mark.system
def test_a_database_that_comes_after_the_daemon_still_tells_what_was_planned(
    postgres: Postgres, tmp_path: Path
) -> None:
    def windows(plain: Plain) -> list[str]:
        return [each["id"] for each in plain.ask("/api/v1/maintenance").json["windows"]]

    postgres.psql("CREATE DATABASE late")
    inventory, url = many(tmp_path / "inventory.yaml", SITES), postgres.url("late")
    settings = {"MONITORD_DATABASE": url}
    with daemon(inventory, **settings) as plain:
        until(lambda: failing(plain), lambda value: value == 0.0)
        works = "--site", "s1", "--from", "now", "--for", "4h", "--why", "modem"
        added = run("maintenance", "add", *works, folder=tmp_path)
        assert added.returncode == 0, added.stderr
        before = windows(plain)
        assert len(before) == 1
        assert plain.end()[0] == 0
    postgres.kill()
    with daemon(inventory, **settings) as plain:
        until(lambda: failing(plain), lambda value: value == 1.0)
        assert windows(plain) == []
        postgres.start()
        until(lambda: windows(plain), lambda found: found == before)
        until(lambda: failing(plain), lambda value: value == 0.0)
