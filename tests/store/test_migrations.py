"""A database of an older version becomes one of this version, with all that was in it."""

from __future__ import annotations

from functools import partial

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect, text

from monitord.store import journal, transitions
from monitord.store.backlog import Noted
from monitord.store.engine import MIGRATIONS, url_of
from monitord.store.store import Store
from monitord.store.tables import metadata
from tests.store.examples import NOON, transition

OLD_REVISION = (
    "INSERT INTO inventory_revision VALUES (1, 'r', :sha256, 'a.yaml', :content, 1, NULL)"
)
OLD_OBSERVATION = """
INSERT INTO observation VALUES
(:id, 'local', 'b', :id, 'r', 'a/ups/snmp', 'on-battery', '{"name": "b\\u1ed9"}', 1700000000000000)
"""


def config(connection: Connection) -> Config:
    made = Config(attributes={"connection": connection})
    made.set_main_option("script_location", str(MIGRATIONS))
    return made


def made_by_version_two(url: str) -> None:
    """What monitord kept before there were transitions and incidents."""
    engine = create_engine(url_of(url))
    with engine.begin() as connection:
        command.upgrade(config(connection), "0002")
        connection.execute(text(OLD_REVISION), {"sha256": "0" * 64, "content": b"content"})
        for ident in range(1, 4):
            connection.execute(text(OLD_OBSERVATION), {"id": ident})
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT setval('observation_id_seq', 3)"))
    engine.dispose()


async def test_what_an_older_version_kept_is_there_and_goes_on(url: str) -> None:
    made_by_version_two(url)
    store = await Store.open(url)
    assert [each.revision for each in await store.history()] == ["r"]
    observed = await store.latest_observations(10)
    assert [(each.seq, each.params) for each in observed] == [
        (seq, {"name": "bộ"}) for seq in (3, 2, 1)
    ]
    batch = [Noted(1, transition(1), 0.0), Noted(2, observed[0], 0.0)]
    await store.transact(partial(journal.write, writer="w", batch=batch))
    assert await store.read(partial(transitions.latest, most=9)) == [transition(1)]
    assert len(await store.latest_observations(10)) == 3
    await store.close()


async def test_migrations_arrive_at_the_tables_of_the_code(database: str) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))  # SQLite: see test_store

    store = await Store.open(database)
    assert await store.transact(differences) == []
    await store.close()


@pytest.mark.parametrize("revision", ["0001", "0002", "0003", "0004", "0005", "0006", "base"])
async def test_each_migration_can_be_taken_back_and_made_again(url: str, revision: str) -> None:
    store = await Store.open(url)
    await store.transact(lambda connection: command.downgrade(config(connection), revision))
    await store.close()
    store = await Store.open(url)
    there = await store.transact(lambda connection: set(inspect(connection).get_table_names()))
    assert there == {*metadata.tables, "alembic_version"}
    assert await store.transitions(NOON, NOON) == []
    await store.close()
