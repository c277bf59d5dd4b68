"""The database as the daemon sees it, and every way in which it can fail."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from blockbuster import blockbuster_ctx
from sqlalchemy import Connection, create_engine

from monitord.store import observations, revisions
from monitord.store.engine import MIGRATIONS
from monitord.store.store import Store, StoreError, usable_url
from monitord.store.tables import metadata

NOON = datetime(2026, 9, 10, 12, tzinfo=UTC)
NOBODY = 65534

WRITER = """
import asyncio, itertools, os, sys
from datetime import UTC, datetime
from monitord.store.store import Store

async def main():
    store = await Store.open(sys.argv[1])
    for turn in itertools.count():
        revision = f"{os.getpid() % 2**16:08x}{turn:08x}"
        await store.accept(revision, os.urandom(20_000), "inventory.yaml", datetime.now(UTC))
        print(revision, flush=True)

asyncio.run(main())
"""

FULL_DISK = """
import asyncio, os, sys
from datetime import UTC, datetime
from pathlib import Path
from monitord.store.store import Store, StoreError

async def main():
    store = await Store.open("sqlite:///disk/monitord.db")
    await store.accept("before", b"before", "inventory.yaml", datetime.now(UTC))
    ballast = Path("disk/ballast")
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    try:
        await store.accept("full", os.urandom(50_000), "inventory.yaml", datetime.now(UTC))
    except StoreError as error:
        print(error)
    print((await store.history())[-1].revision)
    ballast.unlink()
    await store.accept("after", os.urandom(50_000), "inventory.yaml", datetime.now(UTC))
    print((await store.history())[-1].revision)
    await store.close()

asyncio.run(main())
"""


def url_of(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture
def as_nobody() -> Iterator[Path]:
    """A folder that this process may read and not write, whoever runs the tests."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    yield folder
    if root:
        os.seteuid(0)
    shutil.rmtree(folder)


async def test_the_folder_and_the_tables_are_made_when_missing(tmp_path: Path) -> None:
    path = tmp_path / "var" / "lib" / "monitord.db"
    store = await Store.open(url_of(path))
    assert await store.history() == []
    await store.close()
    assert path.is_file()
    assert path.parent.stat().st_mode & 0o777 == 0o700


async def test_what_was_accepted_is_there_after_a_restart(tmp_path: Path) -> None:
    url = url_of(tmp_path / "monitord.db")
    store = await Store.open(url)
    assert await store.accept("a", b"content", "inventory.yaml", NOON)
    await store.close()
    store = await Store.open(url)
    stored = await store.in_force(NOON)
    assert stored is not None
    assert stored.content == b"content"
    assert not await store.accept("a", b"content", "inventory.yaml", NOON + timedelta(hours=1))
    await store.close()


async def test_migrations_arrive_at_exactly_the_tables_of_the_code(tmp_path: Path) -> None:
    def schema(connection: Connection) -> list[str]:
        query = "SELECT sql FROM sqlite_master WHERE tbl_name != :own AND sql != '' ORDER BY name"
        rows = connection.exec_driver_sql(query, {"own": "alembic_version"})
        return [" ".join(row.sql.split()) for row in rows]

    store = await Store.open(url_of(tmp_path / "monitord.db"))
    migrated = await store.transact(schema)
    await store.close()
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        metadata.create_all(connection)
        declared = schema(connection)
    engine.dispose()
    assert migrated == declared
    assert len(declared) == 33


async def test_what_an_older_version_kept_is_there_after_the_migrations(tmp_path: Path) -> None:
    url = url_of(tmp_path / "monitord.db")
    store = await Store.open(url)
    await store.accept("a", b"content", "inventory.yaml", NOON)
    await store.transact(lambda connection: migrate(connection, "0001"))
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    left = await store.transact(lambda c: [row.name for row in c.exec_driver_sql(tables)])
    assert left == ["alembic_version", "inventory_revision"]
    await store.close()
    store = await Store.open(url)
    assert [row.revision for row in await store.history()] == ["a"]
    assert await store.read(partial(observations.latest, most=1)) == []
    await store.close()


