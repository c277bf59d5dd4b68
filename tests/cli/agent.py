"""Agents beside a command that runs an event loop of its own: a real one, and recordings."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

from monitord.simulator.movement import Moment
from monitord.simulator.snmp.answer import answer
from monitord.simulator.snmp.edition import edition
from monitord.simulator.snmp.kinds import lines_of
from monitord.simulator.snmp.mib import Played
from probes.snmp.packet import Message
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


@contextmanager
def played_in_a_thread(recording: str) -> Iterator[int]:
    """The port of an agent of version 2c that plays a recording."""
    mib = edition(lines_of((recording,)), (), in_call=False)
    played = Played({}, defaultdict(Moment))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))

        def serve() -> None:
            while data := sock.recvfrom(2000):
                if not data[0]:
                    return
                reply = answer(Message.parse(data[0]), mib, played)
                if reply is not None:
                    sock.sendto(reply, data[1])

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield int(sock.getsockname()[1])
        finally:
            sock.sendto(b"", sock.getsockname())
            thread.join()
