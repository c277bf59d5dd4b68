"""Which faults there are now, and what each explains: one cause, all that suffers from it. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from monitord.diagnosis.sight import Sight
from monitord.diagnosis.silences import silences
from monitord.diagnosis.world import World
from monitord.model.incidents import Fault, FaultKey


def find_faults(
    world: World, troubled: Iterable[str], sight: Sight | None = None
) -> dict[FaultKey, Fault]:
    """All faults of this moment; `troubled`: the sites that are not plainly well."""
    seen = sight or Sight(world)
    return {fault.key: fault for fault in silences(seen, troubled)}
