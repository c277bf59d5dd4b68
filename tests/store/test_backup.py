"""A backup is whole though the database is written into, and a restored one is the same."""

from __future__ import annotations

import asyncio
import itertools
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection

from monitord.model.desk import Search
from monitord.model.incidents import Incident
from monitord.store import incidents, journal, observations
from monitord.store.backlog import Noted
from monitord.store.backup import CopyError, backup, file_of
from monitord.store.engine import prepare
from monitord.store.restore import restore
from monitord.store.store import Store
from tests.postgres import Postgres
from tests.store.examples import FULL, PLAIN, opened, transition
from tests.store.test_migrations import made_by_version_two

T = TypeVar("T")
NOW = datetime(2026, 11, 23, 1, 30, 5, tzinfo=UTC)

WRITER = """
import asyncio, itertools, sys
from functools import partial
from monitord.store import journal
from monitord.store.backlog import Noted
from monitord.store.store import Store
from tests.store.examples import transition

async def main():
    store = await Store.open(sys.argv[1])
    for turn in itertools.count(1):
        batch = [Noted(10 * turn + n, transition(10 * turn + n), 0.0) for n in range(10)]
        await store.transact(partial(journal.write, writer="w", batch=batch))
        print(10 * turn, flush=True)

asyncio.run(main())
"""
"""Commits ten transitions at a time, and says how many there are then."""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "state" / "monitord.db"


