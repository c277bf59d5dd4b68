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
from typing import NamedTuple, TypeAlias
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


Cover: TypeAlias = Mapping[Subject, tuple[str, bool]]
"""Who is covered: the window's id, and whether it is agreed."""


def laid(
    revisions: Iterable[InForce], windows: Sequence[Window], month: Month
) -> Mapping[Subject, Sequence[Laid]]:
    """The windows over each subject within the month, by time; `windows`: those of commands."""
    found: dict[Subject, list[Laid]] = {}
    for revision in revisions:
        start, end = max(revision.start, month.start), min(revision.end or NEVER, month.end)
        if start < end:
            part = _Part(revision.inventory, windows, start, end, ZoneInfo(month.timezone))
            for since, until, cover in part.covers():
                for subject, (window, is_agreed) in cover.items():
                    _append(found.setdefault(subject, []), Laid(since, until, window, is_agreed))
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
        self._reach = Reach(inventory)
        self._dates = sorted(_dates(inventory))
        self._known: dict[tuple[object, ...], Cover] = {}
        self._occurrences = [
            Occurrence(window, since, until, agreed(window, since, inventory))
            for window in chain(inventory.maintenance, windows)
            for since, until in between(window, start, end)
        ]

    def covers(self) -> Iterator[tuple[datetime, datetime, Cover]]:
        """Who is covered from when to when; times without any window left out."""
        for start, end in pairwise(self._edges()):
            active = [each for each in self._occurrences if each.start <= start < each.end]
            if active:
                yield start, end, self._cover(active, start.astimezone(self._zone).date())

    def _edges(self) -> list[datetime]:
        """When it may change."""
        edges = {self._start, self._end}
        if self._occurrences:
            edges.update(midnight(day, self._zone) for day in self._dates)
        for each in self._occurrences:
            edges |= {each.start, each.end}
        return sorted(edge for edge in edges if self._start <= edge <= self._end)

    def _cover(self, active: list[Occurrence], day: date) -> Cover:
        """Worked out once for each set of windows; the order in which they end matters."""
        active = sorted(active, key=lambda each: (each.end, each.window.id))
        passed = sum(each <= day for each in self._dates)
        key = (passed, *((each.window.id, each.agreed) for each in active))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = dict(self._covered(active, day))
        return found

    def _covered(
        self, active: Sequence[Occurrence], day: date
    ) -> Iterator[tuple[Subject, tuple[str, bool]]]:
        firm = [each for each in active if each.agreed is not False]
        by_firm = Covered(self._inventory, firm, day)
        by_any = Covered(self._inventory, active, day) if len(firm) < len(active) else None
        reached = (self._reach.of(each.window.cover) for each in active)
        for subject in dict.fromkeys(chain.from_iterable(reached)):
            window = _window(by_firm, subject)
            if window is not None:
                yield subject, (window, True)
            elif by_any is not None and (late := _window(by_any, subject)) is not None:
                yield subject, (late, False)


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
