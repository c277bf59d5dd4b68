"""Whom to ask again when a site falls silent, and when time alone changes what is concluded. Pure.

After something came back, time ends the grace of what hangs on it (`recovery`), and its part in a
wide cause (`settle`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from monitord.diagnosis.sight import Sight
from monitord.diagnosis.world import World


def ancestors(world: World, site: str) -> tuple[str, ...]:
    """The checks to be rechecked when `site` is silent, nearest first: the gates of all above."""
    return tuple(_gates_above(world, site))


def next_due(world: World, troubled: Iterable[str], sight: Sight | None = None) -> datetime | None:
    """The next instant after `world.now` at which the same facts mean something else."""
    seen = sight or Sight(world)
    return min((at for at in _edges(seen, troubled) if at > world.now), default=None)


def doubted(world: World, troubled: Iterable[str], sight: Sight | None = None) -> tuple[str, ...]:
    """Sites whose routers are silent while something behind them answers.

    How such a site is may change by time alone, with no event: it is to be judged again.
    """
    seen = sight or Sight(world)
    return tuple(ident for ident in troubled if ident in seen.places and seen.contradicted(ident))


def _gates_above(world: World, site: str) -> Iterator[str]:
    places = world.ties.places
    above = places[site].above
    while above is not None:
        for device in places[above].gates:
            if "icmp" in device.checks:
                yield f"{device.id}/icmp"
        above = places[above].above


def _edges(sight: Sight, troubled: Iterable[str]) -> Iterator[datetime]:
    rules = sight.world.rules
    for began in sight.world.came_back.values():
        yield began + timedelta(seconds=rules.recovery)
        yield began + timedelta(seconds=rules.settle)
    for ident in troubled:
        silence = sight.silence(ident) if ident in sight.places else None
        if silence is not None and silence.doubted_until is not None:
            yield silence.doubted_until
