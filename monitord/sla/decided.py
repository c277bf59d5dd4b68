"""The timeline of circuits as it was decided, which is what a scrape saw. Unix seconds.

The ledger counts a change from when it began (`since`); in Prometheus it shows from when it was
concluded (`decided_at`), at the first scrape after that. So the two are compared by the latter.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from monitord.model.ledger import Change, Span
from monitord.model.states import State


class Piece(NamedTuple):
    """A stretch [start, end) of one state."""

    start: float
    end: float
    state: State


class _Life(NamedTuple):
    start: float
    end: float
    boot: str


_Told = tuple[list[float], list[State]]
"""Of one circuit in one boot: when something was decided, never falling, and what."""


def decided(
    changes: Iterable[Change], spans: Iterable[Span], start: datetime, end: datetime
) -> Mapping[str, Sequence[Piece]]:
    """By circuit: pieces that cover [start, end) without hole or overlap.

    `changes` in the order of writing. Outside of all spans nothing is known; one that begins before
    an earlier one ends (the clock was set back) counts from there on.
    """
    begin, finish = start.timestamp(), end.timestamp()
    lives = list(_lives(spans, begin, finish))
    told: dict[str, dict[str, _Told]] = defaultdict(dict)
    for change in changes:
        if change.subject.kind == "circuit":
            whens, states = told[change.subject.id].setdefault(change.boot_id, ([], []))
            when = change.decided_at.timestamp()
            whens.append(max(when, whens[-1]) if whens else when)
            states.append(change.state)
    return {circuit: _timeline(boots, lives, begin, finish) for circuit, boots in told.items()}


def _lives(spans: Iterable[Span], begin: float, finish: float) -> Iterator[_Life]:
    free = begin
    for span in sorted(spans, key=lambda each: each.first_at):
        start = max(free, span.first_at.timestamp())
        end = min(finish, span.last_at.timestamp())
        if start < end:
            yield _Life(start, end, span.boot_id)
            free = end


def _timeline(
    boots: Mapping[str, _Told], lives: Iterable[_Life], begin: float, finish: float
) -> Sequence[Piece]:
    pieces: list[Piece] = []
    at = begin
    for life in lives:
        _add(pieces, Piece(at, life.start, State.UNKNOWN))
        for piece in _within(boots.get(life.boot, ([], [])), life):
            _add(pieces, piece)
        at = life.end
    _add(pieces, Piece(at, finish, State.UNKNOWN))
    return pieces


def _within(told: _Told, life: _Life) -> Iterator[Piece]:
    whens, states = told
    index = bisect_right(whens, life.start)
    at, state = life.start, states[index - 1] if index else State.UNKNOWN
    while index < len(whens) and whens[index] < life.end:
        yield Piece(at, whens[index], state)
        at, state = whens[index], states[index]
        index += 1
    yield Piece(at, life.end, state)


def _add(pieces: list[Piece], piece: Piece) -> None:
    """One more; what has no length vanishes, what goes on is one."""
    if piece.start >= piece.end:
        return
    if pieces and pieces[-1].state is piece.state:
        pieces[-1] = pieces[-1]._replace(end=piece.end)
    else:
        pieces.append(piece)
