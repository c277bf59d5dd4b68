"""Tells the service manager, from the event loop itself, that the loop turns and what it sees.

A loop that stands still says nothing, and is killed and started again: that is what systemd's
watchdog is for. A thread of its own would go on saying that all is well.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import partial

from monitord.daemon import manager

CALM = 10.0
"""Seconds between two looks at the verdict where nobody waits for a sign of life."""


async def keep_alive(verdict: Callable[[], str], environ: Mapping[str, str]) -> None:
    """Until cancelled, at half of the manager's patience; `verdict` is told when it has changed.

    Where no manager listens it ends at once.
    """
    if not manager.listens(environ):
        return
    tell = partial(manager.tell, environ=environ)
    patience = manager.patience(environ)
    said = ""
    while True:
        now = verdict()
        signs = [manager.WATCHDOG] if patience else []
        if now != said:
            signs.append(manager.status(now))
        if signs and tell(*signs):
            said = now
        await asyncio.sleep(patience / 2 if patience else CALM)
