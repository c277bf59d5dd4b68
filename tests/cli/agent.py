"""A real agent beside a command that runs an event loop of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

from tests.probes.snmp.snmpd import User, running_snmpd

COMMUNITY, USER = "community-of-the-test", "user-of-the-test"
AUTH, PRIV = "auth-phrase-of-the-test", "priv-phrase-of-the-test"


@contextmanager
def snmpd_in_a_thread(folder: Path) -> Iterator[int]:
    """The port of an agent that knows the community and the user above."""
    ready: Future[tuple[int, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def run() -> None:
        user = User(USER, ("SHA-256", AUTH), ("AES", PRIV))
        try:
            async with running_snmpd(folder, communities=[COMMUNITY], users=[user]) as agent:
                over = asyncio.Event()
                ready.set_result((agent.port, asyncio.get_running_loop(), over))
                await over.wait()
        except RuntimeError as error:
            ready.set_exception(error)

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    port, loop, over = ready.result(30)
    try:
        yield port
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
