"""Whatever befalls the monitor, its clock or its database: no line was down because of it.

Through the real centre, diary, database and ledger; only the poller's word is made up.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine

from monitord.model.evidence import Evidence, InForce
from monitord.model.ledger import Interval, Subject
from monitord.model.messages import Heartbeat
from monitord.model.states import State
from monitord.sla.ledger import work_out
from monitord.sla.months import month_of
from monitord.store import changes, journal, liveness
from monitord.store.backlog import Backlog
from monitord.store.engine import read, transact
from monitord.store.tables import metadata
from tests.centre.province import DAY, PROVINCE, START
from tests.centre.test_clock_steps import Clocked

MONTH = month_of("2026-11", "Asia/Ho_Chi_Minh", datetime(2026, 12, 9, tzinfo=UTC))
LINE = Subject("circuit", "TSL-other")
BEAT = 5.0
AWAY = 600.0
"""Seconds that it sleeps, or is stopped."""
FEW = 12
"""Entries that can wait for the database."""
CLOCK = {"an hour on": 3600, "an hour back": -3600, "a day on": 86_400, "a day back": -86_400}
WORLD = {"down": State.DOWN, "up": State.UP}
ITSELF = ["beats", "sleeps", "reload", "write", *CLOCK]


class Monitor(Clocked):
    """It tells of what it sees as soon as it is awake, and says that it lives."""

    def __init__(self) -> None:
        self.backlog, self.beats = Backlog(FEW), 0
        self.engine = create_engine("sqlite://")
        metadata.create_all(self.engine)
        self.seen, self.down_for = State.UP, 0.0
        super().__init__()
        self.note_changes()
        self.write()

    def do(self, step: str) -> None:
        if step in WORLD:
            self.see(WORLD[step])
        elif step in CLOCK:
            self.set_clock(timedelta(seconds=CLOCK[step]))
        elif step == "write":
            self.write()
        elif step == "reload":
            self.centre.apply(PROVINCE, DAY, self.now, self.seconds)
        self.pass_by(AWAY if step == "sleeps" else BEAT)
        self.note_changes()
        self.beat()

    def see(self, state: State) -> None:
        if state is not self.seen:
            self.seen = state
            self.befall("other", state)

    def pass_by(self, seconds: float) -> None:
        self.seconds += seconds
        self.down_for += seconds if self.seen is State.DOWN else 0

    def note_changes(self) -> None:
        for change in self.written:
            self.backlog.put(change, 0.0)
        self.written.clear()

    def beat(self) -> None:
        self.beats += 1
        said = Heartbeat(
            poller="p", boot_id="boot", seq=self.beats, inventory_revision="r1", check="",
            observed_at=self.now, isolated=False,
        )  # fmt: skip
        self.backlog.put(said, 0.0)

    def write(self) -> None:
        while batch := self.backlog.take(FEW):
            transact(self.engine, partial(journal.write, writer="w", batch=batch))
            self.backlog.settle(len(batch))

    def intervals(self) -> list[Interval]:
        """Of the line; everything is written by then."""
        self.write()
        evidence = Evidence(
            revisions=[InForce(START - timedelta(days=30), None, "0" * 64, PROVINCE)],
            changes=read(self.engine, partial(changes.between, since=MONTH.start, until=MONTH.end)),
            spans=read(self.engine, partial(liveness.spans, since=MONTH.start, until=MONTH.end)),
            incidents=(),
            affected={},
            windows=(),
            corrections=(),
            closings=(),
            quality=(),
            now=MONTH.end,
        )
        self.engine.dispose()
        return list(work_out(evidence, MONTH).intervals[LINE])


def lasted(intervals: list[Interval], state: State) -> float:
    return sum((e.end - e.start).total_seconds() for e in intervals if e.measured is state)


@settings(max_examples=40)
@given(st.lists(st.sampled_from([*ITSELF, "beats"]), max_size=30))
def test_what_befalls_the_monitor_is_nobodys_outage(steps: list[str]) -> None:
    monitor = Monitor()
    for step in steps:
        monitor.do(step)
    assert lasted(monitor.intervals(), State.DOWN) == 0


@settings(max_examples=40)
@given(st.lists(st.sampled_from([*ITSELF, *WORLD, "beats", *WORLD]), max_size=30))
@example(["down", "a day on", "up", "a day back", *["beats"] * 9])
def test_an_outage_never_grows_by_it(steps: list[str]) -> None:
    """A change began five seconds before it was decided; each takes a moment to be told."""
    monitor = Monitor()
    for step in steps:
        monitor.do(step)
    said = lasted(monitor.intervals(), State.DOWN)
    assert said <= monitor.down_for + 6 * steps.count("down")
