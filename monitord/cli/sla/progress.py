"""How far a long command has come: a bar on a terminal, lines elsewhere; both on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

Advance = Callable[[str, float], None]
"""Takes what is being done, and how much of all is, from 0 to 1."""


@contextmanager
def progress() -> Iterator[Advance]:
    """Something to tell how far it has come."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn(),
        console=Console(stderr=True), transient=True,
    )  # fmt: skip
    with bar:
        task = bar.add_task("", total=1.0)

        def advance(what: str, done: float) -> None:
            bar.update(task, description=what, completed=done)

        yield advance


def _lines() -> Advance:
    """A line for each new thing that is done."""
    said: list[str] = []

    def advance(what: str, done: float) -> None:
        if said[-1:] != [what]:
            said.append(what)
            click.echo(what, err=True)

    return advance
