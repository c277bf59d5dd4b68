"""What each metric of signalling reads from a snapshot."""

from __future__ import annotations

from exporters.prometheus.kinds import Kind, Series, Values, gauge
from exporters.prometheus.metrics import METRIC
from monitord.model.signalling import SignalAnswer, SignalOutcome
from monitord.model.views import SignalView

ANSWERED = frozenset({SignalOutcome.OK, SignalOutcome.ERROR})
"""Outcomes of which it is worth knowing how long they took."""


def _answer(view: SignalView, now: float) -> SignalAnswer | None:
    """The last one, unless that is too long ago."""
    recent = view.recent
    return recent.answer if recent is not None and now < recent.good_until else None


def _duration(view: SignalView, now: float) -> Values | None:
    answer = _answer(view, now)
    return (answer.duration,) if answer and answer.outcome in ANSWERED else None


def _status(view: SignalView, now: float) -> Values | None:
    answer = _answer(view, now)
    return gauge(answer.status) if answer else None


def _expiry(view: SignalView, now: float) -> Values | None:
    answer = _answer(view, now)
    return gauge(answer.certificate_until) if answer else None


SIGNALS: Kind[SignalView] = Kind(
    ("site", "device", "check"),
    lambda view: (view.site, view.device, view.probe),
    (
        Series(METRIC["monitord_signalling_questions_total"], lambda view, _: (view.totals.asked,)),
        Series(
            METRIC["monitord_signalling_questions_failed_total"],
            lambda view, _: (view.totals.failed,),
        ),
        Series(
            METRIC["monitord_signalling_questions_unmeasured_total"],
            lambda view, _: (view.totals.unmeasured,),
        ),
        Series(METRIC["monitord_signalling_answer_seconds"], _duration),
        Series(METRIC["monitord_signalling_sip_status"], _status),
        Series(METRIC["monitord_signalling_certificate_expiry_timestamp_seconds"], _expiry),
    ),
)
"""The checks of the probes `sip` and `h323`."""
