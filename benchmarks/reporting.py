"""The report of a month of 621 circuits, as a user asks for it: a command, a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from benchmarks.filled import filled_with
from benchmarks.report import Row, Table, against, count, in_seconds, mebibytes

INVENTORY = Path("examples/thanh-hoa.yaml")
MONTH = "2026-10"
FORMATS = ("json", "csv", "xlsx", "pdf")
MOST_SECONDS, MOST_BYTES = 20.0, 300 * 2**20
CORRECT = (0, 1)
"""1: a target was missed, which a month of thousands of outages does."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one command took."""

    seconds: float
    cpu: float
    peak: int
    """Bytes, resident."""


def run() -> Table:
    """Every format by itself, then all of them for each provider and over all."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/monitord.db"
        outages = _filled(url)
        base = ["--inventory", str(INVENTORY), "--database", url, "--output", f"{folder}/out"]
        alone = {kind: _report([*base, "--format", kind]) for kind in FORMATS}
        every = _report([*base])
        each = _report([*base, "--each-provider"])
        size = sum(path.stat().st_size for path in Path(folder, "out").rglob("*") if path.is_file())
    rows = [
        *(_row(f"{kind} alone", run) for kind, run in alone.items()),
        against("all four formats, wall clock", every.seconds, MOST_SECONDS, in_seconds),
        against("all four formats, peak memory", every.peak, MOST_BYTES, mebibytes),
        _row("the same for each provider, and over all", each),
        Row("files of that", mebibytes(size)),
    ]
    notes = [
        f"{count(outages)} outages of 618 circuits in a month, and every 5-minute slot of 1,242 "
        "ICMP checks and 100 test streams.",
        "A process of its own, started as a user does; reading and parsing included.",
    ]
    return Table("The report of a month: 621 sites", rows, notes)


def _filled(url: str) -> int:
    """How many outages there are.

    In a process of its own: what a child needs at its peak is never less than what its parent holds
    when it is started.
    """
    with ProcessPoolExecutor(1, get_context("spawn")) as aside:
        return aside.submit(filled_with, url, INVENTORY, MONTH).result()


def _row(what: str, run: Run) -> Row:
    return Row(
        what, f"{in_seconds(run.seconds)}, {in_seconds(run.cpu)} of CPU, {mebibytes(run.peak)}"
    )


def _report(arguments: Sequence[str]) -> Run:
    """Raises CalledProcessError when it was not made."""
    command = [sys.executable, "-m", "monitord", "sla", "report", "--month", MONTH, *arguments]
    began = monotonic()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as child:
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in CORRECT:
        raise subprocess.CalledProcessError(child.returncode, command)
    return Run(monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)
