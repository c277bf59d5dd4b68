"""Incidents and windows over a province, and a database that does not take everything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from monitord.model.incidents import (
    Acknowledgement,
    Actor,
    Aspect,
    Cause,
    Certainty,
    FaultKey,
    Incident,
    Owner,
    Scope,
    Severity,
    Urgency,
)
from monitord.model.maintenance import Cover, Occurrence, Window
from monitord.model.snapshot import CentreSnapshot
from monitord.model.states import NO_REASON
from tests.exporters.province import NOW, Province

AT = datetime.fromtimestamp(NOW, UTC)
SOMEBODY = Acknowledgement(Actor("an", "socket"), AT)


@dataclass
class Keeper:
    """A recorder, as far as it tells how it fares."""

    waiting: int = 0
    lost: int = 0
    lag: float = 0.0
    failing_since: datetime | None = None


def incident(ident: str, *sites: str, cause: Cause = Cause.CIRCUIT, **fields: object) -> Incident:
    """An open, critical one of the provider's."""
    made = Incident(
        id=ident,
        key=FaultKey(Scope.SITE, sites[0], Aspect.SILENCE),
        cause=cause,
        certainty=Certainty.SUSPECTED,
        owner=Owner.PROVIDER,
        severity=Severity.CRITICAL,
        urgency=Urgency.PAGE,
        reason=NO_REASON,
        team=None,
        sites=sites,
        most_sites=len(sites),
        since=AT,
        decided_at=AT,
        opened_at=AT,
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def troubled(province: Province, *incidents: Incident, windows: tuple[str, ...] = ()) -> Province:
    """The same with those incidents, and windows over sites that last an hour from now."""
    explained = {site: each.id for each in incidents for site in each.sites if each.open}
    seen = province.centre
    centre: CentreSnapshot = replace(
        seen,
        sites=tuple(
            replace(
                view,
                incident=explained.get(view.site.id),
                window=f"w-{view.site.id}" if view.site.id in windows else None,
            )
            for view in seen.sites
        ),
        incidents=incidents,
        in_force=tuple(map(_occurrence, windows)),
    )
    return replace(province, centre=centre)


def _occurrence(site: str) -> Occurrence:
    window = Window(id=f"w-{site}", cover=Cover("site", site), start=AT, seconds=3600.0)
    return Occurrence(window, AT, AT + timedelta(hours=1), agreed=None)
