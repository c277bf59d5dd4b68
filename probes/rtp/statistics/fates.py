"""What became of each packet on its way to the site, and on its way back.

A reflector that keeps state numbers the packets that it sends back, from 0 (RFC 8762, 4.3). A
number that never came is a packet lost from the site; a packet that got no number was lost to it.
Which packet had a number that never came is worked out from its neighbours: one without any reply
that was sent between theirs. So sums are exact unless a packet was both duplicated on its way and
lost on its way back, next to others that were lost; of several candidates in a row the first are
taken to have arrived.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from probes.rtp.statistics.runs import SPAN, Numbered

COINCIDENCES = 3
"""Numbers without a packet that are put down to chance once replies are known to be lost."""
COPIES = 4
"""Likewise for each packet that is known to have been duplicated on its way to the site."""


@dataclass(slots=True)
class Fates:
    """Both ways of a stream, as far as anybody can tell."""

    reached: list[bool]
    """By packet: whether it arrived at the site. Packets that cannot be told are left out."""
    returned: list[bool] = field(default_factory=list)
    """By number: whether the reply arrived here."""
    copies: int = 0
    """Packets that arrived at the site once more."""
    restarts: int = 0


@dataclass(slots=True)
class _Search:
    """Packets without a reply and numbers without a packet, while they are being brought together.

    All are indices, ascending.
    """

    lost: list[int]
    """Without a reply, and so far without a number."""
    untold: list[int] = field(default_factory=list)
    """Those that nobody can tell of."""
    found: int = 0
    """Packets that a number was found for."""
    spare: list[int] = field(default_factory=list)
    """For each number without a packet: the newest packet that was numbered before it."""


def fates(
    runs: Sequence[Sequence[Numbered]], reach: int, begins: int | None = None
) -> Fates | None:
    """From the numbers in each run of the reflector's; None when they do not make sense.

    Only packets up to the last that was answered are told of: what became of the rest is not known.
    No packet is overtaken by one sent more than `reach` packets later; while copies are made on the
    way there, by none sent much later than those that overtook others. `begins`: see `Record`.
    """
    answered = {index for run in runs for _, index in run}
    last = max(answered)
    search = _Search([index for index in range(last + 1) if index not in answered])
    returned: list[bool] = []
    before = -1
    for run in runs:
        base, known = _base(run, search.lost, before, begins)
        _follow(run, base, before, search, doubtful=not known)
        returned += _returned(run, base)
        before = max(before, *(index for _, index in run))
    seen = sum(map(len, runs)) - len(answered)
    orphans = _overtaken(search, 2 * max(map(_lag, runs)) if seen else reach)
    if orphans > COPIES * seen + (COINCIDENCES if search.found else 0):
        return None
    gone, untold = set(search.lost), set(search.untold)
    reached = [index not in gone for index in range(last + 1) if index not in untold]
    return Fates(reached, returned, seen + orphans, len(runs) - 1)


def _base(
    run: Sequence[Numbered], silent: Sequence[int], before: int, begins: int | None
) -> tuple[int, bool]:
    """The first number that the reflector gave in this run, and whether that is certain.

    For the first run that is where the last stream ended, or else 0, when so many packets without
    a reply were sent before that they can have had the numbers up to the first known one; else it
    had been counting for others. After a restart nobody knows which run they met.
    """
    first, index = run[0]
    room = bisect_left(silent, index + _lag(run)) - bisect_right(silent, before)
    if begins is not None and before < 0 and (first - begins) % SPAN <= room:
        return first - (first - begins) % SPAN, True
    if 0 <= first <= room:
        return 0, before < 0
    return first, False


def _follow(
    run: Sequence[Numbered], base: int, before: int, search: _Search, *, doubtful: bool
) -> None:
    """Find packets for the numbers of a run that never came.

    `doubtful`: what was sent before its first number may have met the reflector of the run before,
    or have had numbers that nobody knows of; then it is not told of.
    """
    number, newest = base - 1, before
    for (known, index), oldest in zip(run, _oldest(run), strict=True):
        missing = known - number - 1
        if missing or doubtful:
            _stretch(search, missing, newest, oldest, doubtful)
        number, newest, doubtful = known, max(newest, index), False


def _stretch(search: _Search, missing: int, newest: int, oldest: int, doubtful: bool) -> None:
    """Bring `missing` numbers together with packets sent after `newest` and before `oldest`."""
    start = bisect_right(search.lost, newest)
    end = max(start, bisect_left(search.lost, oldest))
    found = min(missing, end - start)
    search.found += found
    search.spare += [newest] * (missing - found)
    if doubtful:
        search.untold += search.lost[start : end - found]
        del search.lost[start:end]
    else:
        del search.lost[start : start + found]


def _overtaken(search: _Search, lag: int) -> int:
    """Find packets that were overtaken for spare numbers, and count the numbers that remain.

    A packet with such a number was sent at most `lag` before or after those around it.
    """
    orphans = 0
    for newest in search.spare:
        at = bisect_left(search.lost, newest - lag)
        if at < len(search.lost) and search.lost[at] <= newest + lag:
            del search.lost[at]
            search.found += 1
        else:
            orphans += 1
    return orphans


def _oldest(run: Sequence[Numbered]) -> list[int]:
    """For each place in a run: the least index from there on."""
    return list(accumulate((index for _, index in reversed(run)), min))[::-1]


def _lag(run: Sequence[Numbered]) -> int:
    """How many packets late the latest of a run was."""
    newest = accumulate((index for _, index in run), max)
    return max(ahead - index for ahead, (_, index) in zip(newest, run, strict=True))


def _returned(run: Sequence[Numbered], base: int) -> list[bool]:
    """By number from `base`: whether it is in the run."""
    known = {number for number, _ in run}
    return [number in known for number in range(base, run[-1][0] + 1)]
