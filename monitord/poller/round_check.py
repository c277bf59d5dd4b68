"""What the checks share that ask in rounds: polls, test streams, questions. One at a time."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from monitord.health.change import Change
from monitord.health.evidence import Evidence
from monitord.health.rounds import RoundHealth
from monitord.model.states import Reason
from monitord.poller.stream import Listener, Outlook
from monitord.poller.tasks import Tasks


@dataclass(slots=True)
class RoundSurroundings:
    """What all such checks of a poller share."""

    evidence: Evidence
    listener: Listener
    tasks: Tasks
    monotonic: Callable[[], int]
    """Nanoseconds of CLOCK_MONOTONIC."""
    answering: Callable[[str], bool | None]
    """Whether the echoes to a device (`site/device`) are answered now; None: nobody knows."""
    overruns: Counter[str] = field(default_factory=Counter)
    """By probe: turns left out because the last round was still running."""


class RoundCheck:
    """A steady stream of rounds to one device. Times are monotonic nanoseconds.

    A subclass says what it takes to ask an address (`_prepare`) and what a round is (`_ask`).
    """

    health: RoundHealth

    def __init__(
        self, ident: str, interval: float, outlook: Outlook, around: RoundSurroundings
    ) -> None:
        self.id = ident
        self.probe = ident.rsplit("/", 1)[1]
        self.usual_interval = interval
        self.outlook = outlook
        self.address: str | None = None
        self._around = around
        self._target: Any = None
        self._no_target = Reason("starting")
        self._task: asyncio.Task[None] | None = None
        self._began: int | None = None
        self._ended = False

    @property
    def interval(self) -> float:
        """Seconds between two rounds, as now in force."""
        return self.health.interval

    @interval.setter
    def interval(self, seconds: float) -> None:
        self.health.pace(seconds, self._around.monotonic())

    @property
    def running(self) -> bool:
        """Whether a round is under way."""
        return self._task is not None and not self._task.done()

    def aim(self, address: str | None, why: Reason) -> None:
        """Ask `address` from now on; None: there is none, because of `why`.

        The same one again keeps the target, and with it what the engine knows of the device.
        """
        if self._target is not None and address == self.address:
            return
        self._no_target, self.address, self._target = why, address, None
        if address is None:
            return
        try:
            target = self._prepare(address)
        except ValueError as error:
            target = Reason("address.unusable", {"cause": str(error)})
        if isinstance(target, Reason):
            self._no_target = target
        else:
            self._target = target

    def turn(self) -> None:
        """Begin a round, unless the last one is still running."""
        health, now = self.health, self._around.monotonic()
        self._report(health.tick(now, health.patience))
        if self.running:
            self._around.overruns[self.probe] += 1
        else:
            self.recheck()

    def recheck(self) -> None:
        """Begin a round unless one is running; without a target the state is not known."""
        if self.running or self._ended:
            return
        self._began = now = self._around.monotonic()
        if self._target is None:
            self._report(self.health.give_up(now, now, self._no_target))
        else:
            self._task = self._around.tasks.start(self._rounds(), self.id)

    def revived(self) -> None:
        """The device answers echoes again: no need to wait for the next turn."""
        if self.health.waits_for_device:
            self.recheck()

    def isolated(self) -> None:
        """The monitor is cut off: nothing is known of this device."""
        now = self._around.monotonic()
        self._report(self.health.give_up(now, now, Reason("isolated")))

    def end(self) -> None:
        """Give up the round that is under way, and begin no other."""
        self._ended = True
        if self._task is not None:
            self._task.cancel()

    def _prepare(self, address: str) -> Any:
        """What `_ask` takes to ask an address; a Reason when nobody could be asked.

        Raises ValueError for an address that cannot be used.
        """
        raise NotImplementedError

    async def _ask(self, target: Any) -> bool:
        """One round; whether another is wanted at once."""
        raise NotImplementedError

    @property
    def _answering(self) -> bool | None:
        return self._around.answering(self.id.rsplit("/", 1)[0])

    async def _rounds(self) -> None:
        while self._target is not None and await self._ask(self._target):
            self._began = self._around.monotonic()

    def _blind(self, started: int, ended: int, unsent: str, *, unheard: bool) -> str | None:
        """Why a round says nothing about the device (a code); None when it does.

        `unsent`: why the monitor could not send, if it could not.
        """
        evidence = self._around.evidence
        if evidence.isolated and (unsent or unheard):
            return "isolated"
        if unsent:
            return unsent
        return "not-measured" if unheard and evidence.was_deaf(started, ended) else None

    def _report(self, change: Change | None) -> None:
        if change is not None:
            self._around.listener.changed(self, change)
