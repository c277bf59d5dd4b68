"""Which maintenance windows each subject was in, and whether they were agreed. Pure.

Windows of the file count while that revision is in force, those of commands always, until they are
cancelled; what they cover, and whether they were announced in time, is said by the inventory in
force at the moment. It can change only where a window or a revision begins or ends, and where a
circuit or a site reaches one of its dates: only there it is worked out.

An agreed window is not undone by another one over it that was announced too late. A site that is
covered only because some of its lines are in agreed windows and the rest in late ones is not
agreed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import chain, pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from monitord.maintenance import Covered, between
from monitord.maintenance.agreed import agreed
from monitord.model.evidence import InForce
from monitord.model.figures import Month
from monitord.model.inventory import Circuit, Inventory, Site
from monitord.model.ledger import Subject
from monitord.model.maintenance import Occurrence, Window
from monitord.sla.months import midnight
from monitord.sla.presence import NEVER
from monitord.sla.reach import Reach


class Laid(NamedTuple):
    """A time in which a subject was in a window, [start, end)."""

    start: datetime
    end: datetime
    window: str
    agreed: bool
    """Announced in time, or no contract says how early."""


def laid(
    revisions: Iterable[InForce], windows: Sequence[Window], month: Month
) -> Mapping[Subject, Sequence[Laid]]:
    """The windows over each subject within the month, by time; `windows`: those of commands."""
    found: dict[Subject, list[Laid]] = {}
    for revision in revisions:
        start, end = max(revision.start, month.start), min(revision.end or NEVER, month.end)
        if start < end:
            part = _Part(revision.inventory, windows, start, end, ZoneInfo(month.timezone))
            for subject, new in part.laid():
                _append(found.setdefault(subject, []), new)
    return found


class _Part:
    """A part of the month in which one inventory was in force."""

    def __init__(
        self,
        inventory: Inventory,
        windows: Sequence[Window],
        start: datetime,
        end: datetime,
        zone: ZoneInfo,
    ) -> None:
        self._inventory = inventory
        self._start, self._end, self._zone = start, end, zone
        self._dates = sorted(_dates(inventory))
        self._known: dict[tuple[object, ...], _Cover] = {}
        self._occurrences = [
            Occurrence(window, since, until, agreed(window, since, inventory))
            for window in chain(inventory.maintenance, windows)
            for since, until in between(window, start, end)
        ]

    def laid(self) -> Iterator[tuple[Subject, Laid]]:
        """What each subject was in; of one subject by time."""
        for places, subjects in self._reached().items():
            reaching = [self._occurrences[place] for place in places]
            for start, end in pairwise(self._edges(reaching)):
                active = [each for each in reaching if each.start <= start < each.end]
                if active:
                    cover = self._cover(active, start.astimezone(self._zone).date())
                    for subject in subjects:
                        window = cover.of(subject)
                        if window is not None:
                            yield subject, Laid(start, end, *window)

    def _reached(self) -> Mapping[tuple[int, ...], Sequence[Subject]]:
        """The subjects, by the places of all that may cover them: few share many windows."""
        reach = Reach(self._inventory) if self._occurrences else None
        places: dict[Subject, list[int]] = {}
        for place, each in enumerate(self._occurrences):
            for subject in reach.of(each.window.cover) if reach else ():
                places.setdefault(subject, []).append(place)
        alike: dict[tuple[int, ...], list[Subject]] = {}
        for subject, found in places.items():
            alike.setdefault(tuple(found), []).append(subject)
        return alike

    def _edges(self, occurrences: Iterable[Occurrence]) -> list[datetime]:
        """When what they cover may change."""
        edges = {self._start, self._end}
        edges.update(midnight(day, self._zone) for day in self._dates)
        for each in occurrences:
            edges |= {each.start, each.end}
        return sorted(edge for edge in edges if self._start <= edge <= self._end)

    def _cover(self, active: list[Occurrence], day: date) -> _Cover:
        """Worked out once for each set of windows; the order in which they end matters."""
        active = sorted(active, key=lambda each: (each.end, each.window.id))
        passed = sum(each <= day for each in self._dates)
        key = (passed, *((each.window.id, each.agreed) for each in active))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = _Cover(self._inventory, active, day)
        return found


class _Cover:
    """What some windows in force at once cover."""

    def __init__(self, inventory: Inventory, active: Sequence[Occurrence], day: date) -> None:
        firm = [each for each in active if each.agreed is not False]
        self._firm = Covered(inventory, firm, day)
        self._any = Covered(inventory, active, day) if len(firm) < len(active) else None
        self._known: dict[Subject, tuple[str, bool] | None] = {}

    def of(self, subject: Subject) -> tuple[str, bool] | None:
        """The window that a subject is in, and whether that is agreed; None: in none."""
        if subject not in self._known:
            self._known[subject] = self._asked(subject)
        return self._known[subject]

    def _asked(self, subject: Subject) -> tuple[str, bool] | None:
        window = _window(self._firm, subject)
        if window is not None:
            return window, True
        late = _window(self._any, subject) if self._any else None
        return None if late is None else (late, False)


def _window(covered: Covered, subject: Subject) -> str | None:
    match subject.kind:
        case "circuit":
            return covered.circuit(subject.id)
        case "site":
            return covered.site(subject.id)
        case "mcu":
            return covered.mcu(subject.id)


def _dates(inventory: Inventory) -> set[date]:
    """The days from which something is there, or no longer."""
    found = set()
    dated: Iterable[Site | Circuit] = (*inventory.sites.values(), *inventory.circuits.values())
    for each in dated:
        if each.from_ is not None:
            found.add(each.from_)
        if each.until is not None and each.until < date.max:
            found.add(each.until + timedelta(days=1))
    return found


def _append(before: list[Laid], new: Laid) -> None:
    last = before[-1] if before else None
    if last and last.end == new.start and last[2:] == new[2:]:
        before[-1] = last._replace(end=new.end)
    else:
        before.append(new)
