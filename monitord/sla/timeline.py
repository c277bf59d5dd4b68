"""The intervals of one subject, laid together from what was measured, presence and windows. Pure.

Absence goes before everything, agreed maintenance before what was measured, unknown fills the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    return [
        _interval(subject, piece, layers.stretches, cases, words)
        for piece in _joined(_pieces(layers, month))
    ]


def _pieces(layers: Layers, month: Month) -> Iterator[_Piece]:
    stays, stretches, windows = layers
    edges = {month.start, month.end}
    for layer in layers:
        for each in layer:
            edges.add(each.start)
            edges.add(each.end)
    stay = stretch = window = 0
    for start, end in pairwise(sorted(e for e in edges if month.start <= e <= month.end)):
        while stay < len(stays) and stays[stay].end <= start:
            stay += 1
        while stretch < len(stretches) and stretches[stretch].end <= start:
            stretch += 1
        while window < len(windows) and windows[window].end <= start:
            window += 1
        if stay == len(stays) or stays[stay].start > start:
            yield _Piece(start, end, None, None, None)
            continue
        seen = stretch < len(stretches) and stretches[stretch].start <= start
        over = window < len(windows) and windows[window].start <= start
        yield _Piece(
            start,
            end,
            stays[stay],
            stretch if seen else None,
            windows[window] if over else None,
        )


def _joined(pieces: Iterator[_Piece]) -> Iterator[_Piece]:
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


def _interval(
    subject: Subject,
    piece: _Piece,
    stretches: Sequence[Stretch],
    cases: Mapping[int, Case],
    words: LastWords,
) -> Interval:
    start, end, stay, place, laid = piece
    unknown = State.UNKNOWN
    if stay is None:
        return Interval(
            subject=subject, start=start, end=end, state=unknown, measured=unknown, present=False
        )
    measured = unknown if place is None else stretches[place].state
    state = State.MAINTENANCE if laid and laid.agreed else measured
    window = laid.window if laid else None
    stretch = None if place is None else stretches[place]
    case = None if place is None else cases.get(place)
    if stretch is None or (stretch.told is None and case is None):
        return Interval(
            subject=subject, start=start, end=end, state=state, measured=measured, window=window
        )
    incident = stretch.told.incident if stretch.told else None
    word = case.word if case else words.on(None, incident)
    cause, owner, certainty = judged(stretch, word)
    agreed = case is not None and word.agreed
    if case is not None:
        case.count(end - start, excluded=agreed or state is State.MAINTENANCE)
    return Interval(
        subject=subject,
        start=start,
        end=end,
        state=state,
        measured=measured,
        incident=incident,
        outage=case.id if case else None,
        cause=cause,
        owner=owner,
        certainty=certainty,
        window=window,
        agreed=agreed,
    )
