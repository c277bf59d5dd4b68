"""What a process and all that it started have used, from /proc."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Usage:
    """At one moment, all processes summed."""

    at: float
    """CLOCK_MONOTONIC seconds."""
    cpu: float
    """Seconds, user and system, of the living and of those that they have waited for."""
    rss: int
    """Bytes, shared pages counted in each process."""
    pss: int
    """Bytes, shared pages shared out."""

    def load_since(self, before: Usage) -> float:
        """CPU per time since then: 1.0 is one whole core."""
        return (self.cpu - before.cpu) / (self.at - before.at)


def usage(pid: int) -> Usage:
    """Of `pid` and its descendants. Raises FileNotFoundError when `pid` has ended."""
    family = [pid, *descendants(pid)]
    sizes = [_rollup(each) for each in family]
    return Usage(
        at=monotonic(),
        cpu=sum(map(_cpu, family)),
        rss=sum(size.get("Rss", 0) for size in sizes),
        pss=sum(size.get("Pss", 0) for size in sizes),
    )


def descendants(pid: int) -> Iterator[int]:
    """The ids of all processes that `pid` started and that live."""
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):
            for child in map(int, children.read_text(encoding="ascii").split()):
                yield child
                yield from descendants(child)


def own_cpu(pid: int) -> float:
    """Seconds of CPU, user and system, of one process with all its threads."""
    return sum(_times(pid)[:2]) / TICKS


def children_cpu() -> float:
    """Seconds of CPU, user and system, of our own children that have ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _cpu(pid: int) -> float:
    return sum(_times(pid)) / TICKS


def _times(pid: int) -> list[int]:
    """Fields 14 to 17 of /proc/PID/stat (proc_pid_stat(5)): its own, and its children's."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return list(map(int, fields[11:15]))


def _rollup(pid: int) -> dict[str, int]:
    """Bytes by name from /proc/PID/smaps_rollup."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    return {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines}
