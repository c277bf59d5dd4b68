"""One row type for every figure, and how rows are shown: on a terminal, piped, and in Markdown."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table as RichTable

NONE = "—"
REACHED = "reached"
PIPED_WIDTH = 160


class NotHereError(Exception):
    """A part cannot be measured on this machine; the message says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, as it is printed."""

    what: str
    ours: str
    theirs: str = NONE
    ratio: str = NONE
    """Ours as a multiple of theirs."""
    target: str = NONE
    verdict: str = NONE


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one part; `notes` say how they were measured."""

    title: str
    rows: Sequence[Row]
    notes: Sequence[str] = ()


def judge(value: float, most: float, form: Callable[[float], str]) -> str:
    """Whether `value` is at most `most`, and else by how much it is not, in the words of `form`."""
    return REACHED if value <= most else f"not reached by {form(value - most)}"


def against(
    what: str, ours: float, most: float, form: Callable[[float], str], theirs: str = NONE
) -> Row:
    """A row for a figure that is to be at most `most`."""
    return Row(what, form(ours), theirs, target=f"≤ {form(most)}", verdict=judge(ours, most, form))


def microseconds(seconds: float) -> str:
    """`17.3 µs`."""
    return f"{seconds * 1e6:.1f} µs"


def milliseconds(seconds: float) -> str:
    """`17.3 ms`."""
    return f"{seconds * 1e3:.1f} ms"


def fine_milliseconds(seconds: float) -> str:
    """`0.017 ms`."""
    return f"{seconds * 1e3:.3f} ms"


def in_seconds(seconds: float) -> str:
    """`5.31 s`."""
    return f"{seconds:.2f} s"


def percent(ratio: float) -> str:
    """`8.3 %`."""
    return f"{ratio * 100:.1f} %"


def mebibytes(size: float) -> str:
    """`92.4 MiB`."""
    return f"{size / 2**20:.1f} MiB"


def count(number: float) -> str:
    """`12,420`."""
    return f"{number:,.0f}"


def console() -> Console:
    """Where everything is printed; wide enough for a row when it is piped."""
    return Console(width=None if os.isatty(1) else PIPED_WIDTH)


def show(table: Table, on: Console) -> None:
    """Print a table and its notes."""
    heads = [field.name for field in fields(Row)]
    shown = RichTable(title=table.title, box=box.SIMPLE_HEAD, title_justify="left")
    for head in heads:
        shown.add_column(head, justify="left" if head in ("what", "verdict") else "right")
    for row in table.rows:
        shown.add_row(*astuple(row))
    on.print(shown)
    for note in table.notes:
        on.print(f"  {note}", style="dim", markup=False)


def markdown(table: Table) -> str:
    """A table and its notes."""
    heads = [field.name for field in fields(Row)]
    lines = [f"## {table.title}", "", _line(heads), "|---|--:|--:|--:|--:|---|"]
    lines += [_line(astuple(row)) for row in table.rows]
    lines += ["", *(f"- {note}" for note in table.notes)]
    return "\n".join(lines).rstrip() + "\n"


def machine() -> str:
    """On what, and with what, it was measured."""
    load = " ".join(f"{each:.2f}" for each in os.getloadavg())
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {_processor()}, {os.cpu_count()} cores · "
        f"{platform.system()} {platform.release()} · Python {platform.python_version()} · "
        f"load when it began {load}"
    )


def write(path: Path, title: str, preface: Iterable[str], tables: Iterable[Table]) -> None:
    """The whole report as a Markdown file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    parts = [f"# {title}\n", *(f"{line}\n" for line in preface), *map(markdown, tables)]
    path.write_text("\n".join(parts), encoding="utf-8")


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _processor() -> str:
    """The processor's name; `unknown processor` where the kernel tells none."""
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return "unknown processor"
