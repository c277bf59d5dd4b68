"""The state machine of a check of signalling: whether an endpoint or MCU answers calls at all.

See `monitord.health.rounds`; 2 questions in a row (`failures`) decide. The one fault that an answer
may tell of is a certificate that ends within `SipCheck.certificate`, or has ended: who calls over
TLS will be refused, while everything still looks well.
"""

from __future__ import annotations

from monitord.health.rounds import FROM_THE_DEVICE, AnswerHealth
from monitord.health.rules import Fault
from monitord.model.settings import H323Check, SipCheck
from monitord.model.signalling import SignalAnswer, SignalOutcome
from monitord.model.states import Reason


def unheard(answer: SignalAnswer) -> bool:
    """Whether nothing was heard of the device: silence, or a router that says no."""
    if answer.outcome is SignalOutcome.REFUSED:
        return answer.error not in FROM_THE_DEVICE
    return answer.outcome is SignalOutcome.TIMEOUT


def ending(settings: SipCheck | H323Check, answer: SignalAnswer, unix: float) -> Fault | None:
    """What is to be said about the certificate of an answer at `unix` seconds; None: nothing."""
    if answer.certificate_until is None or not isinstance(settings, SipCheck):
        return None
    left = answer.certificate_until - unix
    if left <= 0:
        return Fault(Reason("sip.certificate-ended", {"value_seconds": -left}), answer.ended)
    if left >= settings.certificate:
        return None
    params = {"value_seconds": left, "limit_seconds": settings.certificate}
    return Fault(Reason("sip.certificate-ends", params), answer.ended)


class SignalHealth(AnswerHealth[SignalAnswer]):
    """How a device's signalling is. Times are CLOCK_MONOTONIC nanoseconds."""

    def __init__(self, probe: str, settings: SipCheck | H323Check, now: int) -> None:
        """`probe`: `sip` or `h323`; reasons begin with it."""
        super().__init__(probe, settings.interval, settings.failures, settings.timeout, now)

    def _unheard(self, answer: SignalAnswer) -> bool:
        return unheard(answer)

    def _kind(self, answer: SignalAnswer) -> str:
        return answer.outcome

    def _failure(self, answer: SignalAnswer, rounds: int) -> Reason:
        probe = self._probe
        match answer.outcome:
            case SignalOutcome.REFUSED:
                return Reason(f"{probe}.refused", {"kind": answer.error, "tries": rounds})
            case SignalOutcome.ERROR:
                return Reason(f"{probe}.error", {"status": answer.status or 0})
            case SignalOutcome.TLS:
                return Reason(f"{probe}.tls", {"cause": answer.error})
            case SignalOutcome.MALFORMED:
                return Reason(f"{probe}.malformed")
            case _:
                return Reason(f"{probe}.silent", {"tries": rounds})

    def _outside_hours(self, rounds: int) -> Reason:
        return Reason(f"{self._probe}.outside-hours", {"tries": rounds})
