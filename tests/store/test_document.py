"""Reports in the documentation run as they are printed, and every table is in it."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, text

from monitord.store import journal
from monitord.store.backlog import Noted
from monitord.store.store import Store
from monitord.store.tables import metadata
from tests.store.kills.stream import entry

PAGE = Path("docs/database.md").read_text(encoding="utf-8")


def statements(*languages: str) -> list[str]:
    blocks = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return [block for language, block in blocks if language in languages]


def test_every_table_is_described() -> None:
    assert [name for name in metadata.tables if f"| `{name}` |" not in PAGE] == []


async def test_every_report_runs_on_its_database(url: str) -> None:
    def run(connection: Connection) -> None:
        kind = connection.dialect.name
        for statement in statements("sql", kind):
            connection.execute(text(statement)).all()
        assert len(statements("sql", kind)) == 6

    store = await Store.open(url)
    batch = [Noted(number, entry("r", number), 0.0) for number in range(1, 301)]
    await store.transact(partial(journal.write, writer="w", batch=batch))
    await store.read(run)
    await store.close()


async def test_reports_count_what_there_is(url: str) -> None:
    def run(connection: Connection) -> tuple[object, ...]:
        costs, sites, *_ = (connection.execute(text(each)).first() for each in statements("sql"))
        assert costs is not None
        assert sites is not None
        return (*costs[:3], sites[1])

    store = await Store.open(url)
    batch = [Noted(number, entry("r", number), 0.0) for number in range(1, 201)]
    await store.transact(partial(journal.write, writer="w", batch=batch))
    assert await store.read(run) == ("utility", "power", 5, 5)
    await store.close()
