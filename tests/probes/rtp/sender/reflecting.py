"""Reflectors for one test each: a thread, a UDP socket, and what it does with each datagram."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from types import TracebackType
from typing import Self, TypeAlias

from monitord.model.quality import Mode
from probes.rtp.packets.times import ErrorEstimate
from probes.rtp.reflector.core import ReflectorCore

Source: TypeAlias = tuple[str, int]
Behave: TypeAlias = Callable[["Reflector", bytes, Source], Iterable[bytes]]
"""What goes back for a datagram."""

IP_RECVTOS = 13
CLOCK_ERROR = ErrorEstimate.of(0.001, synchronised=True)
LOOK = 0.02
"""Seconds."""


class Reflector:
    """A reflector on loopback that behaves as told; our own core is at its disposal."""

    def __init__(self, behave: Behave, key: bytes | None = None, host: str = "127.0.0.1") -> None:
        self.behave = behave
        self.core = ReflectorCore(key=key)
        self.core.estimate = CLOCK_ERROR
        self.ahead = 0
        """ns by which its clock is ahead of ours."""
        self.requests: list[bytes] = []
        self.sources: list[Source] = []
        self.marks: set[int] = set()
        """The TOS bytes with which requests came."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_DGRAM)
        if family == socket.AF_INET:
            self.socket.setsockopt(socket.IPPROTO_IP, IP_RECVTOS, 1)
        self.socket.bind((host, 0))
        self.host, self.port = self.socket.getsockname()[:2]
        self._thread = threading.Thread(target=self._serve)
        self._stopped = False
        self._milestones: dict[int, Callable[[], object]] = {}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopped = True
        self._thread.join()
        self.socket.close()

    @property
    def count(self) -> int:
        """Requests so far, the one in hand included."""
        return len(self.requests)

    def milestone(self, count: int) -> asyncio.Event:
        """What is set when so many requests have come. Call it on the event loop."""
        loop, event = asyncio.get_running_loop(), asyncio.Event()
        self._milestones[count] = partial(loop.call_soon_threadsafe, event.set)
        return event

    def clock(self) -> int:
        """Its time, Unix ns."""
        return time.time_ns() + self.ahead

    def honest(self, data: bytes, source: Source) -> bytes:
        """What our own reflector would answer."""
        now = self.clock()
        answer = self.core.answer(
            data, source, t2=now, now=time.monotonic_ns(), clock=self.clock, ttl=64
        )
        assert answer is not None, self.core.silences
        return answer.data

    def _serve(self) -> None:
        self.socket.settimeout(LOOK)
        while not self._stopped:
            try:
                data, ancillary, _, address = self.socket.recvmsg(1 << 16, 256)
            except TimeoutError:
                continue
            source = (address[0], address[1])
            self.marks.update(value[0] for _, _, value in ancillary)
            self.requests.append(data)
            self.sources.append(source)
            self._milestones.pop(self.count, int)()
            for reply in self.behave(self, data, source):
                self.socket.sendto(reply, address)


def honest(reflector: Reflector, data: bytes, source: Source) -> Iterable[bytes]:
    """As our own reflector."""
    yield reflector.honest(data, source)


def echo(_reflector: Reflector, data: bytes, _source: Source) -> Iterable[bytes]:
    """As the echo service."""
    yield data


def behaviour(mode: Mode) -> Behave:
    """Of an honest reflector of that mode."""
    return echo if mode is Mode.ECHO else honest


def with_stamps(reply: bytes, t2: int, t3: int, error: int | None = None) -> bytes:
    """A STAMP reply with other stamps, as on the wire, and another error estimate."""
    changed = bytearray(reply)
    struct.pack_into(">Q", changed, 4, t3)
    struct.pack_into(">Q", changed, 16, t2)
    if error is not None:
        struct.pack_into(">H", changed, 12, error)
    return bytes(changed)
