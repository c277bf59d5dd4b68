"""The recorder and its database, in all the ways in which that can fail, on both databases."""

from __future__ import annotations

import asyncio
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from math import nan
from pathlib import Path

import pytest
from blockbuster import blockbuster_ctx
from sqlalchemy import Connection

from monitord.daemon import recorder as module
from monitord.daemon.recorder import Recorder
from monitord.store.backlog import Entry
from monitord.store.store import Store
from tests.postgres import Postgres
from tests.store.examples import NIGHT, NOON, PLAIN, opened, transition
from tests.store.kills.stream import entry, observation
from tests.store.kills.verdict import problems

FULL_DISK = """
import asyncio
from math import nan
from pathlib import Path
from monitord.daemon.recorder import Recorder
from tests.store.examples import NOON
from tests.store.kills.stream import entry, observation

async def main():
    told = []
    recorder = Recorder("sqlite:///disk/m.db", lambda: NOON, told.append, retry=0.05)
    print(await recorder.load())
    work = asyncio.create_task(recorder.run())
    ballast = Path("disk/ballast")
    number = 0
    async def note(many):
        nonlocal number
        for _ in range(many):
            number += 1
            recorder.note(entry("r", number))
        return await recorder.flush(2.0)
    print(await note(100))
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    print(await note(2000), recorder.waiting, recorder.failing_since == NOON)
    ballast.unlink()
    print(await note(100), recorder.waiting, recorder.failing_since, recorder.lost)
    print(len(told), told[-1])
    work.cancel()
    await recorder.close()

asyncio.run(main())
"""


LAST_TRY = module.LAST_TRY
PATIENCE = 20.0


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """How long a start and an end may take is what one test is about, and none of the others."""
    monkeypatch.setattr(module, "LOADING", PATIENCE)
    monkeypatch.setattr(module, "LAST_TRY", PATIENCE)


def now() -> datetime:
    return NOON


