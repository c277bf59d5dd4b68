"""Which incident explains a time in which something was wrong with a subject. Pure.

The one that fits best among those that last at the same time; of several that fit alike the one
that overlaps longest, then the oldest. What it is called, and who answers for it, is said by the
incident at the end of all merging.

From the best fit on:

- a circuit: its own; its site on the backup, where it is a primary one; its provider's, with its
  site affected; silence of its site; its router's death (equipment of the site); what reaches its
  site from elsewhere, but only while it is unreachable; the centre's;
- a site: its own silence; a circuit's, a provider's, another site's silence or the centre's that
  affects it; its own equipment, its signalling; an MCU's;
- an MCU: its own; its group's; silence of its site; silence elsewhere that affects its site.

Time that is degraded is explained by quality first, and by whatever fits down. A site's down and
unreachable are only explained by what is critical: that somebody cannot meet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from monitord.model.incidents import Cause, Certainty, Incident, Owner
from monitord.model.ledger import Affected, Subject
from monitord.model.states import State
from monitord.sla.fits import Place, fit

NEVER = datetime.max.replace(tzinfo=UTC)
JOINS_WITHIN = timedelta(seconds=60)
"""A site is written down as affected a moment after it was: when that was decided."""


class Told(NamedTuple):
    """What an incident says of a time."""

    incident: str
    cause: Cause | None
    owner: Owner | None
    certainty: Certainty | None
    ticket: str | None
    reported_at: datetime | None


class _Case(NamedTuple):
    """An incident that may explain something, and when it lasted for one site, or in itself."""

    incident: Incident
    start: datetime
    end: datetime
    affects: bool
    """Whether it is asked as one that affects the site."""


class Attribution:
    """All incidents of the evidence, found by what they are about and whom they affect."""

    def __init__(
        self, incidents: Iterable[Incident], affected: Mapping[str, Sequence[Affected]]
    ) -> None:
        self._incidents = {each.id: each for each in incidents}
        self._told: dict[str, Told] = {}
        self._about: dict[str, list[_Case]] = {}
        self._at: dict[str, list[_Case]] = {}
        for each in self._incidents.values():
            end = each.restored_at or each.closed_at or NEVER
            about = self._about.setdefault(each.key.subject, [])
            about.append(_Case(each, each.since, end, affects=False))
            for site in affected.get(each.id, ()):
                case = _affecting(each, site, end)
                self._at.setdefault(site.site, []).append(case)

    def explain(
        self, subject: Subject, place: Place, state: State, start: datetime, end: datetime
    ) -> Told | None:
        """What explains that it was in `state` during [start, end); None: nothing does."""
        best: tuple[int, timedelta, datetime, str] | None = None
        for case in self._candidates(subject, place):
            if case.start >= end or case.end <= start:
                continue
            rank = fit(case.incident, subject, place, state, affects=case.affects)
            if rank is None:
                continue
            overlap = min(case.end, end) - max(case.start, start)
            found = (rank, -overlap, case.incident.since, case.incident.id)
            best = found if best is None else min(best, found)
        return None if best is None else self._final(best[3])

    def _candidates(self, subject: Subject, place: Place) -> Iterator[_Case]:
        for ident in dict.fromkeys((subject.id, place.site, *place.groups)):
            yield from self._about.get(ident, ())
        yield from self._at.get(place.site, ())

    def _final(self, ident: str) -> Told:
        """What the incident says into which it was merged in the end."""
        told = self._told.get(ident)
        if told is None:
            own = last = self._incidents[ident]
            seen = {ident}
            while last.merged_into in self._incidents and last.merged_into not in seen:
                last = self._incidents[last.merged_into]
                seen.add(last.id)
            told = self._told[ident] = Told(
                incident=last.id,
                cause=last.cause,
                owner=last.owner,
                certainty=last.certainty,
                ticket=last.provider_ticket or own.provider_ticket,
                reported_at=last.reported_at or own.reported_at,
            )
        return told


def _affecting(incident: Incident, site: Affected, end: datetime) -> _Case:
    """From when to when the site suffered from it."""
    start = max(incident.since, site.joined_at - JOINS_WITHIN)
    return _Case(
        incident, start, min(site.left_at or NEVER, max(end, site.joined_at)), affects=True
    )
