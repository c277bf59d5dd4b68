"""The JSON of what devices say of themselves, and of the facts that are kept of a site."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import Any

from monitord.model.facts import Fact
from monitord.model.quantities import QUANTITY
from monitord.model.readings import Reading
from monitord.model.views import CheckView, PollRecent, PollView


def poll(view: PollView, now: float) -> dict[str, Any]:
    """What a whole check of the probe `snmp` has beside what every check has."""
    recent, totals = _fresh(view, now), view.totals
    return {
        "outcome": view.outcome,
        "duration": recent.duration if recent else None,
        "readings": _readings(recent.readings) if recent else [],
        "aliases": dict(view.aliases),
        "failures": dict(recent.failures) if recent else {},
        "wrong": recent.wrong if recent else None,
        "totals": {
            "polls": totals.polls,
            "failed": totals.failed,
            "unmeasured": totals.unmeasured,
            "reboots": totals.reboots,
        },
    }


def identity(checks: Iterable[CheckView]) -> dict[str, str]:
    """Who a device says that it is; empty when it never said."""
    return {
        name: text
        for view in checks
        if isinstance(view, PollView)
        for name, text in view.identity.items()
    }


def fact(each: Fact, at: str) -> dict[str, Any]:
    """An observation, made at the instant `at`."""
    return {"check": each.check, "kind": each.kind, "params": dict(each.params), "at": at}


def _readings(readings: Iterable[Reading]) -> list[dict[str, Any]]:
    """Without numbers that JSON does not have."""
    return [_reading(r) for r in readings if isinstance(r.value, str) or isfinite(r.value)]


def _reading(reading: Reading) -> dict[str, Any]:
    quantity = QUANTITY[reading.quantity]
    return {
        "quantity": reading.quantity,
        "labels": dict(zip(quantity.labels, reading.labels, strict=True)),
        "value": reading.value,
        "unit": quantity.unit or None,
    }


def _fresh(view: PollView, now: float) -> PollRecent | None:
    return view.recent if view.recent and now < view.recent.good_until else None
