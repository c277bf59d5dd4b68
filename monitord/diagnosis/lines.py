"""What the circuits of a site say: which is dead, and whether it runs on the one that stands in."""

from __future__ import annotations

from monitord.diagnosis.places import Place
from monitord.diagnosis.sight import Sight
from monitord.model.facts import CircuitNow
from monitord.model.inventory import Circuit, Device
from monitord.model.states import Reason, State


def speaks_of_line(device: Device, reason: Reason, sight: Sight) -> bool:
    """Whether an interface of which a device complains is that of a circuit."""
    lines = sight.world.ties.lines_at.get(device.id, ())
    return any(line.interface == reason.params.get("interface") for line in lines)


def dead(line: Circuit, sight: Sight) -> CircuitNow | None:
    """A circuit whose interface is down, on a device that answers; None for any other."""
    return sight.world.circuits[line.id] if sight.interface_down(line.id) else None


def standing_in(at: Place, sight: Sight) -> str | None:
    """The backup circuit over which a site runs that answers; None: it does not, as far as known.

    All its primaries are dead, and it answers: it does so over a backup that is not dead too.
    Where its primaries are not measured by themselves, the router says that a backup carries.
    """
    if not at.backups:
        return None
    left = [line for line in at.backups if dead(line, sight) is None]
    if at.primaries and left and all(dead(line, sight) for line in at.primaries):
        return _best(left, sight).id
    in_use = _said_in_use(at, sight)
    return next((line.id for line in left if line.id in in_use), None)


def _best(lines: list[Circuit], sight: Sight) -> Circuit:
    """One that is known to be up, else the first."""
    return next((line for line in lines if _up(line, sight)), lines[0])


def _up(line: Circuit, sight: Sight) -> bool:
    now = sight.world.circuits.get(line.id)
    return now is not None and now.state is State.UP


def _said_in_use(at: Place, sight: Sight) -> set[str]:
    """The circuits of which the newest word is that they carry what the primary should."""
    said: dict[str, bool] = {}
    for fact in sight.world.facts.get(at.ident, ()):
        if fact.kind == "backup-in-use":
            said.setdefault(str(fact.params["circuit"]), bool(fact.params["active"]))
    return {circuit for circuit, active in said.items() if active}