@asynccontextmanager
async def running(recorder: Recorder) -> AsyncIterator[None]:
    task = asyncio.create_task(recorder.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await recorder.close()


async def until(seen: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not seen():  # noqa: ASYNC110  # another process, another thread
            await asyncio.sleep(0.01)


async def judged(url: str, number: int) -> list[str]:
    def work(connection: Connection) -> list[str]:
        return list(problems(connection, "r", number))

    store = await Store.open(url)
    try:
        return await store.read(work)
    finally:
        await store.close()


def note(recorder: Recorder, numbers: range) -> None:
    for number in numbers:
        recorder.note(entry("r", number))


async def test_all_that_is_noted_is_there_when_it_has_been_flushed(url: str) -> None:
    recorder = Recorder(url, now, gather=60.0)
    with blockbuster_ctx("monitord"):
        async with running(recorder):
            note(recorder, range(1, 3001))
            assert recorder.waiting == 3000
            assert await recorder.flush(20.0)
            assert (recorder.waiting, recorder.lag, recorder.lost) == (0, 0.0, 0)
            assert await judged(url, 3000) == []


async def test_what_is_noted_is_there_within_a_second(url: str) -> None:
    recorder = Recorder(url, now)
    async with running(recorder):
        assert await recorder.load() is not None
        noted = time.monotonic()
        recorder.note(entry("r", 1))
        await until(lambda: not recorder.waiting)
        assert time.monotonic() - noted < 1.0


async def test_how_long_the_oldest_has_been_waiting_is_told(url: str) -> None:
    recorder = Recorder(url, now)
    assert (recorder.waiting, recorder.lag) == (0, 0.0)
    before = time.monotonic()
    recorder.note(entry("r", 1))
    await asyncio.sleep(0.02)
    recorder.note(entry("r", 2))
    assert 0.02 <= recorder.lag <= time.monotonic() - before
    assert recorder.waiting == 2
    await recorder.close()


async def test_it_goes_on_with_what_was_open(url: str) -> None:
    first = Recorder(url, now)
    first.note(opened(PLAIN))
    first.note(NIGHT)
    await first.close()
    second = Recorder(url, now)
    saved = await second.load()
    assert saved is not None
    assert (saved.incidents, saved.windows) == ((PLAIN,), (NIGHT,))
    assert second.store is not None
    assert await second.store.incident(PLAIN.id) == (PLAIN, list(opened(PLAIN).events))
    await second.close()


UNSPEAKABLE = replace(NIGHT, why="\ud800")
UNCOUNTABLE = replace(observation("r", 6), params={"loss": nan})
ENDLESS = replace(NIGHT, why="\x00")
"""PostgreSQL's texts end with it."""


@pytest.mark.parametrize("bad", [UNSPEAKABLE, UNCOUNTABLE], ids=["surrogate", "nan"])
async def test_what_a_database_refuses_is_given_up_and_the_rest_is_kept(
    url: str, bad: Entry
) -> None:
    await given_up(url, bad)


async def test_so_is_what_only_postgresql_refuses(database: str) -> None:
    await given_up(database, ENDLESS)


async def given_up(url: str, bad: Entry) -> None:
    recorder = Recorder(url, now)
    async with running(recorder):
        for each in (transition(1), bad, opened(PLAIN), transition(2)):
            recorder.note(each)
        assert not await recorder.flush(10.0), "one was lost"
        assert (recorder.waiting, recorder.lost, recorder.failing_since) == (0, 1, None)
        assert recorder.store is not None
        assert await recorder.store.windows() == []
        assert await recorder.store.latest_observations(1) == []
        assert await recorder.store.incident(PLAIN.id) is not None
        assert len(await recorder.store.transitions(NOON, datetime.max.replace(tzinfo=UTC))) == 2


async def test_a_database_that_is_not_there_yet_is_found_when_it_comes(
    postgres: Postgres,
) -> None:
    url, told = postgres.url("comes_later"), list[datetime | None]()
    recorder = Recorder(url, now, told.append, retry=0.02)
    assert await recorder.load() is None
    assert (recorder.failing_since, told) == (NOON, [])
    async with running(recorder):
        note(recorder, range(1, 501))
        assert not await recorder.flush(0.1)
        await until(lambda: told == [NOON])
        assert (recorder.waiting, recorder.failing_since) == (500, NOON)
        postgres.psql("CREATE DATABASE comes_later")
        await until(lambda: recorder.failing_since is None)
        note(recorder, range(501, 701))
        assert await recorder.flush(10.0)
    assert told == [NOON, None]
    assert await judged(url, 700) == []


async def test_nobody_is_called_for_a_lock_held_for_a_moment(tmp_path: Path) -> None:
    path, told, failed = tmp_path / "m.db", list[datetime | None](), list[None]()
    recorder = Recorder(
        f"sqlite:///{path}", now, told.append, lambda: failed.append(None), retry=0.02
    )
    async with running(recorder):
        assert await recorder.load() is not None
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            note(recorder, range(1, 101))
            await until(lambda: bool(failed))
            assert recorder.failing_since == NOON
        assert await recorder.flush(10.0)
    assert told == []
    assert recorder.lost == 0


async def test_a_server_killed_at_any_moment_costs_nothing_and_doubles_nothing(
    postgres: Postgres, database: str
) -> None:
    recorder, told = Recorder(database, now, gather=0.01, retry=0.02), 0
    async with running(recorder):
        assert await recorder.load() is not None
        for pause in (0.05, 0.2):
            for _ in range(int(pause * 200)):
                note(recorder, range(told + 1, told + 11))
                told += 10
                await asyncio.sleep(0.005)
            await asyncio.to_thread(postgres.kill)
            await until(lambda: recorder.failing_since is not None)
            note(recorder, range(told + 1, told + 101))
            told += 100
            await asyncio.to_thread(postgres.start)
            assert await recorder.flush(20.0)
            assert recorder.failing_since is None
    assert recorder.lost == 0
    assert await judged(database, told) == []


async def test_nobody_waits_for_a_server_that_says_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "LOADING", 0.2)
    monkeypatch.setattr(module, "LAST_TRY", LAST_TRY)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        recorder = Recorder(f"postgresql://x@127.0.0.1:{mute.getsockname()[1]}/x", now)
        began = time.monotonic()
        assert await recorder.load() is None
        assert time.monotonic() - began < 1.0
        assert recorder.failing_since == NOON
        note(recorder, range(1, 3))
        assert not await recorder.flush(0.1)
        began = time.monotonic()
        await recorder.close()
        assert time.monotonic() - began < 4.0
    assert "at the end 2 entries not kept: no time left" in caplog.text


@pytest.mark.system
def test_a_full_disk_stops_recording_until_there_is_room_and_nothing_is_lost(
    tmp_path: Path,
) -> None:
    (tmp_path / "disk").mkdir()
    mount = "mount -t tmpfs -o size=2m none disk"
    namespace = ["unshare", "--mount", "--map-root-user", "sh", "-c"]
    probe = subprocess.run([*namespace, mount], cwd=tmp_path, capture_output=True, check=False)
    if probe.returncode:
        pytest.skip("no mount namespace to be had")
    run = f'{mount} && "$0" -c "$1" && cp disk/m.db* .'
    done = subprocess.run(
        [*namespace, run, sys.executable, FULL_DISK],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, str(Path.cwd())])},
    )
    assert done.stdout.splitlines() == [
        "Saved(incidents=(), windows=(), given=(), observed=())",
        "True",
        "False 2000 True",
        "True 0 None 0",
        "2 None",
    ], done.stderr
    assert asyncio.run(judged(f"sqlite:///{tmp_path}/m.db", 2200)) == []
