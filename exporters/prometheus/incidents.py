"""What each metric of incidents and maintenance reads from a snapshot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from exporters.prometheus.kinds import Kind, Series
from exporters.prometheus.metrics import METRIC
from monitord.model.incidents import Cause, Incident, Owner, Severity
from monitord.model.snapshot import CentreSnapshot


@dataclass(frozen=True, slots=True)
class Alike:
    """How many incidents of a sort are open."""

    cause: Cause
    severity: Severity
    owner: Owner
    count: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many incidents of a severity nobody has acknowledged."""

    severity: Severity
    count: int


@dataclass(frozen=True, slots=True)
class Suffering:
    """A site with an open incident, of several with the most severe."""

    site: str
    cause: Cause


INCIDENTS: Kind[Alike] = Kind(
    ("cause", "severity", "owner"),
    lambda alike: (alike.cause, alike.severity, alike.owner),
    (Series(METRIC["monitord_incidents"], lambda alike, _: (alike.count,)),),
)

UNACKNOWLEDGED: Kind[Waiting] = Kind(
    ("severity",),
    lambda waiting: (waiting.severity,),
    (Series(METRIC["monitord_incidents_unacknowledged"], lambda waiting, _: (waiting.count,)),),
)

SITE_CAUSES: Kind[Suffering] = Kind(
    ("site", "cause"),
    lambda suffering: (suffering.site, suffering.cause),
    (Series(METRIC["monitord_site_cause"], lambda _suffering, _now: (1,)),),
)

MAINTENANCE: Kind[CentreSnapshot] = Kind(
    (),
    lambda _centre: (),
    (
        Series(METRIC["monitord_sites_in_maintenance"], lambda centre, _: (_worked_on(centre),)),
        Series(METRIC["monitord_maintenance_windows"], lambda centre, _: (len(centre.in_force),)),
    ),
)


def alike(centre: CentreSnapshot) -> Iterator[Alike]:
    """The open incidents, counted by what they have in common."""
    sorts = Counter((each.cause, each.severity, each.owner) for each in _open(centre))
    return (Alike(*sort, count) for sort, count in sorted(sorts.items()))


def waiting(centre: CentreSnapshot) -> Iterator[Waiting]:
    """For each severity, also where nothing waits."""
    counts = Counter(each.severity for each in _open(centre) if each.acknowledged is None)
    return (Waiting(severity, counts[severity]) for severity in Severity)


def suffering(centre: CentreSnapshot) -> Iterator[Suffering]:
    """The sites that an open incident explains."""
    causes = {each.id: each.cause for each in _open(centre)}
    for view in centre.sites:
        if view.incident is not None and view.incident in causes:
            yield Suffering(view.site.id, causes[view.incident])


def _open(centre: CentreSnapshot) -> Iterator[Incident]:
    return (each for each in centre.incidents if each.open)


def _worked_on(centre: CentreSnapshot) -> int:
    return sum(view.window is not None for view in centre.sites)
