"""The state machine of a check of signalling."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitord.health.rules import Fault
from monitord.health.signals import SignalHealth, ending, unheard
from monitord.model.settings import H323Check, SipCheck
from monitord.model.signalling import SignalAnswer, SignalOutcome
from monitord.model.states import Param, Reason, State

SECOND = 10**9
DAY = 86400.0
UP, DEGRADED, OFF, UNKNOWN = State.UP, State.DEGRADED, State.OFF, State.UNKNOWN
OK = SignalAnswer(SignalOutcome.OK, 0, SECOND, status=200)


def answer(outcome: SignalOutcome, error: str = "", status: int | None = None) -> SignalAnswer:
    return SignalAnswer(outcome, 0, SECOND, status=status, error=error)


SILENCE = answer(SignalOutcome.TIMEOUT)
HOST = answer(SignalOutcome.REFUSED, "host-unreachable")
PORT = answer(SignalOutcome.REFUSED, "port-unreachable")
RESET = answer(SignalOutcome.REFUSED, "reset")
BROKEN = answer(SignalOutcome.ERROR, "Service Unavailable", 503)
TLS = answer(SignalOutcome.TLS, "wrong version number")
NONSENSE = answer(SignalOutcome.MALFORMED)


@pytest.mark.parametrize(
    ("failed", "reason", "params"),
    [
        (SILENCE, "sip.silent", {"tries": 2}),
        (HOST, "sip.refused", {"kind": "host-unreachable", "tries": 2}),
        (RESET, "sip.refused", {"kind": "reset", "tries": 2}),
        (BROKEN, "sip.error", {"status": 503}),
        (TLS, "sip.tls", {"cause": "wrong version number"}),
        (NONSENSE, "sip.malformed", {}),
    ],
)
def test_two_failures_in_a_row_degrade_and_say_why(
    failed: SignalAnswer, reason: str, params: dict[str, Param]
) -> None:
    health = SignalHealth("sip", SipCheck(), 0)
    assert health.answered(SECOND, None)
    assert health.failed(failed, expected=True, silent=False) is None
    change = health.failed(failed, expected=True, silent=False)
    assert change is not None
    assert (change.state, change.reason) == (DEGRADED, Reason(reason, params))
    again = health.answered(9 * SECOND, None)
    assert again is not None
    assert again.state is UP


@pytest.mark.parametrize(
    ("failed", "expected", "silent", "states"),
    [
        (SILENCE, True, True, [UNKNOWN]),
        (HOST, True, True, [UNKNOWN]),
        (RESET, True, True, [DEGRADED]),
        (PORT, True, True, [DEGRADED]),
        (BROKEN, True, True, [DEGRADED]),
        (SILENCE, False, True, [OFF]),
        (SILENCE, False, False, [OFF]),
        (RESET, False, False, [DEGRADED]),
        (BROKEN, False, False, [DEGRADED]),
    ],
)
def test_what_a_device_without_echoes_or_outside_its_hours_is(
    failed: SignalAnswer, expected: bool, silent: bool, states: list[State]
) -> None:
    health = SignalHealth("h323", H323Check(), 0)
    changes = [health.failed(failed, expected=expected, silent=silent) for _ in range(3)]
    assert [change.state for change in changes if change] == states
    assert health.reason.code.startswith("h323.")
    assert health.waits_for_device is (states[0] in (UNKNOWN, OFF))


def test_how_many_must_fail_can_be_chosen() -> None:
    health = SignalHealth("h323", H323Check(failures=3), 0)
    changes = [health.failed(SILENCE, expected=True, silent=False) for _ in range(3)]
    assert [change and change.reason for change in changes] == [
        None, None, Reason("h323.silent", {"tries": 3}),
    ]  # fmt: skip


def test_only_a_router_or_nobody_leaves_a_device_unheard() -> None:
    everything = (SILENCE, HOST, PORT, RESET, BROKEN, TLS, NONSENSE, OK)
    assert [unheard(one) for one in everything] == [True, True] + 6 * [False]


NOW = 1_800_000_000.0


@pytest.mark.parametrize(
    ("left", "code", "params"),
    [
        (15 * DAY, None, {}),
        (14 * DAY, None, {}),
        (3 * DAY, "sip.certificate-ends", {"value_seconds": 3 * DAY, "limit_seconds": 14 * DAY}),
        (1.0, "sip.certificate-ends", {"value_seconds": 1.0, "limit_seconds": 14 * DAY}),
        (0.0, "sip.certificate-ended", {"value_seconds": 0.0}),
        (-2 * DAY, "sip.certificate-ended", {"value_seconds": 2 * DAY}),
    ],
)
def test_a_certificate_is_told_of_before_it_ends_and_after(
    left: float, code: str | None, params: dict[str, Param]
) -> None:
    secured = replace(OK, certificate_until=NOW + left)
    found = ending(SipCheck("tls"), secured, NOW)
    assert found == (Fault(Reason(code, params), SECOND) if code else None)


def test_what_has_no_certificate_has_none_that_ends() -> None:
    assert ending(SipCheck(), OK, NOW) is None
    assert ending(H323Check(), replace(OK, certificate_until=NOW), NOW) is None


def test_a_certificate_that_ends_is_told_once_until_it_has_ended() -> None:
    health = SignalHealth("sip", SipCheck("tls"), 0)
    secured = replace(OK, certificate_until=NOW)
    told = [
        health.answered(day * SECOND, ending(SipCheck("tls"), secured, NOW + (day - 16) * DAY))
        for day in range(20)
    ]
    codes = [(day, change.reason.code) for day, change in enumerate(told) if change]
    assert codes == [(0, "none"), (3, "sip.certificate-ends"), (16, "sip.certificate-ended")]
