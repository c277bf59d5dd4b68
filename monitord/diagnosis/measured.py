"""Of which faults the absence means nothing, because what they are about is not measured. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from monitord.diagnosis.sight import Sight
from monitord.diagnosis.world import World
from monitord.model.incidents import FaultKey
from monitord.model.states import State


def unmeasured(
    world: World, keys: Iterable[FaultKey], sight: Sight | None = None
) -> frozenset[FaultKey]:
    """Those of `keys` that may be there or not; what has left the inventory is gone for good."""
    seen = sight or Sight(world)
    return frozenset(key for key in keys if _unseen(key, seen))


def _unseen(key: FaultKey, sight: Sight) -> bool:
    if sight.world.isolated_since is not None:
        return True
    at = sight.places.get(key.subject)
    if at is None:
        return False
    return all(sight.reach(device) is State.UNKNOWN for device in at.gates)
