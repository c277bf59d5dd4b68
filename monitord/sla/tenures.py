"""Circuits in a month, each with one provider: from when, where, and by which contract."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from monitord.model.evidence import InForce
from monitord.model.figures import Month
from monitord.model.inventory import Circuit, Provider, Site
from monitord.model.ledger import Interval, Subject

FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a month in which one inventory was in force, [start, end), UTC."""

    start: datetime
    end: datetime
    revision: InForce


@dataclass(frozen=True, slots=True)
class Tenure:
    """A circuit with one provider."""

    circuit: Circuit
    """As it last was with it."""
    site: Site
    """Likewise."""
    moved: Sequence[tuple[datetime, str]]
    """From when at which site."""
    parts: Sequence[Part]
    """In which it was with it."""
    intervals: Sequence[Interval]
    """Those of this provider; there is one at least in which the circuit is present."""

    @property
    def key(self) -> str:
        """`TSL-TH-0123@vnpt`."""
        return f"{self.circuit.id}@{self.circuit.provider}"


def parts_of(month: Month, revisions: Sequence[InForce]) -> Sequence[Part]:
    """What of the month each inventory was in force for, in the order of time."""
    parts = (
        Part(max(each.start, month.start), min(each.end or FOREVER, month.end), each)
        for each in revisions
    )
    return [part for part in parts if part.start < part.end]


def providers_of(parts: Sequence[Part]) -> Mapping[str, Provider]:
    """All providers of the month, with the contract as it last stood; in the order of the file."""
    last: dict[str, Provider] = {}
    for part in reversed(parts):
        for ident, provider in part.revision.inventory.providers.items():
            last.setdefault(ident, provider)
    return last


def sites_of(parts: Sequence[Part]) -> Mapping[str, Site]:
    """All sites of the month, as they last were; in the order of the file."""
    last: dict[str, Site] = {}
    for part in reversed(parts):
        for ident, site in part.revision.inventory.sites.items():
            last.setdefault(ident, site)
    return last


def tenures_of(
    parts: Sequence[Part], intervals: Mapping[Subject, Sequence[Interval]]
) -> Iterator[Tenure]:
    """Of every circuit that was there in the month, one for each of its providers; by id."""
    for subject in sorted(each for each in intervals if each.kind == "circuit"):
        with_it: dict[str, list[Part]] = {}
        for part in parts:
            circuit = part.revision.inventory.circuits.get(subject.id)
            if circuit is not None:
                with_it.setdefault(circuit.provider, []).append(part)
        for provider, its in with_it.items():
            others = [part for other, them in with_it.items() if other != provider for part in them]
            tenure = _tenure(subject.id, its, without(intervals[subject], others))
            if tenure is not None:
                yield tenure


def _tenure(ident: str, parts: Sequence[Part], intervals: Sequence[Interval]) -> Tenure | None:
    """None when the circuit was never present."""
    since = next((each.start for each in intervals if each.present), None)
    if since is None:
        return None
    moved: list[tuple[datetime, str]] = []
    for part in parts:
        site = part.revision.inventory.circuits[ident].site
        if part.end > since and (not moved or moved[-1][1] != site):
            moved.append((max(part.start, since), site))
    last = parts[-1].revision.inventory
    circuit = last.circuits[ident]
    return Tenure(circuit, last.sites[circuit.site], moved, parts, intervals)


def without(intervals: Sequence[Interval], parts: Sequence[Part]) -> Sequence[Interval]:
    """Those intervals that begin in none of these parts.

    Intervals never reach over a change of provider: each lies in a part wholly or not at all.
    """
    if not parts:
        return intervals
    ordered = sorted(parts, key=lambda part: part.start)
    starts = [part.start for part in ordered]

    def inside(at: datetime) -> bool:
        place = bisect_right(starts, at) - 1
        return place >= 0 and at < ordered[place].end

    return [each for each in intervals if not inside(each.start)]
