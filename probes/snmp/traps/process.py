"""The daemon's side of the process for version 3: started when needed, replaced when it dies."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from monitord.model.snmp import SnmpLogin
from probes.snmp.packet import Message, PacketError
from probes.snmp.traps.frames import LARGEST, Kind, read_frame, write_frame, write_login
from probes.snmp.traps.transport import Return
from probes.snmp.traps.trap import KINDS

log = logging.getLogger(__name__)

MOST_WAITING = 64
"""Datagrams that it has and has not answered; it needs some milliseconds for each."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds before it is started again: doubled each time, until it has lived LONGEST_PAUSE."""
STUCK = 30_000_000_000
"""Nanoseconds for which it may think about one datagram; then it will never be done."""
MODULE = "probes.snmp.traps.v3"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a datagram came from, as it is remembered while the process has it."""

    source: str
    device: str
    back: Return
    received: int


@dataclass(frozen=True, slots=True)
class Ears:
    """Whom it tells."""

    told: Callable[[Message, Origin], None]
    """A notification, as a message of version 2c."""
    reply: Callable[[bytes, Return], object]
    """Bytes to send."""
    count: Callable[[str], None]


class V3Process:
    """Runs the process while there are logins for it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, ears: Ears) -> None:
        self._loop = loop
        self._ears = ears
        self._numbers: dict[SnmpLogin, int] = {}
        self._waiting: dict[int, Origin] = {}
        self._ticket = 0
        self._pair: socket.socket | None = None
        self._task: asyncio.Task[None] | None = None
        self._ending: set[asyncio.Task[None]] = set()
        self._pid: int | None = None

    @property
    def pid(self) -> int | None:
        """Of the process; None while there is none."""
        return self._pid

    def apply(self, logins: Sequence[SnmpLogin]) -> None:
        """Serve these credentials; another set of them means another process."""
        numbers = {login: number for number, login in enumerate(dict.fromkeys(logins))}
        if numbers.keys() == self._numbers.keys():
            return
        self._numbers = numbers
        self.close()
        if numbers:
            self._task = self._loop.create_task(self._keep(frozenset(self._ending)))

    def give(self, login: SnmpLogin, data: bytes, origin: Origin) -> None:
        """Hand over a datagram, or count it as `limited` while the process is busy or away."""
        self._kill_if_stuck(origin.received)
        ticket = self._ticket = (self._ticket + 1) & 0xFFFFFFFF
        frame = write_frame(Kind.DATAGRAM, self._numbers[login], ticket, data)
        if self._pair is None or len(self._waiting) >= MOST_WAITING:
            self._ears.count("limited")
            return
        try:
            self._pair.send(frame)
        except OSError:
            self._ears.count("limited")
        else:
            self._waiting[ticket] = origin

    def _kill_if_stuck(self, now: int) -> None:
        """End a process that has broken down over a datagram without dying of it."""
        oldest = next(iter(self._waiting.values()), None)
        if oldest is not None and now - oldest.received > STUCK and self._pid is not None:
            self._waiting.clear()
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)

    def close(self) -> None:
        """End the process; `aclose` also waits for that."""
        if self._task is not None:
            self._ending.add(self._task)
            self._task.add_done_callback(self._ending.discard)
            self._task.cancel()
        self._task = None

    async def aclose(self) -> None:
        """End the process and wait until it has."""
        self.close()
        if self._ending:
            await asyncio.wait(self._ending)

    async def _keep(self, before: Collection[asyncio.Task[None]]) -> None:
        """Start it again whenever it ends, once those before it have."""
        if before:
            await asyncio.wait(before)
        pause = FIRST_PAUSE
        while True:
            started = self._loop.time()
            try:
                ended = f"status {await self._live()}"
            except OSError as error:
                ended = f"cannot be started: {error.strerror}"
            if self._loop.time() - started >= LONGEST_PAUSE:
                pause = FIRST_PAUSE
            self._ears.count("restarted")
            log.warning("the process for v3 traps ended (%s); again in %.0f s", ended, pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _live(self) -> int | None:
        """One life of the process; its exit status."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours:
            ours.setblocking(False)  # noqa: FBT003
            with theirs:
                process = await _spawn(theirs)
            self._pid = process.pid
            try:
                await self._serve(ours)
            finally:
                self._pair = self._pid = None
                self._waiting.clear()
                if process.returncode is None:  # not process.kill(): it races with the reaper
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(process.pid, signal.SIGKILL)
                await process.wait()
        return process.returncode

    async def _serve(self, pair: socket.socket) -> None:
        """Give it its logins, then listen to it until it ends or says nonsense."""
        try:
            for login, number in self._numbers.items():
                frame = write_frame(Kind.LOGIN, number, 0, write_login(login))
                await self._loop.sock_sendall(pair, frame)
            self._pair = pair
            while data := await self._loop.sock_recv(pair, LARGEST):
                self._answered(*read_frame(data))
        except (OSError, ValueError) as error:
            log.debug("the process for v3 traps: %s", type(error).__name__)

    def _answered(self, kind: Kind, _: int, ticket: int, content: bytes) -> None:
        """Take one frame of the process. Raises ValueError for a ticket that it was not given."""
        origin = self._waiting.get(ticket)
        if origin is None:
            raise ValueError("an answer to nothing")
        if kind is Kind.REPLY:
            self._ears.reply(content, origin.back)
            return
        del self._waiting[ticket]
        if kind is Kind.TOLD:
            try:
                message = Message.parse(content)
            except PacketError:
                self._ears.count("malformed")
            else:
                self._loop.call_soon(self._ears.told, message, origin)  # whatever it raises
        elif kind is Kind.SILENT:
            self._ears.count("discovery")
        else:
            word = content.decode("ascii", "replace")
            self._ears.count(word if word in KINDS else "malformed")


async def _spawn(pair: socket.socket) -> Process:
    """Start it with nothing of ours but where modules are found."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        MODULE,
        stdin=pair.fileno(),
        stdout=DEVNULL,
        env={"PYTHONPATH": os.pathsep.join(path or os.curdir for path in sys.path)},
    )
