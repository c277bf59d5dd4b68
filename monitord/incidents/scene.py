"""What hides what: the faults of one moment, looked at from below. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from monitord.model.incidents import Aspect, Fault, FaultKey, Scope

_SILENT = frozenset({Aspect.SILENCE, Aspect.ISOLATION})


def explains(wide: FaultKey, narrow: FaultKey) -> bool:
    """Whether `narrow` may be nothing but `wide`, seen at a site that suffers from that.

    Silence explains everything; an MCU that no site can register with it; anything else its like.
    """
    if wide == narrow or narrow.scope is Scope.MONITOR:
        return False
    if wide.scope is Scope.MCU:
        same = narrow.scope is Scope.MCU and narrow.subject == wide.subject
        return (same and wide.aspect in _SILENT) or narrow.aspect is Aspect.SIGNALLING
    return wide.aspect in _SILENT or wide.aspect is narrow.aspect


class Scene:
    """The faults of one moment, and which of them hide what is wrong at a site.

    `place`: the site at which a fault is.
    """

    def __init__(
        self, faults: Mapping[FaultKey, Fault], place: Callable[[FaultKey], str | None]
    ) -> None:
        self._place = place
        self._over: dict[str, list[Fault]] = {}
        for fault in faults.values():
            for site in covered(fault):
                self._over.setdefault(site, []).append(fault)
            if fault.key.scope is Scope.MCU:
                self._over.setdefault(_itself(fault.key), []).append(fault)

    def hiders(self, key: FaultKey, site: str | None, own: Fault | None = None) -> list[Fault]:
        """The faults that hide what `key` is about, the widest first.

        `own`: the fault itself, where it is found; of two that hide each other the wider one does.
        """
        above = self._over.get(site, ()) if site is not None else ()
        if len(above) == 1 and above[0] is own:
            return []
        if key.scope is Scope.MCU:
            above = [*above, *self._over[_itself(key)]] if _itself(key) in self._over else above
        if not above:
            return []
        found = [fault for fault in above if explains(fault.key, key)]
        if own is not None:
            found = [fault for fault in found if not self._wider(own, fault)]
        return sorted(found, key=_width, reverse=True)

    def _wider(self, own: Fault, other: Fault) -> bool:
        """Whether `own` hides `other` too, and explains more."""
        hidden = self._place(other.key) in covered(own) and explains(own.key, other.key)
        return hidden and _width(own) > _width(other)


def covered(fault: Fault) -> Collection[str]:
    """The sites that it hides; a site that is silent hides what else is wrong with it."""
    if fault.key.scope is Scope.SITE and fault.key.aspect is Aspect.SILENCE:
        itself = fault.key.subject
        return fault.covers if itself in fault.covers else {*fault.covers, itself}
    return fault.covers


def _itself(key: FaultKey) -> str:
    """An MCU is a place of its own: several stand at one site."""
    return f"mcu:{key.subject}"


def _width(fault: Fault) -> tuple[int, FaultKey]:
    return len(fault.covers), fault.key
