"""What the successive answers of one agent say together: restarts, rates, circuits, rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitord.health.lines import LineWatch
from monitord.health.rates import Rates
from monitord.health.reboots import Uptime, restarted
from monitord.health.rules import Fault, Observed, RuleBook
from monitord.model.checks import Line
from monitord.model.readings import Reading, Reported
from monitord.model.snmp import SnmpAnswer
from monitord.model.states import Reason

NONSENSE_AFTER = 2
"""Answers in a row of which no value can be read."""


@dataclass(frozen=True, slots=True)
class Insight:
    """What an answer says in the light of those before it."""

    reported: Reported
    readings: tuple[Reading, ...]
    """Those of the answer, and those that follow from two answers."""
    observed: Sequence[Observed]
    rebooted: bool
    fault: Fault | None
    """Why the check is degraded; None: nothing says so."""
    undecided: bool = False
    """Something may be wrong, and the next answers will tell."""


class AgentWatch:
    """One agent; `lines` are the circuits that end at its interfaces.

    `before`: who watched it under the last inventory. This one goes on from there, so that facts
    begin and end once, whatever is reloaded meanwhile.
    """

    def __init__(self, lines: Sequence[Line], before: AgentWatch | None = None) -> None:
        circuits = frozenset(line.interface for line in lines if line.owner is None)
        self._lines: LineWatch = LineWatch(lines, before._lines if before else None)
        self._rules: RuleBook = RuleBook(circuits, before._rules if before else None)
        self._rates: Rates = before._rates if before else Rates()
        self._uptime: Uptime | None = before._uptime if before else None
        self._nonsense: int = before._nonsense if before else 0
        self._nonsense_since: int = before._nonsense_since if before else 0

    def read(self, answer: SnmpAnswer, reported: Reported, interval: float) -> Insight:
        """Take one answer; polls are `interval` seconds apart."""
        reboot = self._restart(answer, reported)
        if reboot is not None:
            self._rates.forget()
        rates = self._rates.measure(reported.readings, answer.started, interval)
        readings = (*reported.readings, *rates)
        facts = [] if reboot is None else [reboot]
        facts += self._lines.read(readings, whole=answer.whole)
        facts += self._rules.read(readings, answer.ended)
        fault = self._unreadable(answer, reported) or self._rules.fault
        undecided = self._rules.undecided
        return Insight(reported, readings, facts, reboot is not None, fault, undecided)

    def _unreadable(self, answer: SnmpAnswer, reported: Reported) -> Fault | None:
        """That nothing an agent says is of the type or form that its modules know."""
        if reported.readings or not reported.wrong:
            self._nonsense = 0
            return None
        self._nonsense += 1
        if self._nonsense == 1:
            self._nonsense_since = answer.started
        if self._nonsense < NONSENSE_AFTER:
            return None
        return Fault(Reason("snmp.unreadable"), self._nonsense_since)

    def _restart(self, answer: SnmpAnswer, reported: Reported) -> Observed | None:
        """The restart that came before this answer."""
        if reported.uptime is None:
            return None
        before = self._uptime
        now = Uptime(answer.started, answer.ended, reported.uptime, answer.engine_boots)
        self._uptime = now
        if before is None or not restarted(before, now):
            return None
        seconds = {"uptime_seconds": now.seconds, "before_seconds": before.seconds}
        return Observed("reboot", seconds)
