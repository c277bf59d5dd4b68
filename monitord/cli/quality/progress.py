"""How far `check` has come, on a terminal."""

from __future__ import annotations

import asyncio
import time

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from monitord.cli.quality.whole import Whole
from monitord.texts import Texts

PATIENCE = 1.0
"""Seconds before the progress is shown."""
EVERY = 0.1
"""Seconds from one look to the next."""


async def progress(out: Console, whole: Whole, texts: Texts, name: str) -> None:
    """A bar of echoes, then one of the seconds of each stream, until cancelled.

    Nothing unless `out` is a terminal.
    """
    if not out.is_terminal:
        return
    await asyncio.sleep(PATIENCE)
    words = TextColumn("{task.description}", markup=False)
    with Progress(words, BarColumn(), MofNCompleteColumn(), console=out, transient=True) as bar:
        task = bar.add_task(texts.say("cli.check.progress", site=name), total=None)
        while True:
            _draw(bar, task, whole, texts, name)
            await asyncio.sleep(EVERY)


def _draw(bar: Progress, task: TaskID, whole: Whole, texts: Texts, name: str) -> None:
    """What is being waited for now."""
    echoes, running = whole.echoes, whole.rounds.running
    if echoes.told < echoes.total:
        title, done, total = texts.say("cli.check.progress", site=name), echoes.told, echoes.total
    elif running is not None:
        device, check, began = running
        title = texts.say("quality.sending", device=device.id, codec=check.codec.id)
        total = round(check.duration)
        done = min(int(time.monotonic() - began), total)
    else:
        bar.update(task, description=texts.say("cli.check.tracing"), total=None)
        return
    bar.update(task, description=title, completed=done, total=total)
