"""One SNMP stream: polls an agent at each turn, never twice at once, judges and tells."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from monitord.health.agents import AgentWatch, Insight
from monitord.health.change import Change
from monitord.health.evidence import Evidence
from monitord.health.polls import PollHealth, unheard
from monitord.model.checks import Agent
from monitord.model.readings import Reader
from monitord.model.settings import SnmpCheck
from monitord.model.snmp import Outcome, SnmpAnswer, SnmpEngine
from monitord.model.states import Reason
from monitord.poller.stream import Listener, Outlook
from monitord.poller.tasks import Tasks

QUIET = 5 * 10**9
"""Nanoseconds from the start of one poll until a hint may begin another: a storm costs no more."""


@dataclass(frozen=True, slots=True)
class Polled:
    """What a poll came to."""

    answer: SnmpAnswer
    measured: bool
    """False: it says nothing about the device, for the monitor could not send or hear."""
    insight: Insight | None
    """None: it read nothing."""
    change: Change | None


class PollListener(Listener, Protocol):
    """Hears what becomes of polls."""

    def polled(self, check: PollCheck, polled: Polled) -> None:
        """A poll has ended."""

    def overran(self, check: PollCheck) -> None:
        """A turn came while the last poll was still running, and was left out."""


@dataclass(slots=True)
class PollSurroundings:
    """What every SNMP stream of a poller shares."""

    engine: SnmpEngine
    evidence: Evidence
    listener: PollListener
    tasks: Tasks
    monotonic: Callable[[], int]
    """Nanoseconds of CLOCK_MONOTONIC."""
    silent: Callable[[str], bool]
    """Whether the echoes to a device (`site/device`) are not answered now."""


class PollCheck:
    """A steady stream of polls of one agent. Times are monotonic nanoseconds."""

    probe = "snmp"

    def __init__(
        self,
        ident: str,
        settings: SnmpCheck,
        agent: Agent,
        reader: Reader,
        outlook: Outlook,
        surroundings: PollSurroundings,
        before: PollCheck | None = None,
    ) -> None:
        """`before`: the stream of the same agent under the last inventory."""
        self.id = ident
        self.settings = settings
        self.usual_interval = settings.interval
        self.outlook = outlook
        self.address: str | None = None
        self.health = PollHealth(settings, surroundings.monotonic())
        self._login = agent.login
        self._reader = reader
        self._watch: AgentWatch = AgentWatch(agent.lines, before._watch if before else None)
        self._around = surroundings
        self._target: Any = None
        self._no_target = Reason("starting")
        self._task: asyncio.Task[None] | None = None
        self._began: int | None = None
        self._hinted = False
        self._ended = False

    @property
    def interval(self) -> float:
        """Seconds between two polls, as now in force."""
        return self.health.interval

    @interval.setter
    def interval(self, seconds: float) -> None:
        self.health.pace(seconds, self._around.monotonic())

    @property
    def running(self) -> bool:
        """Whether a poll is under way."""
        return self._task is not None and not self._task.done()

    def aim(self, address: str | None, why: Reason) -> None:
        """Poll `address` from now on; None: there is none, because of `why`.

        The same one again keeps the target, and with it what the engine knows of the agent.
        """
        if self._target is not None and address == self.address:
            return
        self._no_target, self.address, self._target = why, address, None
        if address is None:
            return
        if self._login is None:
            self._no_target = Reason("credential.unreadable")
            return
        settings = self.settings
        try:
            self._target = self._around.engine.target(
                address,
                port=settings.port,
                login=self._login,
                timeout=settings.timeout,
                retries=settings.retries,
            )
        except ValueError as error:
            self._no_target = Reason("address.unusable", {"cause": str(error)})

    def turn(self) -> None:
        """Begin a poll, unless the last one is still running."""
        health, now = self.health, self._around.monotonic()
        self._report(health.tick(now, health.patience))
        if self.running:
            self._around.listener.overran(self)
        else:
            self.recheck()

    def recheck(self) -> None:
        """Begin a poll unless one is running; without a target the state is not known."""
        if self.running or self._ended:
            return
        self._began = now = self._around.monotonic()
        if self._target is None:
            self._report(self.health.give_up(now, now, self._no_target))
        else:
            self._task = self._around.tasks.start(self._poll(self._target), f"poll:{self.id}")

    def hint(self) -> bool:
        """Something happened there: poll now, or once the last poll is `QUIET` behind.

        False when such a poll is coming already, or none ever will.
        """
        if self._ended or self._hinted:
            return False
        now = self._around.monotonic()
        rest = 0 if self._began is None else self._began + QUIET - now
        if rest <= 0 and not self.running:
            self.recheck()
        else:
            self._hinted = True
            self._around.tasks.start(self._poll_later(now, max(rest, 0)), f"hint:{self.id}")
        return True

    def revived(self) -> None:
        """The device answers echoes again: no need to wait for the next turn."""
        if self.health.waits_for_device:
            self.recheck()

    def isolated(self) -> None:
        """The monitor is cut off: nothing is known of this device."""
        now = self._around.monotonic()
        self._report(self.health.give_up(now, now, Reason("isolated")))

    def end(self) -> None:
        """Give up the poll that is under way, and begin no other."""
        self._ended = True
        if self._task is not None:
            self._task.cancel()

    async def _poll_later(self, hinted: int, rest: int) -> None:
        """Poll in `rest` nanoseconds, unless that has been done since the hint."""
        await asyncio.sleep(rest / 1e9)
        if self._task is not None:
            await asyncio.wait([self._task])
        self._hinted = False
        if self._began is None or self._began < hinted:
            self.recheck()

    async def _poll(self, target: Any) -> None:
        answer = await self._around.engine.poll(target, self._reader.plan)
        if answer.outcome is Outcome.OK:
            polled = self._answered(answer)
        elif (blind := self._blind(answer)) is not None:
            change = self.health.unmeasured(answer.started, answer.ended, blind)
            polled = Polled(answer, measured=False, insight=None, change=change)
        else:
            polled = self._failed(answer)
        self._around.listener.polled(self, polled)

    def _answered(self, answer: SnmpAnswer) -> Polled:
        insight = self._watch.read(answer, self._reader.report(answer), self.interval)
        change = self.health.answered(answer.ended, insight.fault)
        return Polled(answer, measured=True, insight=insight, change=change)

    def _failed(self, answer: SnmpAnswer) -> Polled:
        silent = self._around.silent(self.id.rsplit("/", 1)[0])
        change = self.health.failed(answer, expected=self.outlook.expected, silent=silent)
        return Polled(answer, measured=True, insight=None, change=change)

    def _blind(self, answer: SnmpAnswer) -> str | None:
        """Why a poll says nothing about the device (a code); None when it does."""
        evidence = self._around.evidence
        unsent = answer.outcome is Outcome.UNMEASURED
        if evidence.isolated and (unsent or unheard(answer)):
            return "isolated"
        if unsent:
            return "send-failed"
        deaf = evidence.was_deaf(answer.started, answer.ended)
        return "not-measured" if deaf and unheard(answer) else None

    def _report(self, change: Change | None) -> None:
        if change is not None:
            self._around.listener.changed(self, change)
