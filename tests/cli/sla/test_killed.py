"""`kill -9` while `monitord sla report` writes: what has a name is whole."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.reckoning.filled import MONTH

pytestmark = pytest.mark.waits
COMMAND = (sys.executable, "-m", "monitord", "sla", "report", "--month", MONTH)


def whole(path: Path) -> bool:
    """Whether a file of a report is all there."""
    content = path.read_bytes()
    match path.suffix:
        case ".pdf":
            return content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")
        case ".xlsx":
            return ZipFile(path).testzip() is None
        case ".json":
            return "intervals" in json.loads(content)
    return content.endswith(b"\r\n")


def reports(folder: Path) -> list[Path]:
    """Files that have a name, as they are listed and served."""
    return [path for path in (folder / MONTH).glob("*") if path.is_file()]


def started(url: str, folder: Path) -> subprocess.Popen[bytes]:
    """The command, writing."""
    where = {"MONITORD_DATABASE": url, "MONITORD_REPORTS": str(folder)}
    quiet = subprocess.DEVNULL
    return subprocess.Popen(COMMAND, env={**os.environ, **where}, stdout=quiet, stderr=quiet)


def killed_when(url: str, folder: Path, files: int) -> int:
    """Killed as soon as so many files have a name; how many there were in the end."""
    process = started(url, folder)
    while process.poll() is None and len(reports(folder)) < files:
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.wait()
    return len(reports(folder))


def killed_after(url: str, folder: Path, seconds: float) -> None:
    """Killed some time after something was begun in the folder."""
    process = started(url, folder)
    while process.poll() is None and not folder.exists():
        time.sleep(0.001)
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_no_half_report_is_left_and_the_next_one_is_whole(database: str, tmp_path: Path) -> None:
    folder = tmp_path / "killed"
    seen = set()
    for files in (1, 5):
        seen.add(killed_when(database, folder, files))
        assert all(map(whole, reports(folder)))
        for path in reports(folder):
            path.unlink()
    killed_after(database, folder, 0.05)
    assert all(map(whole, reports(folder)))
    assert min(seen) < 6, "one was killed in the middle"
    assert started(database, folder).wait(120) == 0
    assert len(reports(folder)) == 6
    assert all(map(whole, reports(folder)))
    assert not list(folder.rglob("*.part*"))
