"""How things look: a symbol and a colour per state, times, durations, plain text in pipes."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import datetime

import click
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from monitord.model.states import State
from monitord.texts import Texts
from monitord.texts.marks import COLOURS, SYMBOLS

STYLES: Mapping[State, str] = {
    State.DOWN: f"bold #ffffff on {COLOURS[State.DOWN]}",
    State.UNREACHABLE: f"bold #000000 on {COLOURS[State.UNREACHABLE]}",
    State.DEGRADED: f"bold #000000 on {COLOURS[State.DEGRADED]}",
    State.UNKNOWN: f"bold {COLOURS[State.UNKNOWN]}",
    State.MAINTENANCE: f"bold {COLOURS[State.MAINTENANCE]}",
    State.OFF: COLOURS[State.OFF],
    State.UP: COLOURS[State.UP],
}
"""Filled are those that somebody must look at."""
WHOLE = frozenset({"id", "device", "address", "check", "loss", "circuit", "hop", "rtts"})
"""Columns that are not broken over lines."""
PIPE = (1000, 25)
"""Columns and lines when nobody looks: wide enough that no cell is cut, whatever COLUMNS says."""


def console() -> Console:
    """Standard output: styled on a terminal, plain text in a pipe or a file."""
    if sys.stdout.isatty():
        return Console(highlight=False, markup=False, emoji=False)
    return Console(highlight=False, markup=False, emoji=False, width=PIPE[0], height=PIPE[1])


def show(out: Console, *what: RenderableType) -> None:
    """Print; in a pipe without the blanks that pad a table's last column."""
    if out.is_terminal:
        out.print(*what, sep="\n")
        return
    with out.capture() as printed:
        out.print(*what, sep="\n")
    for line in printed.get().splitlines():
        click.echo(line.rstrip())


def complain(message: str) -> None:
    """A sentence on standard error; on a terminal broken between words."""
    out = Console(stderr=True, highlight=False, markup=False, emoji=False)
    if out.is_terminal:
        out.print(message)
    else:
        click.echo(message, err=True)


def table(out: Console, *headers: str) -> Table:
    """An empty table: columns parted by blanks, in a pipe one line a row."""
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold underline")
    for header in headers:
        made.add_column(header, overflow="fold", no_wrap=not out.is_terminal)
    return made


def named_table(out: Console, texts: Texts, *columns: str) -> Table:
    """An empty table with the columns of these names (`cli.column.<name>`).

    On a narrow terminal words wrap, and what one copies does not.
    """
    made = table(out, *(texts.say(f"cli.column.{name}") for name in columns))
    for name, column in zip(columns, made.columns, strict=True):
        column.no_wrap = column.no_wrap or name in WHOLE
    return made


def mark(state: State) -> Text:
    """The symbol of a state."""
    return Text(SYMBOLS[state], STYLES[state])


def stated(texts: Texts, state: State) -> Text:
    """Symbol and word: "✖ Mất kết nối"."""
    return Text.assemble(mark(state), f" {texts.state(state)}")


def clock(texts: Texts, when: datetime, now: datetime) -> str:
    """A time in the zone of `now`, with the day when that is not today: "15:00 ngày 10/09/2026"."""
    local = when.astimezone(now.tzinfo)
    key = "cli.time" if local.date() == now.date() else "cli.day-time"
    return texts.say(key, when=local)


def since(texts: Texts, when: datetime, now: datetime) -> str:
    """Since when, and for how long: "12:41 (5 phút)"."""
    return f"{clock(texts, when, now)} ({texts.duration((now - when).total_seconds())})"
