"""Revisions reach the database, sooner or later, once."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from monitord.daemon import recorder as module
from monitord.daemon.recorder import Recorder
from monitord.model.messages import Observation
from monitord.store import observations
from monitord.store.revisions import Revision
from monitord.store.store import Store

AT = datetime(2026, 11, 22, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here is about how long the end may take: see tests/store/test_recording.py."""
    monkeypatch.setattr(module, "LAST_TRY", 20.0)


def at() -> datetime:
    return AT


def revision(ident: str) -> Revision:
    return Revision(ident * 16, f"version: {ident}".encode(), "inventory.yaml", AT)


async def kept(url: str) -> list[str]:
    store = await Store.open(url)
    try:
        return [validity.revision for validity in await store.history()]
    finally:
        await store.close()


class Failures:
    """Counts failed attempts and lets a test wait for one."""

    def __init__(self) -> None:
        self.count = 0
        self.seen = asyncio.Event()

    def __call__(self) -> None:
        self.count += 1
        self.seen.set()


@asynccontextmanager
async def running(recorder: Recorder) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(recorder.run())
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await recorder.close()


async def test_revisions_are_written_in_their_order(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/m.db"
    recorder = Recorder(url, at, failed=Failures())
    async with running(recorder):
        recorder.keep(revision("a"))
        recorder.keep(revision("b"))
    assert await kept(url) == ["a" * 16, "b" * 16]


async def test_what_is_waiting_at_the_end_is_still_written(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/m.db"
    recorder = Recorder(url, at, failed=Failures())
    recorder.keep(revision("a"))
    await recorder.close()
    assert await kept(url) == ["a" * 16]


async def test_a_database_that_is_away_is_tried_again_and_nothing_is_lost(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    folder.write_text("in the way")
    url, failures = f"sqlite:///{folder}/m.db", Failures()
    recorder = Recorder(url, at, failed=failures, retry=0.02)
    async with running(recorder):
        recorder.keep(revision("a"))
        async with asyncio.timeout(10):
            await failures.seen.wait()
            folder.unlink()
    assert failures.count >= 1
    assert await kept(url) == ["a" * 16]


async def test_the_end_does_not_wait_for_a_database_that_never_came(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("in the way")
    failures = Failures()
    recorder = Recorder(f"sqlite:///{tmp_path}/var/m.db", at, failed=failures, retry=60.0)
    async with asyncio.timeout(10), running(recorder):
        recorder.keep(revision("a"))
        await failures.seen.wait()
    assert failures.count == 1


def observation(seq: int) -> Observation:
    return Observation(
        poller="local",
        boot_id="b",
        seq=seq,
        inventory_revision="r",
        check="a/ups/snmp",
        observed_at=AT,
        kind="on-battery",
        params={"active": seq % 2, "name": "bộ lưu điện"},
    )


async def noted(url: str) -> list[Observation]:
    store = await Store.open(url)
    try:
        return (await store.read(partial(observations.latest, most=100_000)))[::-1]
    finally:
        await store.close()


async def test_observations_are_written_in_their_order_and_read_back_as_they_were(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path}/m.db"
    told = [observation(seq) for seq in range(1200)]
    recorder = Recorder(url, at, failed=Failures())
    async with running(recorder):
        for each in told:
            recorder.note(each)
    assert await noted(url) == told


async def test_an_observation_told_twice_is_kept_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/m.db"
    for _ in range(2):
        recorder = Recorder(url, at, failed=Failures())
        recorder.note(observation(1))
        await recorder.close()
    assert await noted(url) == [observation(1)]


async def test_a_database_that_stays_away_costs_the_oldest_observations_and_they_are_counted(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path}/m.db"
    recorder = Recorder(url, at, most=100)
    for seq in range(103):
        recorder.note(observation(seq))
    assert (recorder.waiting, recorder.lost) == (100, 3)
    await recorder.close()
    assert [each.seq for each in await noted(url)] == list(range(3, 103))


async def test_observations_reach_the_database_while_the_daemon_runs(tmp_path: Path) -> None:
    recorder = Recorder(f"sqlite:///{tmp_path}/m.db", at, failed=Failures(), gather=0.0)
    async with running(recorder), asyncio.timeout(10):
        recorder.note(observation(1))
        while not rows(tmp_path / "m.db"):  # noqa: ASYNC110  # another connection
            await asyncio.sleep(0.01)


def rows(path: Path) -> int:
    """How many observations another process sees, which never holds the database up."""
    if not path.exists():
        return 0
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM observation").fetchone()[0])
        except sqlite3.OperationalError:  # the table is still to come
            return 0
