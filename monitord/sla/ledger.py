"""The ledger of a month: every subject's intervals and outages, worked out from the evidence. Pure.

What all subjects share, lives of the monitor, revisions, windows, incidents, corrections, is worked
out once; then each subject is laid together from it by itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from operator import attrgetter

from monitord.model.evidence import Evidence, InForce
from monitord.model.figures import Month, Outage
from monitord.model.ledger import Interval, Subject
from monitord.model.settings import IncidentRules
from monitord.model.states import State
from monitord.sla.attribution import Attribution, Told
from monitord.sla.fits import Place
from monitord.sla.last_words import LastWords, in_revision
from monitord.sla.measured import Correlate, Trails, lives, spells, trails
from monitord.sla.outages import Case, cases, outage
from monitord.sla.places import Places
from monitord.sla.presence import Stay, presence, reaching_out
from monitord.sla.stretches import stretches
from monitord.sla.timeline import Layers, intervals
from monitord.sla.windows import Laid, laid


@dataclass(frozen=True, slots=True)
class Ledger:
    """How everything was in a month."""

    intervals: Mapping[Subject, Sequence[Interval]]
    """Of each subject that was present at any time: [month.start, month.end) without hole or
    overlap, by time. Subjects in order."""
    outages: Mapping[Subject, Sequence[Outage]]
    """Those with time down within the month, by their start; only subjects that had any."""


def work_out(evidence: Evidence, month: Month, revision: int | None = None) -> Ledger:
    """The ledger of `month`.

    `revision`: with the corrections that this closing of the month holds; None: with those of the
    newest, or with all where the month has not been closed. Raises LedgerError
    (`sla.revision-unknown`) for one that there is not.
    """
    worker = _Worker(evidence, month, revision)
    timelines: dict[Subject, Sequence[Interval]] = {}
    outages: dict[Subject, Sequence[Outage]] = {}
    for subject in sorted(worker.stays):
        timelines[subject], found = worker.subject(subject)
        if found:
            outages[subject] = found
    return Ledger(timelines, outages)


class _Worker:
    """What all subjects share."""

    def __init__(self, evidence: Evidence, month: Month, revision: int | None) -> None:
        self._month, self._now = month, evidence.now
        self._words = LastWords(in_revision(evidence, month, revision))
        self._lives = lives(evidence.spans, evidence.now)
        self._trails = trails(evidence.changes, evidence.spans)
        self._correlate = correlating(reaching_out(evidence.revisions, month))
        self._attribution = Attribution(evidence.incidents, evidence.affected)
        self._places = Places(evidence.revisions)
        self._windows = laid(evidence.revisions, evidence.windows, month)
        self.stays = presence(evidence.revisions, month)

    def subject(self, subject: Subject) -> tuple[Sequence[Interval], Sequence[Outage]]:
        """Its timeline and its outages."""
        said: Trails = self._trails.get(subject, {})
        known = spells(said, self._lives, self._correlate)
        stays = self.stays[subject]
        row = stretches(known, stays, partial(self._explain, subject))
        found = cases(subject, row, stays, self._words, self._now)
        windows: Sequence[Laid] = self._windows.get(subject, ())
        timeline = intervals(subject, Layers(stays, row, windows), found, self._words, self._month)
        return timeline, self._outages(subject, found)

    def _explain(
        self, subject: Subject, stay: Stay, state: State, start: datetime, end: datetime
    ) -> Told | None:
        place: Place = self._places.of(subject, stay)
        return self._attribution.explain(subject, place, state, start, end)

    def _outages(self, subject: Subject, found: Mapping[int, Case]) -> Sequence[Outage]:
        inside = {id(case): case for case in found.values() if case.down or case.excluded}
        made = [outage(subject, case, self._month) for case in inside.values()]
        return sorted(made, key=attrgetter("start", "id"))


def correlating(revisions: Sequence[InForce]) -> Correlate:
    """Within how many seconds a wider cause may show late, by the inventory in force."""
    starts = [each.start for each in revisions]

    def at(when: datetime) -> float:
        place = bisect_right(starts, when) - 1
        if place < 0:
            return IncidentRules().correlate
        return revisions[place].inventory.daemon.incidents.correlate

    return at
