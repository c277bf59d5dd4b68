"""A database that is away for so long that entries are given up: nobody's time is taken for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, create_engine

from monitord.model.evidence import Evidence
from monitord.model.ledger import Change, Interval, Subject
from monitord.model.states import State
from monitord.sla.ledger import work_out
from monitord.sla.months import month_of
from monitord.store import evidence, journal
from monitord.store.backlog import Backlog
from monitord.store.engine import read, transact
from monitord.store.revisions import Revision
from monitord.store.tables import metadata
from tests.inventory.good import edited
from tests.store.examples import beat

BEGIN = datetime(2026, 10, 3, tzinfo=UTC)
BEAT = timedelta(seconds=5)
LINE = Subject("circuit", "TSL-TH-0123")
OF_LINE = {"up": State.UP, "down": State.DOWN}
FEW = 6
"""Entries that can wait."""
INVENTORY = Revision("r", edited().encode(), "a.yaml", BEGIN - timedelta(days=9))


@settings(max_examples=40)
@given(st.lists(st.sampled_from(["up", "down", "beat", "beat", "write"]), max_size=60))
def test_what_the_ledger_says_it_knows_is_true(steps: list[str]) -> None:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    truth = play(engine, [*steps, "beat", "beat", "write"])
    for each in intervals(engine):
        if each.measured is not State.UNKNOWN:
            assert truth_within(truth, each) <= {each.measured}
    engine.dispose()


def test_what_comes_after_the_gap_is_known(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/m.db")
    metadata.create_all(engine)
    away = ["down", *["beat"] * 3, "up", *["beat"] * 9]
    play(engine, ["up", "beat", "beat", "write", *away, "write"])
    found = [each.measured for each in intervals(engine)]
    engine.dispose()
    assert found == [State.UNKNOWN, State.UP, State.UNKNOWN, State.UP, State.UNKNOWN]


def play(engine: Engine, steps: Iterable[str]) -> list[tuple[datetime, State]]:
    """Five seconds a step; the states that the line really had, and since when."""
    backlog, truth = Backlog(FEW), [(BEGIN, State.UNKNOWN)]
    backlog.put(INVENTORY, 0.0)
    for number, step in enumerate(steps, 1):
        at = BEGIN + number * BEAT
        if step == "write":
            write(engine, backlog)
        elif step == "beat":
            backlog.put(beat(number, at), 0.0)
        elif OF_LINE[step] is not truth[-1][1]:
            truth.append((at, OF_LINE[step]))
            backlog.put(told(OF_LINE[step], at), 0.0)
            # The monitor lives on: else there would be nothing to be known of this time.
            backlog.put(beat(number, at), 0.0)
    return truth


def told(state: State, at: datetime) -> Change:
    return Change(boot_id="b", subject=LINE, state=state, reason="devices", since=at, decided_at=at)


def write(engine: Engine, backlog: Backlog) -> None:
    while batch := backlog.take(FEW):
        transact(engine, partial(journal.write, writer="w", batch=batch))
        backlog.settle(len(batch))


def intervals(engine: Engine) -> list[Interval]:
    """Of the line, in that month."""
    now = BEGIN + timedelta(days=60)
    month = month_of("2026-10", "Asia/Ho_Chi_Minh", now)

    def load(connection: Connection) -> Evidence:
        return evidence.load(connection, month.start, month.end, now)

    return list(work_out(read(engine, load), month).intervals[LINE])


def truth_within(truth: list[tuple[datetime, State]], each: Interval) -> set[State]:
    return set(_within(truth, each))


def _within(truth: list[tuple[datetime, State]], each: Interval) -> Iterator[State]:
    ends = [at for at, _ in truth[1:]] + [each.end]
    for (start, state), end in zip(truth, ends, strict=True):
        if start < each.end and end > each.start and start < end:
            yield state
