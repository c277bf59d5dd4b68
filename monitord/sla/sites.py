"""The figures of sites and of MCUs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from monitord.model.figures import McuFigures, SiteFigures
from monitord.model.inventory import Site
from monitord.model.ledger import Interval, Subject
from monitord.model.states import State
from monitord.sla import groups
from monitord.sla.areas import area_of
from monitord.sla.available import MICROSECOND, total
from monitord.sla.basis import Basis
from monitord.sla.repairs import counts
from monitord.sla.served import served


def site_figures(basis: Basis) -> Sequence[SiteFigures]:
    """Of every site that was there in the month, in the order of the file."""
    intervals = basis.ledger.intervals
    return [
        _site(basis, site, intervals[Subject("site", site.id)])
        for site in basis.sites.values()
        if Subject("site", site.id) in intervals
    ]


def mcu_figures(basis: Basis) -> Sequence[McuFigures]:
    """Of every group of MCUs, then of every MCU that was there; by id."""
    alone = sorted(each for each in basis.ledger.intervals if each.kind == "mcu")
    return [*_groups(basis), *(_mcu(basis, each) for each in alone)]


def _site(basis: Basis, site: Site, intervals: Sequence[Interval]) -> SiteFigures:
    outages = basis.outages(Subject("site", site.id))
    return SiteFigures(
        id=site.id,
        name=site.name,
        area=area_of(site),
        level=site.level,
        service=site.service,
        states=_states(intervals),
        absent=_absent(intervals),
        served=served(site.id, intervals, basis.parts, basis.month.timezone),
        outages=sum(counts(each, basis.month) for each in outages),
        longest=max((each.down for each in outages), default=0.0),
    )


def _mcu(basis: Basis, subject: Subject) -> McuFigures:
    intervals = basis.ledger.intervals[subject]
    outages = basis.outages(subject)
    return McuFigures(
        id=subject.id,
        group=False,
        states=_states(intervals),
        absent=_absent(intervals),
        outages=sum(counts(each, basis.month) for each in outages),
        longest=max((each.down for each in outages), default=0.0),
    )


def _groups(basis: Basis) -> Iterator[McuFigures]:
    """Groups in which a member was there."""
    names = {group for part in basis.parts for group in part.revision.inventory.mcu_groups}
    for name in sorted(names):
        pieces = groups.pieces(name, basis.parts, basis.ledger.intervals)
        if any(piece.state for piece in pieces):
            yield _group(basis, name, pieces)


def _group(basis: Basis, name: str, pieces: Sequence[groups.Piece]) -> McuFigures:
    """One that is down from the first moment of the month on was so before, and counted then."""
    outages = groups.outages(pieces)
    states = {
        state: _sum(piece for piece in pieces if piece.state is state)
        for state in State
        if any(piece.state is state for piece in pieces)
    }
    whole = (basis.month.end - basis.month.start).total_seconds()
    return McuFigures(
        id=name,
        group=True,
        states=states,
        absent=total((whole, *(-seconds for seconds in states.values()))),
        outages=sum(each[0].start > basis.month.start for each in outages),
        longest=max(map(_sum, outages), default=0.0),
    )


def _sum(pieces: Iterable[groups.Piece]) -> float:
    return sum((piece.end - piece.start) // MICROSECOND for piece in pieces) / 1e6


def _states(intervals: Iterable[Interval]) -> Mapping[State, float]:
    """Seconds in each state, with windows laid over; those absent left out."""
    found: dict[State, int] = {}
    for each in intervals:
        if each.present:
            length = (each.end - each.start) // MICROSECOND
            found[each.state] = found.get(each.state, 0) + length
    return {state: found[state] / 1e6 for state in State if found.get(state)}


def _absent(intervals: Iterable[Interval]) -> float:
    return total(each.seconds for each in intervals if not each.present)
