"""Loading an inventory at once and aside."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path

import pytest

from monitord.daemon.loader import load_now
from monitord.daemon.loading import Loaded, Refused, load_aside

ROOT = Path(__file__).parents[2]
INVENTORY = ROOT / "inventory.yaml"


async def test_aside_gives_the_same_inventory_as_at_once() -> None:
    aside = await load_aside(INVENTORY, "vi")
    assert isinstance(aside, Loaded)
    assert aside == await asyncio.to_thread(load_now, INVENTORY, "vi")
    assert aside.content == INVENTORY.read_bytes()


@pytest.mark.parametrize(
    ("language", "words"), [("vi", "không đọc được"), ("en", "cannot be read")]
)
async def test_a_file_that_is_not_there_is_refused_in_words(
    tmp_path: Path, language: str, words: str
) -> None:
    refused = await load_aside(tmp_path / "none.yaml", language)
    assert isinstance(refused, Refused)
    assert words in refused.problems[0]


async def test_every_problem_is_told(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("version: 1\nsitse: []\nlevles: []\n")
    refused = await load_aside(bad, "en")
    assert isinstance(refused, Refused)
    assert len(refused.problems) >= 2
    assert refused == load_now(bad, "en")


def test_keys_of_test_streams_are_read_where_the_inventory_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = INVENTORY.read_text(encoding="utf-8").replace("{env: MONITORD_RTP_KEY}", "{file: key}")
    path, key = tmp_path / "inventory.yaml", tmp_path / "key"
    path.write_text(text, encoding="utf-8")
    key.write_text("sixteen bytes ...\n")
    key.chmod(0o600)
    for name in ("MONITORD_COMMUNITY", "MONITORD_MCU_AUTH", "MONITORD_MCU_PRIV"):
        monkeypatch.setenv(name, "community")
    loaded = load_now(path, "en")
    assert isinstance(loaded, Loaded)
    assert loaded.means.keys == {"tslcd-rtp": b"sixteen bytes ..."}
    assert loaded.unreadable == ()
    key.write_text("too short")
    again = load_now(path, "en")
    assert isinstance(again, Loaded)
    assert again.means.keys == {}
    assert again.unreadable == (f"credential tslcd-rtp: {key} has fewer than 16 bytes",)


async def test_a_load_that_is_given_up_leaves_no_process(tmp_path: Path) -> None:
    large = tmp_path / "inventory.yaml"
    large.write_bytes(INVENTORY.read_bytes())
    task = asyncio.create_task(load_aside(large, "vi"))
    async with asyncio.timeout(10):
        while not await asyncio.to_thread(_loaders, large):  # noqa: ASYNC110  # another process
            await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(_loaders, large) == ""


def _loaders(path: Path) -> str:
    """The process ids of loaders of this file."""
    found = subprocess.run(
        ["pgrep", "-f", f"loader {path}"], capture_output=True, text=True, check=False
    )
    return found.stdout


async def test_a_loading_process_that_cannot_start_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.executable", "/nonexistent/python")
    refused = await load_aside(INVENTORY, "en")
    assert isinstance(refused, Refused)
    assert "did not start" in refused.problems[0]
