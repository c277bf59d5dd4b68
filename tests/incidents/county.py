"""A small province with teams, a book of its incidents, and faults to show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from monitord.incidents.book import Book
from monitord.incidents.routing import Routing
from monitord.model.incidents import (
    Actor,
    Aspect,
    Cause,
    Certainty,
    Fault,
    FaultKey,
    Incident,
    IncidentChange,
    Owner,
    Scope,
    Severity,
    Urgency,
)
from monitord.model.inventory import (
    Circuit,
    Device,
    Inventory,
    Level,
    McuGroup,
    Organization,
    Provider,
    Site,
    Sla,
    Team,
    Uplink,
)
from monitord.model.settings import DaemonSettings, IncidentRules
from monitord.model.states import Reason

START = datetime(2026, 11, 22, 5, tzinfo=UTC)
RULES = IncidentRules()
CLERK = Actor("lan", "socket")
LEVELS = ("province", "district", "commune")


def at(seconds: float) -> datetime:
    """So many seconds after the start."""
    return START + timedelta(seconds=seconds)


def _site(ident: str, path: str, team: str | None) -> Site:
    above = path.strip("/").split("/")[:-1]
    line = Circuit(
        id=f"TSL-{ident}", site=ident, provider="vnpt", role="primary", medium="fibre",
        bandwidth=None, device=f"{ident}/rt", interface=None,
    )  # fmt: skip
    return Site(
        id=ident,
        name=ident,
        level=LEVELS[len(above)],
        parent=above[-1] if above else None,
        path=path,
        uplink=Uplink("site", above[-1]) if above else None,
        mcu=None,
        team=team,
        service="live",
        contacts=(),
        circuits=(line,),
        devices=tuple(_device(f"{ident}/{name}") for name in ("rt", "mcu-1", "mcu-2")),
    )


def _device(ident: str) -> Device:
    return Device(
        id=ident,
        site=ident.split("/", maxsplit=1)[0],
        name=None,
        role="mcu" if "mcu" in ident else "router",
        profile="any",
        address="10.0.0.1",
        presence="always",
        credential=None,
        dial=None,
        cascade_to=None,
        checks={},
    )


def inventory(without: Iterable[str] = (), teams: Iterable[Team] | None = None) -> Inventory:
    """A province `p`, its districts `d1` and `d2`, five communes of `d1`, one of `d2`."""
    places = ["/p", "/p/d1", *(f"/p/d1/c{n}" for n in range(1, 6)), "/p/d2", "/p/d2/e1"]
    every = [_site(path.split("/")[-1], path, "district" if "d1" in path else "province")
             for path in places]  # fmt: skip
    sites = {site.id: site for site in every if site.id not in set(without)}
    if teams is None:
        teams = (
            Team("district", "Trực huyện", (), "province", 600.0),
            Team("province", "Trực tỉnh", (), "heads", 900.0),
            Team("heads", "Lãnh đạo", (), None, None),
        )
    return Inventory(
        revision="0" * 16,
        organization=Organization("p", "Tỉnh P"),
        levels=tuple(Level(level, level) for level in LEVELS),
        daemon=DaemonSettings(),
        providers={"vnpt": Provider("vnpt", "VNPT", None, Sla())},
        credentials={},
        teams={team.id: team for team in teams},
        hours={},
        profiles={},
        mcu_groups={"centre": McuGroup("centre", ("p/mcu-1", "p/mcu-2"), "p/mcu-1", None)},
        sites=sites,
        devices={each.id: each for site in sites.values() for each in site.devices},
        circuits={each.id: each for site in sites.values() for each in site.circuits},
    )


def numbered() -> Callable[[datetime], str]:
    """Ids that count from 1."""
    numbers = count(1)
    return lambda now: f"{now:%y%m%d}-{next(numbers):04d}"


def book(rules: IncidentRules = RULES) -> Book:
    return Book(rules, Routing(inventory()), numbered())


def fault(
    subject: str = "c1",
    since: float = 0.0,
    *,
    scope: Scope = Scope.SITE,
    aspect: Aspect = Aspect.SILENCE,
    below: Iterable[str] = (),
    race: bool = False,
    window: str | None = None,
) -> Fault:
    """Something is silent for `since` seconds after the start, `below` by it; decided at once."""
    itself = (subject,) if scope is Scope.SITE else ()
    sites = (*itself, *below)
    return Fault(
        key=FaultKey(scope, subject, aspect),
        cause=Cause.CIRCUIT,
        certainty=Certainty.SUSPECTED,
        owner=Owner.PROVIDER,
        severity=Severity.CRITICAL,
        urgency=Urgency.PAGE,
        reason=Reason("cause.circuit"),
        sites=sites,
        covers=frozenset(sites) if aspect is Aspect.SILENCE else frozenset(),
        since=at(since),
        decided_at=at(since),
        race=race,
        window=window,
    )


def mild(subject: str = "c1", since: float = 0.0, aspect: Aspect = Aspect.QUALITY) -> Fault:
    """Something of which meetings only suffer."""
    return replace(
        fault(subject, since, aspect=aspect),
        cause=Cause.QUALITY,
        severity=Severity.WARNING,
        urgency=Urgency.MORNING,
    )


def look(
    into: Book, seconds: float, *faults: Fault, unmeasured: Iterable[FaultKey] = ()
) -> list[IncidentChange]:
    """The book is shown these faults."""
    return into.update({each.key: each for each in faults}, frozenset(unmeasured), at(seconds))


def happened(changes: Iterable[IncidentChange]) -> list[tuple[str, str]]:
    """What is new, by the subject of the incident."""
    return [(c.incident.key.subject, e.what.value) for c in changes for e in c.events]


def of(found: Book, subject: str, aspect: Aspect = Aspect.SILENCE) -> Incident:
    """The latest incident of a subject."""
    mine = [i for i in found.incidents if (i.key.subject, i.key.aspect) == (subject, aspect)]
    return mine[-1]


def firing(incident: Incident) -> list[dict[str, str]]:
    """The labels that fire now."""
    return [dict(each.labels) for each in incident.alerts if each.ended_at is None]
