"""A sample of what `make prove` does 200 times on each database."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, text

from benchmarks.killing import Postgresql, Sqlite, toll
from monitord.store import journal
from monitord.store.backlog import Noted
from monitord.store.engine import prepare, read, transact
from tests.postgres import Postgres
from tests.store.kills.stream import entry
from tests.store.kills.trial import Killed
from tests.store.kills.verdict import kept, problems

NOTED = 200


def nothing(done: int, said: str) -> None:
    """Nobody looks on."""


def test_kill_9_costs_sqlite_a_second_at_most_and_never_its_soundness(tmp_path: Path) -> None:
    found = toll(Sqlite(tmp_path / "m.db"), 5, Random(2), nothing, longest=1.5)
    assert (found.overdue, found.damage, found.problems) == (0, [], [])
    assert found.kills == 5
    assert found.due > 0


def test_kill_9_costs_postgresql_a_second_at_most_even_with_its_server(postgres: Postgres) -> None:
    found = toll(Postgresql(postgres), 2, Random(2), nothing, longest=1.5)
    assert (found.overdue, found.damage, found.problems) == (0, [], [])
    assert found.with_server == 1
    assert found.due > 0


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A database with the first entries of a run, whole."""
    opened = prepare(f"sqlite:///{tmp_path}/m.db")
    batch = [Noted(each, entry("r", each), 0.0) for each in range(1, NOTED + 1)]
    transact(opened, partial(journal.write, writer="w", batch=batch))
    yield opened
    opened.dispose()


def verdict(engine: Engine, number: int = NOTED) -> list[str]:
    return read(engine, lambda connection: list(problems(connection, "r", number)))


def test_what_is_whole_is_no_problem(engine: Engine) -> None:
    assert read(engine, lambda connection: kept(connection, "r")) == NOTED
    assert read(engine, lambda connection: kept(connection, "other")) == 0
    assert verdict(engine) == []


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("DELETE FROM transition WHERE seq = 120", "transitions are not"),
        ("UPDATE transition SET id = 10000 WHERE seq = 120", "transitions are not"),
        ("DELETE FROM state_change WHERE reason = '124'", "states are not"),
        ("UPDATE state_change SET id = 10000 WHERE reason = '124'", "states are not"),
        ("DELETE FROM observation WHERE seq = 126", "observations are not"),
        ("UPDATE liveness SET last_seq = 189", "alive until 189, not 199"),
        ("DELETE FROM maintenance_window WHERE id = 'r-100'", "windows are not"),
        ("UPDATE incident SET state = json_set(state, '$.most_sites', 9)", "its state is not"),
        ("DELETE FROM incident_event WHERE id = 2", "r-0: its history is not"),
        (
            "INSERT INTO incident_event SELECT 9999, incident, at, what, actor, via, data"
            " FROM incident_event WHERE id = 1",
            "r-0: its history is not",
        ),
        ("DELETE FROM incident_site WHERE site = 'x-3'", "r-1: its sites are not"),
        ("DELETE FROM correction WHERE field = 'owner'", "r-0: its corrections are not"),
    ],
)
def test_whatever_is_missing_doubled_or_half_is_noticed(
    engine: Engine, statement: str, problem: str
) -> None:
    transact(engine, lambda connection: connection.execute(text(statement)).close())
    assert any(problem in each for each in verdict(engine))


def test_more_or_less_than_was_said_is_noticed(engine: Engine) -> None:
    assert verdict(engine, NOTED + 9)
    assert verdict(engine, NOTED - 9)


def test_what_is_due_and_how_old_what_was_lost_is() -> None:
    killed = Killed("r", 10.0, [(100, 8.0), (200, 8.9), (300, 9.5), (400, 9.9)])
    assert (killed.due, killed.noted) == (200, 400)
    assert killed.age(400) == 0.0
    assert killed.age(350) == 0.5
    assert killed.age(0) == 2.0
