"""The JSON of signalling: whether a device answers calls at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from monitord.model.signalling import SignalAnswer
from monitord.model.views import SignalView


def signal(view: SignalView, now: float, instant: Callable[[float], str]) -> dict[str, Any]:
    """What a whole check of the probe `sip` or `h323` has beside what every check has."""
    recent, totals = view.recent, view.totals
    answer = recent.answer if recent and now < recent.good_until else None
    return {
        "outcome": view.outcome,
        "answer": document(answer, instant) if answer else None,
        "totals": {
            "asked": totals.asked,
            "failed": totals.failed,
            "unmeasured": totals.unmeasured,
        },
    }


def document(answer: SignalAnswer, instant: Callable[[float], str]) -> dict[str, Any]:
    """All of it; `instant` writes Unix seconds as the documents have instants."""
    until = answer.certificate_until
    return {
        "outcome": answer.outcome,
        "duration": answer.duration,
        "status": answer.status,
        "error": answer.error,
        "server": answer.server,
        "certificate_until": None if until is None else instant(until),
    }
