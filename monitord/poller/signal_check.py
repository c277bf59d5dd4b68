"""One check of signalling: a question at each turn, never two at once, judged and told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeAlias

from monitord.health.change import Change
from monitord.health.signals import SignalHealth, ending, unheard
from monitord.model.settings import H323Check, SipCheck
from monitord.model.signalling import SignalAnswer, SignalEngine, SignalOutcome
from monitord.model.states import Reason
from monitord.poller.addresses import is_literal
from monitord.poller.round_check import RoundCheck, RoundSurroundings
from monitord.poller.stream import Outlook

Question: TypeAlias = Callable[[], Awaitable[SignalAnswer]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question came to."""

    answer: SignalAnswer
    measured: bool
    """False: it says nothing about the device, for the monitor could not send or hear."""
    change: Change | None


class SignalListener(Protocol):
    """Hears what becomes of questions."""

    def asked(self, check: SignalCheck, asked: Asked) -> None:
        """A question has ended."""


class SignalCheck(RoundCheck):
    """A steady stream of questions to one device, over SIP or H.323."""

    health: SignalHealth

    def __init__(
        self,
        ident: str,
        name: str,
        settings: SipCheck | H323Check,
        outlook: Outlook,
        engine: SignalEngine | None,
        listener: SignalListener,
        unix: Callable[[int], float],
        around: RoundSurroundings,
    ) -> None:
        """`name`: the device's address or host name, as the inventory has it.

        `unix`: Unix seconds of an instant of CLOCK_MONOTONIC.
        """
        super().__init__(ident, settings.interval, outlook, around)
        self.settings = settings
        self.health = SignalHealth(self.probe, settings, around.monotonic())
        self._name = "" if is_literal(name) else name
        self._engine = engine
        self._listener = listener
        self._unix = unix

    def _prepare(self, address: str) -> Question | Reason:
        if self._engine is None:
            return Reason("engine.unavailable")
        target = self._engine.target(address, self.settings, name=self._name)
        return partial(self._engine.ask, target)

    async def _ask(self, target: Question) -> bool:
        answer = await target()
        unsent = "send-failed" if answer.outcome is SignalOutcome.UNMEASURED else ""
        blind = self._blind(answer.started, answer.ended, unsent, unheard=unheard(answer))
        if answer.outcome is SignalOutcome.OK:
            fault = ending(self.settings, answer, self._unix(answer.ended))
            change = self.health.answered(answer.ended, fault)
        elif blind is not None:
            change = self.health.unmeasured(answer.started, answer.ended, blind)
        else:
            change = self.health.failed(
                answer, expected=self.outlook.expected, silent=self._answering is False
            )
        self._listener.asked(self, Asked(answer, blind is None, change))
        return False
