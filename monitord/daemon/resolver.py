"""Host names as addresses, looked up in the background and looked up again."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread
from typing import Literal, TypeAlias

from monitord.poller.rota import phase

CONCURRENCY = 4
"""Lookups at a time. One that hangs keeps its place until it comes back."""
RETRY = 10.0
"""Seconds until a name whose lookup failed is tried again; doubled from failure to failure."""

Why: TypeAlias = Literal["resolved", "no-such-name", "lookup-failed"]
Lookup: TypeAlias = Callable[[str], Sequence[str]]
"""Blocking: the addresses of a name, best first. Raises OSError as socket.getaddrinfo does."""
OnChange: TypeAlias = Callable[[str, str | None, Why], None]

_DEFINITE = frozenset({socket.EAI_NONAME, socket.EAI_NODATA, socket.EAI_ADDRFAMILY})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a lookup came back with; without addresses either `definite` or a failure."""

    addresses: tuple[str, ...] = ()
    definite: bool = False
    """The name system says that there is no such name, or that it has no address."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about a name."""

    address: str | None
    why: Why
    failures: int = 0
    """Lookups that failed in a row."""


def follow(known: Known | None, answer: Answer) -> Known:
    """What is known after `answer`.

    An address in use stays while the name still has it, in whatever order (RFC 1794), and while
    the name system cannot be asked; only a definite answer takes it away.
    """
    in_use = known.address if known else None
    if answer.addresses:
        return Known(in_use if in_use in answer.addresses else answer.addresses[0], "resolved")
    if answer.definite:
        return Known(None, "no-such-name")
    if known is None:
        return Known(None, "lookup-failed", 1)
    return Known(known.address, known.why, known.failures + 1)


def next_lookup(name: str, known: Known, every: float, now: float) -> float:
    """When to look `name` up again, on the clock of `now`: at its own place in each period."""
    place = phase(name) * every
    regular = now - (now - place) % every + every
    if not known.failures:
        return regular
    return min(regular, now + RETRY * 2.0 ** min(known.failures - 1, 16))


def ask(lookup: Lookup, name: str) -> Answer:
    """What `lookup` says, failures included. Blocks."""
    try:
        return Answer(tuple(lookup(name)))
    except socket.gaierror as error:
        return Answer(definite=error.errno in _DEFINITE)
    except OSError:
        return Answer()
    except ValueError:  # a label that is empty or too long, or a character no name can have
        return Answer(definite=True)


def system_lookup(name: str) -> list[str]:
    """The addresses that the system's resolver gives, in its order (RFC 6724)."""
    found = socket.getaddrinfo(name, None, type=socket.SOCK_DGRAM)
    return [str(address[4][0]) for address in found]


class Resolver:
    """Keeps the addresses of a set of names.

    `on_change(name, address or None, why)` is called on the loop with the first answer about a
    name and whenever that changes. Nothing here raises because of a name.
    """

    def __init__(self, on_change: OnChange, every: float, lookup: Lookup = system_lookup) -> None:
        self.failures = 0
        """Lookups that failed since the start; definite answers are none."""
        self._on_change = on_change
        self._every = every
        self._lookup = lookup
        self._free = asyncio.Semaphore(CONCURRENCY)
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def watch(self, names: Iterable[str]) -> None:
        """Keep the addresses of these names and of no others; one already kept is left alone."""
        wanted = set(names)
        for name in self._tasks.keys() - wanted:
            self._tasks.pop(name).cancel()
        for name in wanted - self._tasks.keys():
            self._tasks[name] = asyncio.create_task(self._keep(name), name=f"resolve {name}")

    def close(self) -> None:
        """Stop at once. A lookup that hangs is left behind and does not hold up the exit."""
        self.watch(())

    async def _keep(self, name: str) -> None:
        loop = asyncio.get_running_loop()
        known = None
        while True:
            answer = await self._ask(name)
            before, known = known, follow(known, answer)
            self.failures += known.failures > 0
            if before is None or (before.address, before.why) != (known.address, known.why):
                self._on_change(name, known.address, known.why)
            due = next_lookup(name, known, self._every, loop.time())
            await asyncio.sleep(due - loop.time())

    async def _ask(self, name: str) -> Answer:
        """Ask in a thread of its own: pools wait at exit for their threads, however they hang."""
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[Answer] = loop.create_future()

        def deliver(answer: Answer) -> None:
            self._free.release()
            if not answered.done():
                answered.set_result(answer)

        def work() -> None:
            answer = ask(self._lookup, name)
            with suppress(RuntimeError):  # the loop is closed: nobody wants to know any more
                loop.call_soon_threadsafe(deliver, answer)

        await self._free.acquire()
        try:
            Thread(target=work, daemon=True, name=f"resolve {name}").start()
        except RuntimeError:  # the system has no thread to give
            deliver(Answer())
        return await answered
