"""kill -9 while everything is being recorded: how often, on what, and what was left behind."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from subprocess import CalledProcessError
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from benchmarks.report import REACHED, Row, Table, against, count, in_seconds
from monitord.store.engine import prepare, read
from tests.postgres import UNPRIVILEGED, Postgres
from tests.store.kills.program import RATE
from tests.store.kills.trial import LIMIT, Killed, kill_after
from tests.store.kills.verdict import kept, problems

LONGEST = 2.0
"""Seconds from a program's first word to its end, at most."""
SHOWN = 20
"""Problems that are named; the others are counted."""

Tell = Callable[[int, str], None]
"""Hears how many kills are done, and what was seen."""

T = TypeVar("T")


class Database(Protocol):
    """One that can be asked whether it is sound."""

    name: str
    url: str
    has_server: bool

    def kill(self) -> None:
        """Kill its server."""

    def recover(self) -> None:
        """Start the server again."""

    def damage(self) -> Sequence[str]:
        """What its own check finds; empty: nothing."""


class Sqlite:
    """A file."""

    name = "SQLite"
    has_server = False

    def __init__(self, path: Path) -> None:
        self._path = path
        self.url = f"sqlite:///{path}"

    def kill(self) -> None:
        """There is no server."""

    def recover(self) -> None:
        """There is no server."""

    def damage(self) -> Sequence[str]:
        """Of `PRAGMA integrity_check` and `foreign_key_check`."""
        with closing(sqlite3.connect(self._path)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchall()
            found += connection.execute("PRAGMA foreign_key_check").fetchall()
        return [str(row) for row in found if row != ("ok",)]


class Postgresql:
    """A server of our own."""

    name = "PostgreSQL"
    has_server = True

    def __init__(self, server: Postgres) -> None:
        self._server = server
        self.url = server.url()

    def kill(self) -> None:
        """As a power cut does."""
        self._server.kill()

    def recover(self) -> None:
        """It plays back its log first."""
        self._server.start()

    def damage(self) -> Sequence[str]:
        """Of pg_amcheck, which reads every table and every index."""
        where = ("-h", str(self._server.folder), "-U", UNPRIVILEGED, "-d", "postgres")
        try:
            said = self._server.run("pg_amcheck", *where, "--install-missing", "--heapallindexed")
        except CalledProcessError as error:
            return [f"{error.stdout} {error.stderr}".strip()]
        return said.splitlines()


@dataclass(slots=True)
class Toll:
    """What many kills of one kind of database have shown."""

    database: str
    lanes: int = 1
    """Databases of that kind on which it was tried at the same time."""
    kills: int = 0
    with_server: int = 0
    noted: int = 0
    due: int = 0
    kept: int = 0
    overdue: int = 0
    """Entries noted more than a second before the kill that were not there after it."""
    ages: list[float] = field(default_factory=list)
    """Of each kill, how long before it the oldest entry that was lost had been noted, seconds."""
    damage: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether what was to be proved is so."""
        return not (self.overdue or self.damage or self.problems)


def together(tolls: Sequence[Toll]) -> Toll:
    """What several lanes on the same kind of database have shown."""
    whole = Toll(tolls[0].database, lanes=len(tolls))
    for each in tolls:
        whole.kills += each.kills
        whole.with_server += each.with_server
        whole.noted += each.noted
        whole.due += each.due
        whole.kept += each.kept
        whole.overdue += each.overdue
        whole.ages += each.ages
        whole.damage += each.damage
        whole.problems += each.problems
    return whole


def toll(
    database: Database, kills: int, chance: Random, tell: Tell, longest: float = LONGEST
) -> Toll:
    """Kill so many programs, one after the other, on the same database, and judge each time.

    Every second time the server, where there is one, dies a moment before.
    """
    found, written = Toll(database.name), dict[str, int]()
    for number in range(kills):
        run, server = f"k{number}", number % 2 == 1 and database.has_server
        besides = database.kill if server else _nobody
        killed = kill_after(database.url, run, chance.uniform(0.0, longest), besides)
        if server:
            database.recover()
            found.with_server += 1
        written[run] = _judge(found, database, killed)
        troubles = [*found.damage, *found.problems][:1]
        tell(
            number + 1,
            " ".join([f"{found.noted:,} noted, {len(found.problems)} problems", *troubles]),
        )
    for run, number in written.items():
        found.problems += _ask(database, partial(_problems, run=run, number=number))
    return found


def report(found: Toll) -> Table:
    """All figures."""
    notes = [
        f"a program notes {RATE} entries a second (60 % transitions, 20 % changes of incidents,"
        " observations, heartbeats, windows) through the daemon's recorder, and says what it has"
        f" noted when; it is killed 0 to {LONGEST} s after its first word",
        f"{found.lanes} at the same time, each with a database of its own: a busy machine makes it"
        " no easier",
        "found after each kill: exactly the first entries noted, each once, without a gap; state,"
        " sites, history and corrections of each incident of the same moment; all runs are judged"
        " again after the last kill",
        *found.damage[:SHOWN],
        *found.problems[:SHOWN],
    ]
    return Table(f"{found.kills} kills on {found.database}", _rows(found), notes)


def _rows(found: Toll) -> list[Row]:
    ages = sorted(found.ages)
    return [
        Row("kills", count(found.kills)),
        Row("of them together with the server", count(found.with_server)),
        Row("entries noted", count(found.noted)),
        Row(f"noted more than {LIMIT:g} s before the kill", count(found.due)),
        _none("of those, not there after it", found.overdue),
        Row("entries there after it", count(found.kept)),
        Row("age of the oldest entry lost, median", in_seconds(ages[len(ages) // 2])),
        against("age of the oldest entry lost, worst", ages[-1], LIMIT, in_seconds),
        _none("integrity checks not clean", len(found.damage)),
        _none("gaps, duplicates, halves", len(found.problems)),
    ]


def _none(what: str, number: int) -> Row:
    verdict = REACHED if not number else f"not reached by {number:,}"
    return Row(what, count(number), target="0", verdict=verdict)


def _judge(found: Toll, database: Database, killed: Killed) -> int:
    """Add what one kill has shown; returns how many entries are there."""
    there = _ask(database, partial(kept, run=killed.run))
    found.kills += 1
    found.noted += killed.noted
    found.due += killed.due
    found.kept += there
    found.overdue += max(killed.due - there, 0)
    found.ages.append(killed.age(there))
    found.damage += database.damage()
    found.problems += _ask(database, partial(_problems, run=killed.run, number=there))
    return there


def _problems(connection: Connection, run: str, number: int) -> list[str]:
    return list(problems(connection, run, number))


def _ask(database: Database, work: Callable[[Connection], T]) -> T:
    engine = prepare(database.url)
    try:
        return read(engine, work)
    finally:
        engine.dispose()


def _nobody() -> None:
    """Who dies besides the program."""