@contextmanager
def writing(database: Path) -> Iterator[Iterator[int]]:
    """A process that writes until the end, and how many transitions are committed so far."""
    command = [sys.executable, "-c", WRITER, f"sqlite:///{database}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield map(int, process.stdout)
        finally:
            process.kill()


def using(database: Path | str, work: Callable[[Connection], T]) -> T:
    """What `work` returns in the database at a path or URL, which is made if there is none."""
    url = database if isinstance(database, str) else f"sqlite:///{database}"

    async def use() -> T:
        store = await Store.open(url)
        try:
            return await store.transact(work)
        finally:
            await store.close()

    return asyncio.run(use())


def keep(database: Path, *kept: Incident) -> None:
    using(database, partial(incidents.keep, changes=[opened(each) for each in kept]))


def found(database: Path) -> list[Incident]:
    return using(database, partial(incidents.search, wanted=Search()))


def only(folder: Path, *names: str) -> bool:
    """Whether exactly these files are in a folder: nothing half made was left there."""
    return sorted(path.name for path in folder.iterdir()) == sorted(names)


def refused(code: str) -> pytest.RaisesExc[CopyError]:
    return pytest.RaisesExc(CopyError, check=lambda error: error.code == code)


def test_every_backup_under_load_is_a_moment_of_the_database(
    database: Path, tmp_path: Path
) -> None:
    with writing(database) as committed:
        for turn in range(5):
            before = next(itertools.islice(committed, 3, None))
            copied = backup(database, tmp_path / f"{turn}.db")
            after = next(committed)
            assert copied.transitions >= before
            assert copied.transitions % 10 == 0  # whole transactions only
            assert after >= before
    assert only(tmp_path, "state", *(f"{turn}.db" for turn in range(5)))


def test_what_was_saved_is_there_again(database: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved.db"
    keep(database, PLAIN)
    copied = backup(database, saved)
    assert (copied.incidents, copied.transitions) == (1, 0)
    assert saved.stat().st_mode & 0o777 == 0o600
    before = found(database)
    keep(database, FULL)
    done = restore(saved, database, NOW)
    assert found(database) == before == [PLAIN]
    assert done.aside == database.with_name("monitord.db.20261123T013005Z")
    assert {each.id for each in found(done.aside)} == {PLAIN.id, FULL.id}


def test_a_log_that_a_killed_daemon_left_is_set_aside_too(database: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved.db"
    keep(database, PLAIN)
    backup(database, saved)
    with writing(database) as committed:
        next(itertools.islice(committed, 20, None))
    assert Path(f"{database}-wal").exists()
    done = restore(saved, database, NOW)
    assert done.aside is not None
    assert len(found(database)) == 1
    with closing(sqlite3.connect(done.aside)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM transition").fetchone()
    assert count >= 200


def test_where_there_was_nothing_a_backup_makes_the_database(
    database: Path, tmp_path: Path
) -> None:
    keep(tmp_path / "other.db", PLAIN)
    assert restore(tmp_path / "other.db", database, NOW).aside is None
    assert found(database) == [PLAIN]


def test_a_backup_of_an_older_version_is_brought_up(database: Path, tmp_path: Path) -> None:
    made_by_version_two(f"sqlite:///{tmp_path / 'old.db'}")
    done = restore(tmp_path / "old.db", database, NOW)
    assert (done.copied.schema, done.copied.incidents) == ("0002", 0)
    using(database, partial(journal.write, writer="w", batch=[Noted(1, transition(1), 0.0)]))
    assert len(using(database, partial(observations.latest, most=10))) == 3
    with closing(sqlite3.connect(tmp_path / "old.db")) as untouched:
        assert untouched.execute("SELECT version_num FROM alembic_version").fetchone() == ("0002",)


def test_a_backup_of_a_newer_version_is_refused(database: Path, tmp_path: Path) -> None:
    keep(database, PLAIN)
    saved = tmp_path / "saved.db"
    backup(database, saved)
    with closing(sqlite3.connect(saved)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with refused("newer"):
        restore(saved, database, NOW)
    assert found(database) == [PLAIN]
    assert only(database.parent, "monitord.db")


@pytest.mark.parametrize("content", [b"", b"no database at all" * 400, b"SQLite format 3\0" * 300])
def test_what_is_no_backup_of_ours_is_refused(
    database: Path, tmp_path: Path, content: bytes
) -> None:
    keep(database, PLAIN)
    (tmp_path / "wrong.db").write_bytes(content)
    with refused("foreign"):
        restore(tmp_path / "wrong.db", database, NOW)
    assert found(database) == [PLAIN]


def test_a_damaged_backup_is_refused(database: Path, tmp_path: Path) -> None:
    keep(database, PLAIN)
    saved = tmp_path / "saved.db"
    backup(database, saved)
    with saved.open("r+b") as file:
        file.seek(-12_288, os.SEEK_END)
        file.write(os.urandom(8_192))
    with refused("damaged"):
        restore(saved, database, NOW)
    assert found(database) == [PLAIN]


def test_a_damaged_database_can_be_replaced(database: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved.db"
    keep(database, PLAIN)
    backup(database, saved)
    database.write_bytes(os.urandom(50_000))
    assert restore(saved, database, NOW).aside is not None
    assert found(database) == [PLAIN]


def test_a_backup_replaces_another_one_only_when_told(database: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved.db"
    keep(database, PLAIN)
    backup(database, saved)
    keep(database, FULL)
    with refused("exists"):
        backup(database, saved)
    assert backup(database, saved, replace=True).incidents == 2
    with refused("itself"):
        backup(database, database, replace=True)
    with refused("missing"):
        backup(tmp_path / "none.db", tmp_path / "new.db")
    assert only(tmp_path, "state", "saved.db")


def test_a_database_in_use_is_not_replaced(database: Path, tmp_path: Path) -> None:
    keep(database, PLAIN)
    saved = tmp_path / "saved.db"
    backup(database, saved)
    code = (
        "import sys; from datetime import UTC, datetime; from pathlib import Path\n"
        "from monitord.store.backup import CopyError; from monitord.store.restore import restore\n"
        "try: restore(*map(Path, sys.argv[1:]), datetime.now(UTC))\n"
        "except CopyError as error: print(error.code)\n"
    )
    command = [sys.executable, "-c", code, str(saved), str(database)]
    engine = prepare(f"sqlite:///{database}")  # it does nothing, as a daemon mostly
    assert subprocess.check_output(command, text=True) == "in-use\n"
    engine.dispose()
    assert subprocess.check_output(command, text=True) == ""


@pytest.mark.system
def test_a_servers_database_is_put_back_by_its_own_tools(postgres: Postgres) -> None:
    """As docs/install.md has it."""

    def database(name: str) -> str:
        postgres.psql(f"CREATE DATABASE {name}")
        return postgres.url(name)

    where = ("-h", str(postgres.folder), "-U", "postgres")
    dump = str(postgres.folder / "monitord.dump")
    old, new = database("saved"), database("restored")
    using(old, partial(incidents.keep, changes=[opened(PLAIN), opened(FULL)]))
    postgres.run("pg_dump", *where, "--format=custom", "--file", dump, "saved")
    using(new, partial(incidents.keep, changes=[opened(FULL)]))  # what is to be replaced
    options = ("--clean", "--if-exists", "--single-transaction", "--no-owner")
    postgres.run("pg_restore", *where, *options, "--dbname", "restored", dump)
    search = partial(incidents.search, wanted=Search())
    assert using(new, search) == using(old, search) != []


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("postgresql://monitord@db/monitord", "postgresql"),
        ("sqlite://", "no-url"),
        ("mysql://a/b", "no-url"),
        ("monitord.db", "no-url"),
    ],
)
def test_only_a_database_in_a_file_is_copied(url: str, code: str) -> None:
    with refused(code):
        file_of(url)
