"""Which revision was in force when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, insert, inspect
from sqlalchemy.exc import IntegrityError, StatementError

from monitord.store.revisions import accept, history, in_force
from monitord.store.tables import inventory_revision, metadata

NOON = datetime(2026, 9, 10, 12, 0, 0, 123456, UTC)
HOUR = timedelta(hours=1)
MICROSECOND = timedelta(microseconds=1)


def revision_of(content: bytes) -> str:
    return sha256(content).hexdigest()[:16]


def put(connection: Connection, content: bytes, at: datetime) -> bool:
    return accept(connection, revision_of(content), content, "inventory.yaml", at)


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def test_nothing_is_in_force_before_the_first_revision(connection: Connection) -> None:
    assert in_force(connection, NOON) is None
    put(connection, b"a", NOON)
    assert in_force(connection, NOON - MICROSECOND) is None


def test_a_revision_keeps_the_exact_file(connection: Connection) -> None:
    content = "\ufeffname: Như Thanh\r\n".encode() * 1000
    assert put(connection, content, NOON)
    stored = in_force(connection, NOON)
    assert stored is not None
    assert stored.content == content
    assert stored.validity.sha256 == sha256(content).hexdigest()
    assert stored.validity.source == "inventory.yaml"
    assert stored.validity.valid_from == NOON
    assert stored.validity.valid_until is None


def test_a_new_revision_closes_the_one_before_at_the_same_microsecond(
    connection: Connection,
) -> None:
    put(connection, b"a", NOON)
    put(connection, b"b", NOON + HOUR)
    before = in_force(connection, NOON + HOUR - MICROSECOND)
    after = in_force(connection, NOON + HOUR)
    assert before is not None
    assert after is not None
    assert (before.content, after.content) == (b"a", b"b")
    assert before.validity.valid_until == after.validity.valid_from == NOON + HOUR


def test_accepting_what_is_in_force_changes_nothing(connection: Connection) -> None:
    assert put(connection, b"a", NOON)
    assert not put(connection, b"a", NOON + HOUR)
    assert [row.valid_from for row in history(connection)] == [NOON]


def test_a_revision_that_comes_back_has_a_second_validity(connection: Connection) -> None:
    for hours, content in enumerate((b"a", b"b", b"a")):
        put(connection, content, NOON + hours * HOUR)
    assert [(row.revision, row.valid_from, row.valid_until) for row in history(connection)] == [
        (revision_of(b"a"), NOON, NOON + HOUR),
        (revision_of(b"b"), NOON + HOUR, NOON + 2 * HOUR),
        (revision_of(b"a"), NOON + 2 * HOUR, None),
    ]


def test_a_clock_that_stepped_back_leaves_no_overlap(connection: Connection) -> None:
    put(connection, b"a", NOON)
    put(connection, b"b", NOON - HOUR)
    stored = in_force(connection, NOON)
    assert stored is not None
    assert stored.content == b"b"
    assert in_force(connection, NOON - HOUR) is None


@given(
    st.lists(
        st.tuples(st.sampled_from([b"a", b"b", b"c"]), st.integers(-(10**9), 10**9)), min_size=1
    )
)
def test_from_the_first_acceptance_on_exactly_one_revision_is_in_force(
    steps: list[tuple[bytes, int]],
) -> None:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as connection:
        for content, offset in steps:
            put(connection, content, NOON + offset * MICROSECOND)
        rows = history(connection)
    engine.dispose()
    ends = [row.valid_until for row in rows]
    assert ends == [*[row.valid_from for row in rows[1:]], None]
    assert all(row.valid_until is None or row.valid_from <= row.valid_until for row in rows)


def test_the_database_itself_refuses_two_open_revisions(connection: Connection) -> None:
    put(connection, b"a", NOON)
    second = insert(inventory_revision).values(
        revision="b", sha256="b", source="b", content=b"", valid_from=NOON
    )
    with pytest.raises(IntegrityError):
        connection.execute(second)


def test_instants_are_integers_of_microseconds(connection: Connection) -> None:
    put(connection, b"a", NOON)
    raw = connection.exec_driver_sql(
        "SELECT valid_from, typeof(valid_from) FROM inventory_revision"
    )
    assert raw.one() == (1789041600123456, "integer")
    assert "inventory_revision" in inspect(connection).get_table_names()


def test_an_instant_without_a_time_zone_is_refused(connection: Connection) -> None:
    with pytest.raises(StatementError, match="offset-naive"):
        put(connection, b"a", NOON.replace(tzinfo=None))
