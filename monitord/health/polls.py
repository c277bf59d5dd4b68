"""The state machine of an SNMP check: what became of its polls in, changes of state out.

See `monitord.health.rounds`; 2 polls in a row (`SnmpCheck.failures`) decide, and the fault that an
answer may tell of is a rule that holds (`monitord.health.rules`).
"""

from __future__ import annotations

from monitord.health.rounds import FROM_THE_DEVICE, AnswerHealth
from monitord.model.settings import SnmpCheck
from monitord.model.snmp import Outcome, SnmpAnswer
from monitord.model.states import Reason


def unheard(answer: SnmpAnswer) -> bool:
    """Whether nothing was heard of the device: silence, or a router that says no."""
    if answer.outcome is Outcome.REFUSED:
        return answer.error not in FROM_THE_DEVICE
    return answer.outcome is Outcome.TIMEOUT


class PollHealth(AnswerHealth[SnmpAnswer]):
    """How a device's agent is. Times are CLOCK_MONOTONIC nanoseconds."""

    def __init__(self, settings: SnmpCheck, now: int) -> None:
        longest = (settings.retries + 1) * settings.timeout
        super().__init__("snmp", settings.interval, settings.failures, longest, now)

    def _unheard(self, answer: SnmpAnswer) -> bool:
        return unheard(answer)

    def _kind(self, answer: SnmpAnswer) -> str:
        return answer.outcome

    def _failure(self, answer: SnmpAnswer, rounds: int) -> Reason:
        match answer.outcome:
            case Outcome.REFUSED:
                return Reason("snmp.refused", {"kind": answer.error, "polls": rounds})
            case Outcome.AUTH:
                return Reason("snmp.auth", {"error": answer.error})
            case Outcome.MALFORMED:
                return Reason("snmp.malformed")
            case Outcome.ERROR_STATUS:
                return Reason("snmp.error-status", {"error": answer.error})
            case Outcome.NO_OBJECT:
                return Reason("snmp.nothing")
            case _:
                return Reason("snmp.silent", {"polls": rounds})

    def _outside_hours(self, rounds: int) -> Reason:
        return Reason("snmp.outside-hours", {"polls": rounds})
