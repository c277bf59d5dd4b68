"""What SQLite and PostgreSQL can both do and SQL itself has no words for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Values: TypeAlias = Mapping[str, Any]
"""One row, by column."""


MOST_ASKED = 1000
"""Values in one question; SQLite takes 32,766, PostgreSQL 65,535."""


def batches(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """As many at once as a question can have."""
    for begin in range(0, len(values), MOST_ASKED):
        yield values[begin : begin + MOST_ASKED]


def add_new(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    """Insert those that break no uniqueness; the others are there already, and stay."""
    if rows:
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), list(rows))


def put(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    """Insert these, or replace what is there under the same primary key.

    All have the same columns; of two with the same key the later one stays.
    """
    if not rows:
        return
    statement = _insert(connection, table)
    keys = [column.name for column in table.primary_key]
    new = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    statement = statement.on_conflict_do_update(index_elements=keys, set_=new)
    connection.execute(statement, list(rows))


def wait_for_writers(connection: Connection, table: Table) -> None:
    """Until no other transaction has written into it and is still under way.

    SQLite has taken back what a killed process had begun; a PostgreSQL server commits what it was
    told to, though nobody is there any more to hear of it.
    """
    if connection.dialect.name == "postgresql":
        name = connection.dialect.identifier_preparer.format_table(table)
        connection.exec_driver_sql(f"LOCK TABLE {name} IN SHARE MODE")


def write_alone(connection: Connection, table: Table) -> None:
    """Until no other transaction writes into it; none will before this one has ended.

    SQLite has one writer at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        name = connection.dialect.identifier_preparer.format_table(table)
        connection.exec_driver_sql(f"LOCK TABLE {name} IN SHARE ROW EXCLUSIVE MODE")


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
