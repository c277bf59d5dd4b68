"""kill -9 in the middle of writing: the old file or the new one, never half of one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from exporters.reports import write
from exporters.reports.atomic import SCRATCH
from tests.exporters.reports import sample

ROOT = Path(__file__).parents[3]
CHILD = "tests.exporters.reports.child"
OLD, NEW = 3, 20
"""Circuits of the report that was there, and of the one that is being written."""
FORMATS = ("xlsx", "csv", "json")
STEPS = 9
"""How often progress is told while the new one is written: when the CSV is there, in the middle of
the JSON, at its end, five times in the workbook, at the very end."""


@contextmanager
def started(folder: Path, circuits: int, seed: str = "0") -> Iterator[subprocess.Popen[str]]:
    child = subprocess.Popen(
        [sys.executable, "-m", CHILD, str(folder), str(circuits), *FORMATS],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


def steps(child: subprocess.Popen[str], most: int | None = None) -> int:
    """Let it go on for so many steps, and leave it waiting in the last; None: to its end."""
    assert child.stdin is not None
    assert child.stdout is not None
    done = 0
    for _ in child.stdout:
        done += 1
        if done == most:
            break
        child.stdin.write("\n")
        child.stdin.flush()
    return done


def contents(files: Sequence[Path]) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What is being written, written undisturbed."""
    return contents(write(sample.big(NEW), tmp_path_factory.mktemp("new"), FORMATS, "vi"))


@pytest.mark.parametrize("moment", [1, 2, 3, 7, STEPS])
def test_who_is_killed_leaves_the_old_files_or_the_new_ones(
    tmp_path: Path, new: dict[str, bytes], moment: int
) -> None:
    files = write(sample.big(OLD), tmp_path, FORMATS, "vi")
    old = contents(files)
    with started(tmp_path, NEW) as child:
        assert steps(child, moment) == moment
        child.send_signal(signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL
    for name, content in contents(files).items():
        assert content in (old[name], new[name])
    assert {path.name for path in files[0].parent.iterdir()} == old.keys()
    assert (tmp_path / SCRATCH).is_dir()
    assert contents(write(sample.big(NEW), tmp_path, FORMATS, "vi")) == new
    assert {path.name for path in tmp_path.iterdir()} == {"2026-10"}


def test_the_same_month_gives_the_same_bytes_in_any_process(
    tmp_path: Path, new: dict[str, bytes]
) -> None:
    for seed in ("1", "2"):
        folder = tmp_path / seed
        with started(folder, NEW, seed) as child:
            assert steps(child) == STEPS
            assert child.wait() == 0
        assert contents(sorted((folder / "2026-10").iterdir())) == new
