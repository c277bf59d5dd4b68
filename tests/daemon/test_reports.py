"""Reports that are made by themselves: which are due, and each in a process of its own."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from resource import RLIMIT_FSIZE, getrlimit, setrlimit

import pytest

from exporters.reports.names import ENDINGS
from monitord.daemon.reports import Reports, due, next_first
from monitord.inventory import parse
from monitord.model.desk import DeskError
from monitord.model.incidents import Actor
from monitord.model.inventory import Inventory
from monitord.model.ledger import Closing
from monitord.model.reckoning import KeptMonth, ReportFile
from monitord.reckoning.attended import NICE
from monitord.reckoning.folder import files_of
from tests.reckoning.filled import MONTH, PROVINCE, fill

HANOI = "Asia/Ho_Chi_Minh"
NOW = datetime(2025, 11, 1, 3, tzinfo=UTC)
AFTER = datetime(2025, 10, 31, 17, 30, tzinfo=UTC)
"""Half an hour into November, in Hà Nội."""
HUNG = Actor("hung", "socket")


def files(month: str, made_at: datetime, tail: str = "") -> list[ReportFile]:
    """Every file of all providers."""
    return [
        ReportFile(
            name=f"bien-ban-{month}{tail}{ending}", path=Path("x"), provider=None, revision=None,
            format=kind, bytes=1, made_at=made_at,
        )
        for kind, endings in ENDINGS.items()
        for ending in endings
    ]  # fmt: skip


def month(
    name: str = MONTH, files: Sequence[ReportFile] = (), closings: Sequence[Closing] = ()
) -> KeptMonth:
    """One that is over."""
    return KeptMonth(month=name, over=True, closings=closings, files=files)


def closing(revision: int, at: datetime, name: str = MONTH) -> Closing:
    """Of a month."""
    return Closing(month=name, revision=revision, at=at, by=HUNG, why="x", corrections=0)


def test_the_month_that_is_over_is_due_until_all_its_files_are_there() -> None:
    assert due([month()], HANOI, NOW) == [MONTH]
    assert due([month(files=files(MONTH, AFTER))], HANOI, NOW) == []
    assert due([month(files=files(MONTH, AFTER)[1:])], HANOI, NOW) == [MONTH]


def test_files_of_before_its_end_are_provisional_and_made_again() -> None:
    before = AFTER - timedelta(hours=1)
    assert due([month(files=files(MONTH, before))], HANOI, NOW) == [MONTH]


def test_files_of_the_future_are_those_of_a_clock_that_was_wrong() -> None:
    after = NOW + timedelta(hours=1)
    assert due([month(files=files(MONTH, after))], HANOI, NOW) == [MONTH]


def test_files_begun_before_a_closing_do_not_hold_it_however_late_they_were_written() -> None:
    at = NOW - timedelta(minutes=1)
    closed = [month(files=files(MONTH, NOW), closings=[closing(1, at)])]
    assert due(closed, HANOI, NOW, {MONTH: at - timedelta(seconds=1)}) == [MONTH]
    assert due(closed, HANOI, NOW, {MONTH: at + timedelta(seconds=1)}) == []


def test_a_month_settles_before_it_is_due_whoever_asks() -> None:
    end = datetime(2025, 10, 31, 17, tzinfo=UTC)
    assert due([month()], HANOI, end + timedelta(minutes=9)) == []
    assert due([month()], HANOI, end + timedelta(minutes=10)) == [MONTH]


def test_a_month_that_is_only_in_the_folder_is_never_due() -> None:
    assert due([replace(month(), recorded=False)], HANOI, NOW) == []


def test_older_months_and_those_that_run_are_left_alone() -> None:
    running = replace(month("2025-11"), over=False)
    assert due([running, month("2025-09"), month("2025-08")], HANOI, NOW) == []


def test_a_closed_month_is_due_in_its_newest_revision_however_old() -> None:
    at = NOW - timedelta(hours=1)
    first, second = closing(1, at, "2025-03"), closing(2, at, "2025-03")
    stale = files("2025-03", at - timedelta(days=1))
    assert due([month("2025-03", stale, [first])], HANOI, NOW) == ["2025-03"]
    fresh = files("2025-03", NOW)
    assert due([month("2025-03", fresh, [first])], HANOI, NOW) == []
    assert due([month("2025-03", fresh, [first, second])], HANOI, NOW) == ["2025-03"]
    both = [*fresh, *files("2025-03", NOW, "-r2")]
    assert due([month("2025-03", both, [first, second])], HANOI, NOW) == []


def test_the_oldest_is_made_first() -> None:
    closed = month("2025-03", (), [closing(1, NOW, "2025-03")])
    assert due([month(), closed], HANOI, NOW) == ["2025-03", MONTH]


@pytest.mark.parametrize(
    ("now", "following"),
    [
        ("2025-10-31T16:59:00Z", "2025-11-01T00:10:00+07:00"),
        ("2025-10-31T17:05:00Z", "2025-11-01T00:10:00+07:00"),
        ("2025-10-31T17:10:00Z", "2025-12-01T00:10:00+07:00"),
        ("2025-12-31T10:00:00Z", "2026-01-01T00:10:00+07:00"),
        ("2024-02-29T10:00:00Z", "2024-03-01T00:10:00+07:00"),
    ],
)
def test_the_calendar_asks_on_the_first_past_midnight(now: str, following: str) -> None:
    found = next_first(datetime.fromisoformat(now), HANOI)
    assert found == datetime.fromisoformat(following)


class Maker:
    """`Reports` over a real database and a real folder; the province has no circuits of `month`."""

    def __init__(self, folder: Path, patience: float = 120.0, retry: float = 3600.0) -> None:
        self.folder = folder / "reports"
        self.url = f"sqlite:///{folder}/monitord.db"
        self.inventory = parse(PROVINCE, "province.yaml", folder)
        self.made: asyncio.Queue[bool] = asyncio.Queue()
        self.asked, self.looked = 0, asyncio.Event()
        self.away = 0
        self.reports = Reports(
            self.folder, self.url, self.months, self._inventory, lambda: NOW,
            self.made.put_nowait, retry, patience,
        )  # fmt: skip

    async def months(self) -> Sequence[KeptMonth]:
        self.asked += 1
        self.looked.set()
        if self.asked <= self.away:
            raise DeskError("desk.database-away", {"why": "x"})
        found = await asyncio.to_thread(files_of, self.folder, MONTH, self.inventory.providers)
        return [month(files=found)]

    def _inventory(self) -> Inventory:
        return self.inventory


async def stop(task: asyncio.Task[None]) -> None:
    """As the end of the daemon does."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """The folder of one with a month in it."""
    fill(f"sqlite:///{tmp_path}/monitord.db", "suspected-then-confirmed")
    return tmp_path


@pytest.fixture
def maker(database: Path) -> Maker:
    """Makes reports of that month."""
    return Maker(database)


async def test_what_is_due_is_made_for_all_and_for_each_and_once(maker: Maker) -> None:
    task = asyncio.create_task(maker.reports.run())
    assert await maker.made.get()
    found = await asyncio.to_thread(files_of, maker.folder, MONTH, maker.inventory.providers)
    assert {each.provider for each in found} == {None, "vnpt", "viettel"}
    assert len(found) == 3 * 6
    assert all(each.name.startswith("bien-ban-") for each in found), "the organization's language"
    maker.looked.clear()
    maker.reports.poke()
    await maker.looked.wait()
    await stop(task)
    assert maker.made.empty()


async def test_a_failure_is_told_and_tried_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    maker = Maker(tmp_path, retry=0.01)  # there is no database
    task = asyncio.create_task(maker.reports.run())
    assert [await maker.made.get(), await maker.made.get()] == [False, False]
    await stop(task)
    assert "reports not made month=2025-10: exit code 2" in caplog.text
    assert "monitord.db" in caplog.text


async def test_a_database_that_is_away_is_waited_for(tmp_path: Path) -> None:
    maker = Maker(tmp_path, retry=0.01)
    maker.away = 3
    task = asyncio.create_task(maker.reports.run())
    await maker.made.get()
    await stop(task)
    assert maker.asked >= 4


async def test_where_the_disk_is_full_nothing_half_is_left_and_it_is_tried_again(
    database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    maker = Maker(database, retry=0.05)
    soft, hard = getrlimit(RLIMIT_FSIZE)
    setrlimit(RLIMIT_FSIZE, (48 * 1024, hard))  # what it starts inherits it
    try:
        task = asyncio.create_task(maker.reports.run())
        assert not await maker.made.get()
    finally:
        setrlimit(RLIMIT_FSIZE, (soft, hard))
    assert "File too large" in caplog.text
    left = [each for each in maker.folder.rglob("*") if each.is_file()]
    assert {each.suffix for each in left} <= {".csv", ".json"}, "the plainest ones are whole"
    while not await maker.made.get():
        pass
    found = await asyncio.to_thread(files_of, maker.folder, MONTH, maker.inventory.providers)
    assert len(found) == 3 * 6
    await stop(task)


async def test_one_that_takes_too_long_is_ended(
    database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    maker = Maker(database, patience=0.2)
    task = asyncio.create_task(maker.reports.run())
    assert not await maker.made.get()
    assert "not done within 0 s" in caplog.text
    assert children() == []
    await stop(task)


async def test_the_end_of_the_daemon_ends_it(maker: Maker) -> None:
    task = asyncio.create_task(maker.reports.run())
    assert await asyncio.to_thread(nice_child)
    await stop(task)
    assert children() == []


def nice_child() -> int:
    """The process that makes a report, as soon as it lets others go before."""
    while True:
        for each in children():
            if os.getpriority(os.PRIO_PROCESS, each) == NICE:
                return each
        time.sleep(0.01)


def children() -> list[int]:
    """Of this process, that make reports."""
    text = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    lines = {int(each): Path(f"/proc/{each}/cmdline") for each in text.split()}
    return [number for number, line in lines.items() if b"sla\0report" in line.read_bytes()]
