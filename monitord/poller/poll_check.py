"""One SNMP stream: polls an agent at each turn, never twice at once, judges and tells."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Protocol

from monitord.health.agents import AgentWatch, Insight
from monitord.health.change import Change
from monitord.health.polls import PollHealth, unheard
from monitord.model.checks import Agent
from monitord.model.readings import Reader
from monitord.model.settings import SnmpCheck
from monitord.model.snmp import Outcome, SnmpAnswer, SnmpEngine
from monitord.model.states import Reason
from monitord.poller.round_check import RoundCheck, RoundSurroundings
from monitord.poller.stream import Outlook

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


class PollListener(Protocol):
    """Hears what becomes of polls."""

    def polled(self, check: PollCheck, polled: Polled) -> None:
        """A poll has ended."""


class PollCheck(RoundCheck):
    """A steady stream of polls of one agent. Times are monotonic nanoseconds."""

    health: PollHealth

    def __init__(
        self,
        ident: str,
        settings: SnmpCheck,
        agent: Agent,
        reader: Reader,
        outlook: Outlook,
        engine: SnmpEngine,
        listener: PollListener,
        around: RoundSurroundings,
        before: PollCheck | None = None,
    ) -> None:
        """`before`: the stream of the same agent under the last inventory."""
        super().__init__(ident, settings.interval, outlook, around)
        self.settings = settings
        self.health = PollHealth(settings, around.monotonic())
        self._login = agent.login
        self._reader = reader
        self._watch: AgentWatch = AgentWatch(agent.lines, before._watch if before else None)
        self._engine = engine
        self._listener = listener
        self._hinted = False

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

    def _prepare(self, address: str) -> Any:
        if self._login is None:
            return Reason("credential.unreadable")
        settings = self.settings
        return self._engine.target(
            address,
            port=settings.port,
            login=self._login,
            timeout=settings.timeout,
            retries=settings.retries,
        )

    async def _poll_later(self, hinted: int, rest: int) -> None:
        """Poll in `rest` nanoseconds, unless that has been done since the hint."""
        await asyncio.sleep(rest / 1e9)
        if self._task is not None:
            await asyncio.wait([self._task])
        self._hinted = False
        if self._began is None or self._began < hinted:
            self.recheck()

    async def _ask(self, target: Any) -> bool:
        answer = await self._engine.poll(target, self._reader.plan)
        unsent = "send-failed" if answer.outcome is Outcome.UNMEASURED else ""
        if answer.outcome is Outcome.OK:
            polled = self._answered(answer)
        elif blind := self._blind(answer.started, answer.ended, unsent, unheard=unheard(answer)):
            change = self.health.unmeasured(answer.started, answer.ended, blind)
            polled = Polled(answer, measured=False, insight=None, change=change)
        else:
            polled = self._failed(answer)
        self._listener.polled(self, polled)
        return False

    def _answered(self, answer: SnmpAnswer) -> Polled:
        insight = self._watch.read(answer, self._reader.report(answer), self.interval)
        undecided = insight.undecided
        change = self.health.answered(answer.ended, insight.fault, undecided=undecided)
        return Polled(answer, measured=True, insight=insight, change=change)

    def _failed(self, answer: SnmpAnswer) -> Polled:
        silent = self._answering is False
        change = self.health.failed(answer, expected=self.outlook.expected, silent=silent)
        return Polled(answer, measured=True, insight=None, change=change)
