"""Sinks that write down what they hear."""

from __future__ import annotations

import asyncio

from monitord.model.echo import IcmpError

FINAL = {"answered", "lost", "refused", "unmeasured"}


class Recorder:
    """Every fate in order, as (name, *arguments); waits until a number of echoes has its fate."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, object]] = []
        self.sent: list[int] = []
        self.received: list[int] = []
        self.rtts: list[int | None] = []
        self.errors: list[IcmpError] = []
        self._changed = asyncio.Event()

    @property
    def names(self) -> list[str]:
        """What was heard, without the details."""
        return [name for name, _ in self.heard]

    @property
    def fates(self) -> list[str]:
        """The fates alone, without late replies and duplicates."""
        return [name for name in self.names if name in FINAL]

    async def fated(self, count: int = 1) -> None:
        """Wait until `count` echoes have met their fate."""
        await self.heard_of(*FINAL, count=count)

    async def heard_of(self, *names: str, count: int = 1) -> None:
        """Wait until any of these names was heard `count` times."""
        while sum(name in names for name in self.names) < count:
            self._changed.clear()
            await self._changed.wait()

    def answered(self, sent: int, received: int, rtt: int | None) -> None:
        self.received.append(received)
        self.rtts.append(rtt)
        self._note("answered", sent, rtt)

    def lost(self, sent: int) -> None:
        self._note("lost", sent, None)

    def refused(self, sent: int, error: IcmpError) -> None:
        self.errors.append(error)
        self._note("refused", sent, error)

    def unmeasured(self, sent: int, why: str) -> None:
        self._note("unmeasured", sent, why)

    def late(self, sent: int, received: int) -> None:
        self.received.append(received)
        self._note("late", sent, received)

    def duplicate(self, sent: int) -> None:
        self._note("duplicate", sent, None)

    def _note(self, name: str, sent: int, detail: object) -> None:
        self.sent.append(sent)
        self.heard.append((name, detail))
        self._changed.set()
