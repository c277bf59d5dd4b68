"""The intervals of one subject, laid together from what was measured, presence and windows. Pure.

Absence goes before everything, agreed maintenance before what was measured, unknown fills the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from monitord.model.figures import Month
from monitord.model.ledger import Interval, Subject
from monitord.model.states import State
from monitord.sla.last_words import LastWords
from monitord.sla.outages import Case, judged
from monitord.sla.presence import Stay
from monitord.sla.stretches import Stretch
from monitord.sla.windows import Laid


class Layers(NamedTuple):
    """What there is to know of one subject: each layer by time and without overlap."""

    stays: Sequence[Stay]
    stretches: Sequence[Stretch]
    windows: Sequence[Laid]


class _Piece(NamedTuple):
    """A time in which nothing changes."""

    start: datetime
    end: datetime
    stay: Stay | None
    """None: absent."""
    place: int | None
    """Of the stretch in its layer; None: it was not measured."""
    window: Laid | None


def intervals(
    subject: Subject, layers: Layers, cases: Mapping[int, Case], words: LastWords, month: Month
) -> list[Interval]:
    """The month without hole or overlap; what of it was down is counted in its case."""
    made = _Maker(subject, layers.stretches, cases, words)
    return [made.interval(piece) for piece in _joined(_pieces(layers, month))]


class _Cursor:
    """Finds what of a layer there is at moments that only go on."""

    __slots__ = ("_place", "_row")

    def __init__(self, row: Sequence[Stay] | Sequence[Stretch] | Sequence[Laid]) -> None:
        self._row = row
        self._place = 0

    def at(self, moment: datetime) -> int | None:
        """Its place in the layer; None: there is nothing then."""
        row, place = self._row, self._place
        while place < len(row) and row[place].end <= moment:
            place += 1
        self._place = place
        return place if place < len(row) and row[place].start <= moment else None


def _pieces(layers: Layers, month: Month) -> Iterator[_Piece]:
    edges = {month.start, month.end}
    for layer in layers:
        for each in layer:
            edges.add(each.start)
            edges.add(each.end)
    stays = _Cursor(layers.stays)
    stretches, windows = _Cursor(layers.stretches), _Cursor(layers.windows)
    for start, end in pairwise(sorted(e for e in edges if month.start <= e <= month.end)):
        stay = stays.at(start)
        if stay is None:
            yield _Piece(start, end, None, None, None)
            continue
        window = windows.at(start)
        laid = None if window is None else layers.windows[window]
        yield _Piece(start, end, layers.stays[stay], stretches.at(start), laid)


def _joined(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """Those that differ in nothing as one."""
    last: _Piece | None = None
    for piece in pieces:
        if last is not None and last[2:] == piece[2:]:
            last = last._replace(end=piece.end)
        else:
            if last is not None:
                yield last
            last = piece
    if last is not None:
        yield last


class _Maker:
    """Makes intervals of one subject."""

    def __init__(
        self,
        subject: Subject,
        stretches: Sequence[Stretch],
        cases: Mapping[int, Case],
        words: LastWords,
    ) -> None:
        self._subject = subject
        self._stretches = stretches
        self._cases = cases
        self._words = words

    def interval(self, piece: _Piece) -> Interval:
        """With all that is known of it."""
        start, end, stay, place, laid = piece
        stretch = None if place is None else self._stretches[place]
        case = None if place is None else self._cases.get(place)
        measured = State.UNKNOWN if stretch is None else stretch.state
        if stretch is not None and (stretch.told is not None or case is not None):
            return self._explained(piece, stretch, case)
        return Interval(
            subject=self._subject,
            start=start,
            end=end,
            state=_state(measured, laid),
            measured=measured,
            present=stay is not None,
            window=laid.window if laid else None,
        )

    def _explained(self, piece: _Piece, stretch: Stretch, case: Case | None) -> Interval:
        """Of a time in which something was wrong that an incident tells, or that was down."""
        state = _state(stretch.state, piece.window)
        incident = stretch.told.incident if stretch.told else None
        word = case.word if case else self._words.on(None, incident)
        cause, owner, certainty = judged(stretch, word)
        agreed = case is not None and word.agreed
        if case is not None:
            case.count(piece.end - piece.start, excluded=agreed or state is State.MAINTENANCE)
        return Interval(
            subject=self._subject,
            start=piece.start,
            end=piece.end,
            state=state,
            measured=stretch.state,
            incident=incident,
            outage=case.id if case else None,
            cause=cause,
            owner=owner,
            certainty=certainty,
            window=piece.window.window if piece.window else None,
            agreed=agreed,
        )


def _state(measured: State, laid: Laid | None) -> State:
    """With agreed windows laid over it."""
    return State.MAINTENANCE if laid is not None and laid.agreed else measured
