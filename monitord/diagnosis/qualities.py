"""Sites that hear and see badly, and the bad line above that explains them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from monitord.diagnosis.drafts import Symptom, draft
from monitord.diagnosis.outages import suffering
from monitord.diagnosis.places import Place
from monitord.diagnosis.sight import Sight
from monitord.diagnosis.symptoms import QUALITY, complaints, first
from monitord.diagnosis.weight import OWNERS, Impact
from monitord.diagnosis.windows import of_site
from monitord.model.incidents import Aspect, Cause, Fault, FaultKey, Owner, Scope


def qualities(sight: Sight, sites: Iterable[str], hidden: Iterable[str]) -> Iterator[Fault]:
    """One fault for each line that is bad by itself; it explains what hangs on it.

    `hidden`: sites that another fault covers already.
    """
    bad = {
        ident: symptom
        for ident in sites
        if (symptom := _symptom(sight.places[ident], sight)) and not below_silence(ident, sight)
    }
    behind: dict[str, list[str]] = {}
    for ident in bad:
        behind.setdefault(_root(ident, bad, sight), []).append(ident)
    known = set(hidden)
    for ident, members in behind.items():
        below = [member for member in members if member != ident]
        yield from _fault(sight, bad[ident], (ident, *below), set(below) - known)


def below_silence(ident: str, sight: Sight) -> bool:
    """Whether the next thing above that is known of is silent: how good the line is says nothing.

    The site answers all the same, for another moment or by another way.
    """
    above = sight.places[ident].above
    while above is not None:
        if sight.silence(above) is not None:
            return True
        if sight.answers(above):
            return False
        above = sight.places[above].above
    return False


def _fault(
    sight: Sight, symptom: Symptom, members: tuple[str, ...], covers: set[str]
) -> Iterator[Fault]:
    at = sight.places[members[0]]
    window = of_site(at.ident, sight)
    sites = suffering(sight, members, window)
    if not sites:
        return
    yield draft(
        sight,
        FaultKey(Scope.SITE, at.ident, Aspect.QUALITY),
        place=at.ident,
        symptom=symptom,
        cause=Cause.QUALITY,
        owner=OWNERS[Cause.QUALITY] if _of_line(at, symptom) else Owner.SITE,
        impact=Impact.LESS,
        sites=sites,
        covers=covers,
        window=window,
    )


def _root(ident: str, bad: dict[str, Symptom], sight: Sight) -> str:
    """The bad line furthest up, without a good one in between."""
    root, above = ident, sight.places[ident].above
    while above is not None:
        at = sight.places[above]
        if above in bad and _of_line(at, bad[above]):
            root = above
        elif any(sight.answering(gate) for gate in at.gates):
            break
        above = at.above
    return root


def _of_line(at: Place, symptom: Symptom) -> bool:
    """Whether it is the line that is bad, and not only the network within the site."""
    return symptom.device in at.gates or symptom.device.role == "reflector"


def _symptom(at: Place, sight: Sight) -> Symptom | None:
    """What is bad at a site, on its line first."""
    inside = [d for d in at.inside if d.role != "mcu"]
    reflectors = [d for d in inside if d.role == "reflector"]
    gates = [*at.gates, *reflectors]
    on_line = first(chain.from_iterable(complaints(d, QUALITY, sight) for d in gates))
    return on_line or first(chain.from_iterable(complaints(d, QUALITY, sight) for d in inside))
