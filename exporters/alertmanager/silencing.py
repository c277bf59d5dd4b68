"""Which silences to make, move and end. Pure: times are arguments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from exporters.alertmanager.wire import Held
from monitord.model.alerts import Silence

SLACK = timedelta(seconds=60)
"""An end that is off by no more is left alone."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What makes the silences of a replica those that are wanted."""

    make: tuple[Silence, ...] = ()
    move: tuple[tuple[Held, Silence], ...] = ()
    end: tuple[Held, ...] = ()


def plan(wanted: Mapping[str, Silence], held: Iterable[Held], now: datetime) -> Plan:
    """Compare what is wanted, by incident, with what a replica has.

    Two replicas that speak to each other may each have got one for the same incident: the one
    that ends last counts, the other is left to end with it.
    """
    best: dict[str, Held] = {}
    unwanted: list[Held] = []
    for each in held:
        if each.incident not in wanted:
            unwanted.append(each)
        elif each.incident not in best or each.ends_at > best[each.incident].ends_at:
            best[each.incident] = each
    lasting = {k: silence for k, silence in wanted.items() if silence.ends_at > now}
    return Plan(
        make=tuple(silence for k, silence in lasting.items() if k not in best),
        move=tuple(
            (best[k], silence)
            for k, silence in lasting.items()
            if k in best and abs(best[k].ends_at - silence.ends_at) > SLACK
        ),
        end=tuple(unwanted),
    )
