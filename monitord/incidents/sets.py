"""The label sets under which an incident alerts. Pure.

Of equal labels there is one set: what fires anew under labels that have ended replaces them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from monitord.model.incidents import AlertSet

Sets = tuple[AlertSet, ...]
ESCALATED = "escalated"
"""The label of those that went on to another team."""
OVERRUN = "overrun"
"""The label of those that outlasted planned work."""


def firing(sets: Iterable[AlertSet]) -> Sets:
    """Those that have not ended, the first team's first."""
    return tuple(each for each in sets if each.ended_at is None)


def first(sets: Iterable[AlertSet]) -> Mapping[str, str] | None:
    """Labels under which the first team was told, of late or long ago; None: it never was."""
    return next((each.labels for each in sets if ESCALATED not in each.labels), None)


def started(sets: Sets, labels: Mapping[str, str], now: datetime) -> Sets:
    """One more fires from `now` on."""
    return (*(each for each in sets if each.labels != labels), AlertSet(labels, now))


def ended(sets: Sets, now: datetime, *, silent: bool = False) -> Sets:
    """All that fire end."""
    return tuple(
        each if each.ended_at else replace(each, ended_at=now, silent=silent) for each in sets
    )


def relabelled(sets: Sets, changed: Mapping[str, str], now: datetime) -> Sets:
    """Those that fire end, and fire on under changed labels; nothing else of them changes."""
    result = sets
    for each in firing(sets):
        labels = {**each.labels, **changed}
        if labels != each.labels:
            over = replace(each, ended_at=now)
            result = started(tuple(over if old is each else old for old in result), labels, now)
    return result


def escalated(sets: Sets, team: str, now: datetime) -> Sets:
    """The same alert fires for another team as well."""
    labels = firing(sets)[0].labels
    return started(sets, {**labels, "team": team, ESCALATED: "yes"}, now)


def told(sets: Sets) -> tuple[str, ...]:
    """The teams for which it fires, in the order in which they were told."""
    return tuple(each.labels["team"] for each in firing(sets) if "team" in each.labels)