def migrate(connection: Connection, revision: str) -> None:
    """Take a database back to what it was at `revision`."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS))
    command.downgrade(config, revision)


async def test_sqlite_is_set_up_to_survive_a_power_cut(tmp_path: Path) -> None:
    def pragmas(connection: Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    store = await Store.open(url_of(tmp_path / "monitord.db"))
    assert await store.transact(pragmas) == ["wal", 2, 1]
    await store.close()


async def test_one_thread_writes_another_reads_and_the_loop_does_neither(tmp_path: Path) -> None:
    def where(_: Connection) -> str:
        return threading.current_thread().name

    with blockbuster_ctx("monitord"):
        store = await Store.open(url_of(tmp_path / "monitord.db"))
        writing = await asyncio.gather(*[store.transact(where) for _ in range(20)])
        reading = await asyncio.gather(*[store.read(where) for _ in range(20)])
        await store.accept("a", b"content", "inventory.yaml", NOON)
        await store.close()
    assert set(writing) == {"store_0"}
    assert set(reading) == {"store-reader_0"}


async def test_a_long_report_holds_no_writer_up_and_a_long_write_no_reader(url: str) -> None:
    ended = threading.Event()

    def long(connection: Connection) -> bool:
        assert revisions.history(connection) == []
        return ended.wait(20)

    store = await Store.open(url)
    for slow, quick in ((store.read, store.transact), (store.transact, store.read)):
        task = asyncio.create_task(slow(long))
        async with asyncio.timeout(10):
            assert await quick(revisions.history) == []
        assert not task.done()
        ended.set()
        assert await task
        ended.clear()
    assert await store.accept("a", b"content", "inventory.yaml", NOON)
    await store.close()


async def test_what_a_reader_writes_is_not_kept(url: str) -> None:
    store = await Store.open(url)
    await store.read(partial(revisions.accept, revision="a", content=b"", source="", at=NOON))
    assert await store.history() == []
    await store.close()


async def test_a_failed_transaction_leaves_nothing_behind(tmp_path: Path) -> None:
    def half(connection: Connection) -> None:
        connection.exec_driver_sql("UPDATE inventory_revision SET valid_until = 1")
        connection.exec_driver_sql("INSERT INTO no_such_table VALUES (1)")

    store = await Store.open(url_of(tmp_path / "monitord.db"))
    await store.accept("a", b"content", "inventory.yaml", NOON)
    with pytest.raises(StoreError, match=r"monitord\.db: no such table: no_such_table$"):
        await store.transact(half)
    assert (await store.history())[0].valid_until is None
    await store.close()


async def test_when_another_process_holds_the_lock_it_gives_up_and_works_again_later(
    tmp_path: Path,
) -> None:
    path = tmp_path / "monitord.db"
    store = await Store.open(url_of(path))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match=r"database is locked$"):
        await store.accept("a", b"content", "inventory.yaml", NOON)
    other.execute("ROLLBACK")
    other.close()
    assert await store.accept("a", b"content", "inventory.yaml", NOON)
    await store.close()


async def test_a_read_only_folder_is_a_clear_error(as_nobody: Path) -> None:
    with pytest.raises(StoreError, match=r"monitord\.db: unable to open database file$"):
        await Store.open(url_of(as_nobody / "monitord.db"))


async def test_a_folder_that_cannot_be_made_is_a_clear_error(as_nobody: Path) -> None:
    with pytest.raises(StoreError, match="Permission denied"):
        await Store.open(url_of(as_nobody / "var" / "monitord.db"))


async def test_a_file_that_is_no_database_is_a_clear_error_and_is_left_alone(
    tmp_path: Path,
) -> None:
    path = tmp_path / "monitord.db"
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(StoreError, match=r"monitord\.db: file is not a database$"):
        await Store.open(url_of(path))
    assert path.read_bytes() == b"not a database" * 1000


async def test_a_database_damaged_in_the_middle_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "monitord.db"
    store = await Store.open(url_of(path))
    await store.accept("a", os.urandom(100_000), "inventory.yaml", NOON)
    await store.close()
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(path.stat().st_size - 4096))
    with pytest.raises(StoreError, match="malformed"):
        await Store.open(url_of(path))


@pytest.mark.parametrize("damage", ["zeroblob(100)", "x''", "substr(content, 1, 20)"])
async def test_content_that_was_damaged_is_a_clear_error(damage: str, tmp_path: Path) -> None:
    store = await Store.open(url_of(tmp_path / "monitord.db"))
    await store.accept("a", b"content" * 100, "inventory.yaml", NOON)
    statement = f"UPDATE inventory_revision SET content = {damage}"
    await store.transact(lambda connection: connection.exec_driver_sql(statement).close())
    with pytest.raises(StoreError, match=r"monitord\.db: revision a: \S"):
        await store.in_force(NOON)
    assert [row.revision for row in await store.history()] == ["a"]
    await store.close()


async def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "monitord.db"
    await (await Store.open(url_of(path))).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StoreError, match="Can't locate revision identified by '9999'"):
        await Store.open(url_of(path))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "nosuchdatabase:///x",
        "mysql://u:hunter2@h/d",
        "postgresql://u:hunter2@h:port/d",
        "postgresql+nosuchdriver://u:hunter2@h/d",
    ],
)
async def test_a_bad_url_is_a_clear_error_without_the_password(url: str) -> None:
    with pytest.raises(StoreError, match=r"^cannot use the database: \S") as caught:
        await Store.open(url)
    assert "hunter2" not in str(caught.value)


async def test_a_server_that_is_away_is_a_clear_error_without_the_password() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(StoreError, match=rf"^postgresql\+psycopg://u:\*\*\*@.*{port}") as caught:
        await Store.open(f"postgresql://u:hunter2@127.0.0.1:{port}/monitord")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "usable"),
    [
        ("sqlite:///var/monitord.db", True),
        ("postgresql://u@h/d", True),
        ("postgres://u@h/d", True),
        ("mysql://u@h/d", False),
        ("monitord.db", False),
        ("postgresql://u@h:port/d", False),
    ],
)
def test_only_urls_of_databases_that_can_be_had_are_usable(url: str, usable: bool) -> None:
    assert usable_url(url) is usable


@pytest.mark.system
def test_a_full_disk_is_an_error_and_the_store_works_again_when_there_is_room(
    tmp_path: Path,
) -> None:
    (tmp_path / "disk").mkdir()
    mount = "mount -t tmpfs -o size=400k none disk"
    namespace = ["unshare", "--mount", "--map-root-user", "sh", "-c"]
    probe = subprocess.run([*namespace, mount], cwd=tmp_path, capture_output=True, check=False)
    if probe.returncode:
        pytest.skip("no mount namespace to be had")
    done = subprocess.run(
        [*namespace, f'{mount} && exec "$0" -c "$1"', sys.executable, FULL_DISK],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stdout.splitlines() == [
        "sqlite:///disk/monitord.db: database or disk is full",
        "before",
        "after",
    ], done.stderr


async def test_kill_9_at_any_moment_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    url = url_of(tmp_path / "monitord.db")
    acknowledged: list[str] = []
    for lines in (1, 5, 13):
        writer = await asyncio.create_subprocess_exec(
            sys.executable, "-c", WRITER, url, stdout=asyncio.subprocess.PIPE
        )
        assert writer.stdout is not None
        seen = [await writer.stdout.readline() for _ in range(lines)]
        writer.kill()
        seen += (await writer.stdout.read()).splitlines()
        await writer.wait()
        acknowledged += [line.decode().strip() for line in seen]
    store = await Store.open(url)
    rows = await store.history()
    await store.close()
    assert set(acknowledged) <= {row.revision for row in rows}
    assert [row.valid_until for row in rows] == [*[row.valid_from for row in rows[1:]], None]
