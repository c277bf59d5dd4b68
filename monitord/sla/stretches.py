"""What was measured of a subject while it was present, with what explains it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, TypeAlias

from monitord.model.states import State
from monitord.sla.attribution import Told
from monitord.sla.measured import Spell
from monitord.sla.presence import Stay

TROUBLE = frozenset({State.DOWN, State.DEGRADED, State.UNREACHABLE})
RECOVERED = frozenset({State.UP, State.DEGRADED})
"""It answered. Off is no recovery: a room that has closed proves nothing."""


class Stretch(NamedTuple):
    """One state, at one place, by one incident: [start, end), UTC; may reach out of the month."""

    start: datetime
    end: datetime
    state: State
    """As measured, never unknown."""
    decided_at: datetime
    stay: Stay
    told: Told | None
    """None: nothing was wrong, or no incident explains it."""


Explain: TypeAlias = Callable[[Stay, State, datetime, datetime], Told | None]


def stretches(spells: Iterable[Spell], stays: Sequence[Stay], explain: Explain) -> list[Stretch]:
    """By time; cut where the subject came, went or moved."""
    found = []
    for spell, stay in _present(spells, stays):
        start, end = max(spell.start, stay.start), min(spell.end, stay.end)
        told = explain(stay, spell.state, start, end) if spell.state in TROUBLE else None
        found.append(Stretch(start, end, spell.state, spell.decided_at, stay, told))
    return found


def _present(spells: Iterable[Spell], stays: Sequence[Stay]) -> Iterator[tuple[Spell, Stay]]:
    """Each spell with each stay that it overlaps; both are by time."""
    at = 0
    for spell in spells:
        while at < len(stays) and stays[at].end <= spell.start:
            at += 1
        for stay in stays[at:]:
            if stay.start >= spell.end:
                break
            yield spell, stay
