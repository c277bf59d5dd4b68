"""A real outage is in the ledger with its true beginning, and a kill -9 as what nobody knows."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import Connection

from monitord.model.evidence import Evidence
from monitord.model.ledger import Change, Interval, Span, Subject
from monitord.model.states import State
from monitord.simulator.outcome import Fate
from monitord.sla.ledger import work_out
from monitord.sla.months import this_month
from monitord.store import evidence
from monitord.store.reading import open_to_read
from tests.lab.files import write_province
from tests.system.housed import Housed, housed
from tests.system.inventories import QUICK
from tests.system.talk import until

pytestmark = pytest.mark.lab

LINE, NESTED = Subject("circuit", "L-d1"), Subject("circuit", "L-d1-c1")
ROUTER = "127.1.1.1"
SOON = timedelta(seconds=0.05)
"""For which an echo may be under way to the simulator, on a busy machine."""
ZONE = "Asia/Ho_Chi_Minh"


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    path = write_province(tmp_path / "inventory.yaml", districts=1, communes=1)
    path.write_text(path.read_text().replace("{icmp: {}}", QUICK))
    return path


def test_an_outage_is_kept_from_its_first_lost_echo_and_a_killed_monitor_knows_nothing(
    inventory: Path,
) -> None:
    url = f"sqlite:///{inventory.parent / 'monitord.db'}"
    with housed(inventory) as house:
        all_up(house)
        until(lambda: read(url).spans, bool)
        house.fault({"dark": True}, subtree="d1")
        kept = until(lambda: told(url, LINE), lambda each: each[-1].state is State.DOWN)
        died = kept[-1]
        assert died.reason == "devices"
        assert abs(died.since - first_lost(house)) < SOON
        until(lambda: told(url, NESTED), lambda each: each[-1].state is State.UNREACHABLE)
        until(lambda: read(url).spans, lambda spans: spans[0].last_at > died.decided_at)
        os.kill(house.province.command_pid, signal.SIGKILL)
        house.province.wait()
    with housed(inventory) as house:
        all_up(house)
        until(lambda: told(url, LINE), lambda each: each[-1].state is State.UP)
        until(lambda: read(url).spans, lambda spans: len(spans) == 2 and lasts(spans[1]))
    judge(url, died)


def lasts(span: Span) -> bool:
    """One heartbeat alone says nothing of the time beside it."""
    return span.first_at < span.last_at


def judge(url: str, died: Change) -> None:
    """Up, down, unknown while nobody measured, up again: as the ledger works it out."""
    found = read(url)
    ledger = work_out(found, this_month(ZONE, found.now))
    intervals, nested = ledger.intervals[LINE], ledger.intervals[NESTED]
    assert all(one.end == two.start for one, two in pairwise(intervals))
    began = next(n for n, each in enumerate(intervals) if each.measured is State.DOWN)
    before, down, gap = intervals[began - 1 : began + 2]
    back = next(each for each in intervals[began + 2 :] if each.measured is State.UP)
    first, second = found.spans
    assert (before.measured, before.end) == (State.UP, died.since)
    assert (down.start, down.end) == (died.since, first.last_at)
    assert (gap.measured, gap.start) == (State.UNKNOWN, first.last_at)
    assert gap.end >= second.first_at
    assert back.start >= second.first_at
    assert measured(intervals, down.end, back.start) == {State.UNKNOWN}
    over = {State.UP, State.UNREACHABLE, State.UNKNOWN}
    assert measured(nested, nested[0].start, found.now) == over, "one outage, not two"


def measured(intervals: Sequence[Interval], start: datetime, end: datetime) -> set[State]:
    return {each.measured for each in intervals if start <= each.start < end}


def all_up(house: Housed) -> None:
    """And kept."""
    until(house.states, lambda states: set(states.values()) == {"up"})
    until(house.metrics, lambda now: now["monitord_store_entries_waiting"] == 0)


def first_lost(house: Housed) -> datetime:
    """When the first echo to the router arrived of which nobody said anything."""
    offset = time.time() - time.monotonic()
    lost = (e for e in house.province.log() if e.fate is Fate.DARK and e.destination == ROUTER)
    return datetime.fromtimestamp(next(lost).arrived / 1e9 + offset, UTC)


def told(url: str, subject: Subject) -> list[Change]:
    return [each for each in read(url).changes if each.subject == subject]


def read(url: str) -> Evidence:
    """All of this month, as it is kept now."""

    def load(connection: Connection) -> Evidence:
        now = datetime.now(UTC)
        month = this_month(ZONE, now)
        return evidence.load(connection, month.start, month.end, now)

    engine = open_to_read(url)
    try:
        with engine.connect() as connection:
            return load(connection)
    finally:
        engine.dispose()
