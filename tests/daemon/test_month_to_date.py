"""The month so far, worked out beside the loop from a real database."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Connection

from monitord.daemon.month_to_date import MonthSoFar, short_turns
from monitord.daemon.past import parse_aside
from monitord.inventory.past import parse_past
from monitord.model.incidents import Actor
from monitord.model.inventory import Inventory
from monitord.model.ledger import Change, CorrectedField, Correction, Subject
from monitord.model.standing import MonthToDate, Standing
from monitord.model.states import State
from monitord.store import changes, corrections, tables
from monitord.store.store import Store

FILE = (Path(__file__).parents[2] / "examples" / "quang-nam.yaml").read_bytes()
OLDER = FILE + b"# as it was before\n"
LINE = "TSL-QN-0200"
BEGAN = datetime(2026, 10, 31, 17, tzinfo=UTC)
"""Midnight in Vietnam: the first of November."""
NOW = BEGAN + timedelta(days=2)
OUTAGE = f"{LINE}@20261101T170000Z"
"""A day after the month began, for an hour."""
PATIENCE = 20.0


@dataclass
class Desk:
    """A month so far, and what it said of itself."""

    store: Store | None
    month: MonthSoFar = field(init=False)
    took: list[float] = field(default_factory=list)
    failures: int = 0
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.month = MonthSoFar(
            self, lambda: NOW, self._done, self._fail, first=0.0, every=PATIENCE
        )

    def _done(self, seconds: float) -> None:
        self.took.append(seconds)
        self.news.set()

    def _fail(self) -> None:
        self.failures += 1
        self.news.set()

    async def told(self) -> MonthToDate:
        """The figures, after the next attempt."""
        async with asyncio.timeout(PATIENCE):
            await self.news.wait()
        self.news.clear()
        assert self.month.latest is not None
        return self.month.latest


@asynccontextmanager
async def running(desk: Desk) -> AsyncIterator[Desk]:
    """While it is, the month is worked out."""
    work = asyncio.create_task(desk.month.run())
    try:
        yield desk
    finally:
        work.cancel()
        await asyncio.wait([work])


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """Two days of a monitor that never slept, and one line that was down for an hour."""
    store = await Store.open(f"sqlite:///{tmp_path}/monitord.db")
    await store.accept("older", OLDER, "inventory.yaml", BEGAN - timedelta(days=9))
    await store.transact(_lived)
    yield store
    await store.close()


def _lived(connection: Connection) -> None:
    start = BEGAN - timedelta(days=1)
    connection.execute(
        tables.liveness.insert().values(
            poller="local", boot_id="b", isolated=False, first_at=start, last_at=NOW, last_seq=1
        )
    )
    changes.add(connection, list(_changes(start)))


def _changes(start: datetime) -> Iterator[Change]:
    down = BEGAN + timedelta(days=1)
    for at, state in (
        (start, State.UP),
        (down, State.DOWN),
        (down + timedelta(hours=1), State.UP),
    ):
        yield Change(boot_id="b", subject=Subject("circuit", LINE), state=state, reason="none",
                     since=at, decided_at=at + timedelta(seconds=6))  # fmt: skip


def loaded(content: bytes) -> tuple[bytes, Inventory]:
    """A file and what is in it."""
    return content, parse_past(content, BEGAN)


def of_line(month: MonthToDate) -> Standing:
    [found] = [each for each in month.circuits if each.id == LINE]
    return found


def blame_provider(connection: Connection) -> None:
    corrections.add(
        connection,
        [
            Correction(id=0, outage=OUTAGE, at=NOW, by=Actor("an", "socket"), why="biên bản",
                       field=CorrectedField.OWNER, before=None, after="provider"),
        ],
    )  # fmt: skip


async def test_the_month_so_far_is_worked_out_and_anew_after_a_correction(store: Store) -> None:
    desk = Desk(store)
    desk.month.apply(*loaded(OLDER))
    async with running(desk):
        first = await desk.told()
        line = of_line(first)
        assert (first.month, first.computed_at) == ("2026-11", NOW.timestamp())
        assert line.available.present == 2 * 86_400
        assert line.available.others_down == 3600
        assert line.available.provider_down == 0
        assert line.available.ratio.value == 1.0
        assert line.outages == 1
        assert line.budget_left == line.budget

        await store.transact(blame_provider)
        desk.month.renew()
        second = await desk.told()
        line = of_line(second)
        assert line.available.provider_down == 3600
        assert line.available.ratio.value == 47 / 48
        assert line.budget_left == pytest.approx((line.budget or 0) - 3600)
        [provider] = [each for each in second.providers if each.id == "vnpt"]
        assert provider.available.provider_down == 3600
    assert len(desk.took) == 2
    assert desk.failures == 0


async def test_what_was_in_force_before_is_parsed_once_and_elsewhere(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def counted(content: bytes, since: datetime) -> Inventory:
        asked.append(sha256(content).hexdigest())
        return await parse_aside(content, since)

    monkeypatch.setattr("monitord.daemon.month_to_date.parse_aside", counted)
    await store.accept("now", FILE, "inventory.yaml", BEGAN + timedelta(hours=5))
    desk = Desk(store)
    desk.month.apply(*loaded(FILE))
    async with running(desk):
        first = await desk.told()
        desk.month.renew()
        second = await desk.told()
    assert first == second
    assert of_line(first).available.present == 2 * 86_400
    assert asked == [sha256(OLDER).hexdigest()]


async def test_a_database_that_is_not_there_yet_is_no_failure(store: Store) -> None:
    desk = Desk(None)
    desk.month.apply(*loaded(OLDER))
    async with running(desk):
        await asyncio.sleep(0.05)
        assert desk.month.latest is None
        desk.store = store
        desk.month.renew()
        assert of_line(await desk.told()).outages == 1
    assert desk.failures == 0


async def test_what_cannot_be_worked_out_is_counted_and_leaves_what_was_known(
    store: Store,
) -> None:
    desk = Desk(store)
    desk.month.apply(*loaded(OLDER))
    async with running(desk):
        first = await desk.told()
        await store.transact(partial(_damage))
        desk.month.renew()
        assert await desk.told() is first
    assert (len(desk.took), desk.failures) == (1, 1)


def _damage(connection: Connection) -> None:
    connection.execute(tables.inventory_revision.update().values(content=b"no gzip at all"))


@contextmanager
def switching(seconds: float) -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(seconds)
    yield
    sys.setswitchinterval(usual)


def test_turns_are_short_for_the_while_and_then_as_they_were() -> None:
    with switching(0.004):
        with short_turns():
            assert sys.getswitchinterval() == pytest.approx(0.0005)
        assert sys.getswitchinterval() == pytest.approx(0.004)
