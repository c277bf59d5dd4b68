"""Every way in which people and programs change a file, on a real file system."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from blockbuster import blockbuster_ctx

from monitord.daemon.watch import revision_of, signature_of, watch_file

EVERY = 0.05
SOON = 5.0


def rename_over(path: Path) -> None:
    new = path.with_suffix(".swp")
    new.write_text("new")
    new.rename(path)


def move_away_and_write(path: Path) -> None:
    path.rename(path.with_suffix(".yaml~"))
    path.write_text("new")


def write_in_place(path: Path) -> None:
    with path.open("r+") as file:
        file.write("new")


def delete_and_write(path: Path) -> None:
    path.unlink()
    path.write_text("new")


def turn_into_a_link(path: Path) -> None:
    other = path.parent / "elsewhere.yaml"
    other.write_text("new")
    path.unlink()
    path.symlink_to(other.name)


class Reloads:
    """Remembers what the file said at each change."""

    def __init__(self, path: Path) -> None:
        self.seen: asyncio.Queue[str] = asyncio.Queue()
        self._path = path

    async def __call__(self, revision: str) -> None:
        assert revision == await asyncio.to_thread(revision_of, self._path)
        self.seen.put_nowait(await asyncio.to_thread(self._path.read_text))

    async def next(self) -> str:
        return await asyncio.wait_for(self.seen.get(), SOON)


@asynccontextmanager
async def watching(path: Path) -> AsyncIterator[Reloads]:
    reloads = Reloads(path)
    known = revision_of(path)
    with blockbuster_ctx("monitord"):
        task = asyncio.create_task(watch_file(path, reloads, known=known, every=EVERY))
        yield reloads
        task.cancel()
        await asyncio.wait({task}, timeout=1.0)
    assert task.cancelled()


@pytest.mark.parametrize(
    "change",
    [rename_over, move_away_and_write, write_in_place, delete_and_write, turn_into_a_link],
)
async def test_a_change_is_noticed(change: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / "inventory.yaml"
    path.write_text("old")
    async with watching(path) as reloads:
        change(path)
        assert await reloads.next() == "new"
        assert reloads.seen.empty()


async def test_one_change_after_the_other_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "inventory.yaml"
    path.write_text("old")
    async with watching(path) as reloads:
        for change in (rename_over, write_in_place, turn_into_a_link, rename_over):
            change(path)
            assert await reloads.next() == "new"
            path.write_text("old")
            assert await reloads.next() == "old"


async def test_the_folder_of_a_config_map_turning_is_noticed(tmp_path: Path) -> None:
    for revision in ("..1", "..2", "..3"):
        (tmp_path / revision).mkdir()
        (tmp_path / revision / "inventory.yaml").write_text(revision)
    data, path = tmp_path / "..data", tmp_path / "inventory.yaml"
    data.symlink_to("..1")
    path.symlink_to("..data/inventory.yaml")
    async with watching(path) as reloads:
        for revision in ("..2", "..3"):
            new = tmp_path / "..data_tmp"
            new.symlink_to(revision)
            new.rename(data)
            assert await reloads.next() == revision


async def test_a_change_behind_links_of_links_is_noticed(tmp_path: Path) -> None:
    for folder in ("etc", "srv/a", "srv/b"):
        (tmp_path / folder).mkdir(parents=True)
    for release in "ab":
        (tmp_path / "srv" / release / "inventory.yaml").write_text(release)
    current, path = tmp_path / "srv/current", tmp_path / "etc/inventory.yaml"
    current.symlink_to("a")
    path.symlink_to("../srv/current/inventory.yaml")
    async with watching(path) as reloads:
        current.unlink()
        current.symlink_to("b")
        assert await reloads.next() == "b"
        (tmp_path / "srv/b/inventory.yaml").write_text("b again")
        assert await reloads.next() == "b again"


async def test_the_same_content_written_again_is_no_change(tmp_path: Path) -> None:
    path = tmp_path / "inventory.yaml"
    path.write_text("old")
    async with watching(path) as reloads:
        for _ in range(3):
            path.write_text("old")
            await asyncio.sleep(EVERY * 3)
        rename_over(path)
        assert await reloads.next() == "new"
        assert reloads.seen.empty()


async def test_a_burst_of_writes_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "inventory.yaml"
    path.write_text("old")
    async with watching(path) as reloads:
        with path.open("w") as file:
            for part in range(20):
                file.write(f"{part} ")
                file.flush()
                await asyncio.sleep(EVERY / 5)
        assert (await reloads.next()).endswith(" 19 ")
        assert reloads.seen.empty()


async def test_a_missing_file_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "inventory.yaml"
    path.write_text("old")
    async with watching(path) as reloads:
        path.unlink()
        await asyncio.sleep(EVERY * 4)
        assert reloads.seen.empty()
        path.write_text("new")
        assert await reloads.next() == "new"


async def test_a_change_between_loading_and_watching_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "inventory.yaml"
    path.write_text("loaded")
    reloads = Reloads(path)
    loaded = revision_of(path)
    path.write_text("changed since")
    task = asyncio.create_task(watch_file(path, reloads, known=loaded, every=EVERY))
    assert await reloads.next() == "changed since"
    task.cancel()
    await asyncio.wait({task})


async def test_without_a_known_revision_what_is_there_is_known(tmp_path: Path) -> None:
    path = tmp_path / "inventory.yaml"
    path.write_text("old")
    reloads = Reloads(path)
    task = asyncio.create_task(watch_file(path, reloads, every=EVERY))
    await asyncio.sleep(EVERY * 4)
    path.write_text("new")
    assert await reloads.next() == "new"
    assert reloads.seen.empty()
    task.cancel()
    await asyncio.wait({task})


def test_what_cannot_be_read_has_neither_signature_nor_revision(tmp_path: Path) -> None:
    assert revision_of(tmp_path) is None
    assert revision_of(tmp_path / "missing") is None
    assert signature_of(tmp_path / "missing") is None
    (tmp_path / "loop").symlink_to("loop")
    assert signature_of(tmp_path / "loop") is None
