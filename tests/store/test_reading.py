"""A database that is only read: seen as it is, never changed, and refused when it is not ours."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from monitord.store import revisions
from monitord.store.engine import prepare, read, transact
from monitord.store.failures import StoreError
from monitord.store.reading import CannotReadError, open_to_read

AT = datetime(2026, 10, 1, tzinfo=UTC)


def accept(url: str, revision: str) -> None:
    """Another inventory, by another connection."""
    engine = prepare(url)
    work = partial(revisions.accept, revision=revision, content=b"x", source="a.yaml", at=AT)
    transact(engine, work)
    engine.dispose()


def known(connection: Connection) -> int:
    return len(revisions.history(connection))


def test_what_was_written_is_read_and_one_transaction_sees_one_moment(url: str) -> None:
    accept(url, "first")
    engine = open_to_read(url)
    with engine.connect() as connection:
        assert known(connection) == 1
        accept(url, "second")
        assert known(connection) == 1
    assert read(engine, known) == 2
    engine.dispose()


def test_nothing_can_be_written(url: str) -> None:
    accept(url, "first")
    engine = open_to_read(url)
    with pytest.raises(DBAPIError, match=r"read.?only"), engine.begin() as connection:
        connection.execute(text("DELETE FROM inventory_revision"))
    engine.dispose()


def code_of(url: str) -> str:
    """Why it cannot be read."""
    with pytest.raises(CannotReadError) as raised:
        open_to_read(url)
    return raised.value.code


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    assert code_of(f"sqlite:///{tmp_path}/none.db") == "missing"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "url", ["nothing", "mysql://x/y", "sqlite://", "sqlite:///:memory:", "postgresql://x:port/y"]
)
def test_what_is_no_url_of_a_database_is_said(url: str) -> None:
    assert code_of(url) == "no-url"


def test_a_database_of_somebody_else_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as made:
        made.execute("CREATE TABLE notes (words TEXT)")
    assert code_of(f"sqlite:///{tmp_path}/other.db") == "foreign"


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("words, many of them\n" * 100)
    assert code_of(f"sqlite:///{tmp_path}/text.db") == "failed"


@pytest.mark.parametrize(("schema", "code"), [("0004", "older"), ("9999", "newer")])
def test_tables_of_another_version_are_refused(url: str, schema: str, code: str) -> None:
    accept(url, "first")
    engine = prepare(url)
    transact(engine, lambda connection: _stamp(connection, schema))
    engine.dispose()
    assert code_of(url) == code


def _stamp(connection: Connection, schema: str) -> None:
    connection.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": schema})


def test_a_server_that_is_away_is_said() -> None:
    with pytest.raises((CannotReadError, StoreError)) as raised:
        open_to_read("postgresql://nobody@127.0.0.1:1/none")
    assert "127.0.0.1" in str(raised.value)
