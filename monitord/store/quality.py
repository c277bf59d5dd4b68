"""Quality in slots: kept as they end, read strip by strip.

Slots of the running day lie one by one; `condense` puts those of a day together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple, TypeAlias

from sqlalchemy import Connection, Row, literal, select

from monitord.model.quality import Direction
from monitord.model.slots import SLOT, Briefs, Slot, Strip, brief, merged_counts, merged_samples
from monitord.store.dialects import add_new
from monitord.store.quality_tables import day as days
from monitord.store.quality_tables import series as names
from monitord.store.quality_tables import slot as loose
from monitord.store.slot_codec import decode, encode, strip

HOUR: Final = 3600
LONGEST: Final = timedelta(hours=26)
"""More than any day, with a clock that is set back in it."""
AT_ONCE: Final = 50
"""Checks and directions whose rows are read together: of a day that is not packed yet 1 MiB."""


class Series(NamedTuple):
    """A check and a direction."""

    check: str
    direction: Direction


@dataclass(frozen=True, slots=True)
class FinishedSlot:
    """A slot that is over, as it is kept: small, for many may wait for the database."""

    series: Series
    start: datetime
    data: bytes


@dataclass(frozen=True, slots=True)
class FinishedSlots:
    """Some slots, to be kept together."""

    slots: Sequence[FinishedSlot]


def finished(slot: Slot) -> FinishedSlot:
    """A slot of `SLOT` seconds. Raises ValueError for what cannot be kept."""
    data = encode([slot], slot.start, SLOT)
    return FinishedSlot(Series(slot.check, slot.direction), slot.start, data)


def add(connection: Connection, finished: Iterable[FinishedSlots]) -> None:
    """Keep these. Two of the same time are both kept, for each counted something else."""
    slots = [slot for some in finished for slot in some.slots]
    if not slots:
        return
    ids = _ids(connection, {slot.series for slot in slots})
    rows = [{"series": ids[s.series], "start": s.start, "data": s.data} for s in slots]
    connection.execute(loose.insert(), rows)


def strips(
    connection: Connection,
    start: datetime,
    end: datetime,
    checks: Collection[str] | None = None,
) -> Iterator[Strip]:
    """What was measured in [start, end) by these checks, all if None.

    By check and direction, then by time; read little by little while the connection is held.
    Slots belong where they begin. Raises DamagedSlotsError.
    """
    known = dict(sorted(_known(connection, checks), key=lambda pair: pair[1]))
    idents = list(known)
    for first in range(0, len(idents), AT_ONCE):
        rows = defaultdict(list)
        for row in _rows(connection, idents[first : first + AT_ONCE], start, end):
            rows[row.series].append(row)
        for ident in idents[first : first + AT_ONCE]:
            yield from _strips(known[ident], rows[ident], start, end)


def merged_slot(slots: Sequence[Slot], start: datetime, seconds: int) -> Slot:
    """Slots of one check and direction, at least one, as one of [start, start + seconds)."""
    return Slot(
        check=slots[0].check,
        direction=slots[0].direction,
        start=start,
        seconds=seconds,
        counts=merged_counts(slot.counts for slot in slots),
        rtt=merged_samples(slot.rtt for slot in slots),
        jitter=merged_samples(slot.jitter for slot in slots),
        delay=merged_samples(slot.delay for slot in slots),
        mos=merged_samples(slot.mos for slot in slots),
    )


def regrained(slots: Iterable[Slot], start: datetime, grain: int) -> list[Slot]:
    """The same on a grid of `grain` seconds from `start`, each once, by their time."""
    cells: dict[int, list[Slot]] = defaultdict(list)
    for slot in slots:
        cells[int((slot.start - start).total_seconds() // grain)].append(slot)
    return [
        cells[at][0]
        if len(cells[at]) == 1 and cells[at][0].seconds == grain
        else merged_slot(cells[at], start + timedelta(seconds=at * grain), grain)
        for at in sorted(cells)
    ]


_Rows: TypeAlias = Sequence[Row[tuple[int, datetime, int, int, bytes]]]


def _strips(series: Series, rows: _Rows, start: datetime, end: datetime) -> Iterator[Strip]:
    """Of one check and direction. `rows`: by their start."""
    waiting: list[Slot] = []
    for row in rows:
        until = row.start + timedelta(seconds=row.seconds)
        single = row.seconds == SLOT
        if waiting and (not single or _hour(row.start) != _hour(waiting[0].start)):
            yield _laid_together(waiting, _hour(waiting[0].start), HOUR)
            waiting = []
        if single:
            waiting += decode(row.data, *series, row.start, SLOT)
        elif start <= row.start and until <= end:
            yield strip(row.data, *series, row.start, row.grain, row.seconds)
        else:
            inside = [
                slot
                for slot in decode(row.data, *series, row.start, row.grain)
                if start <= slot.start < end
            ]
            if inside:
                yield _laid_together(inside, row.start, row.seconds)
    if waiting:
        yield _laid_together(waiting, _hour(waiting[0].start), HOUR)


def _laid_together(slots: Sequence[Slot], start: datetime, seconds: int) -> Strip:
    fine = regrained(slots, start, SLOT) if slots[0].seconds == SLOT else ()
    return Strip(merged_slot(slots, start, seconds), Briefs.of(map(brief, fine)))


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _rows(
    connection: Connection, idents: Sequence[int], start: datetime, end: datetime
) -> Iterable[Row[tuple[int, datetime, int, int, bytes]]]:
    """Days and single slots, of one moment though the days are being packed."""
    columns = ("series", "start", "seconds", "grain", "data")
    whole = select(*(days.c[name] for name in columns)).where(
        days.c.series.in_(idents), days.c.start > start - LONGEST, days.c.start < end
    )
    grain = literal(SLOT)
    single = select(loose.c.series, loose.c.start, grain, grain, loose.c.data).where(
        loose.c.series.in_(idents), loose.c.start >= start, loose.c.start < end
    )
    both = whole.union_all(single).subquery()
    return connection.execute(select(both).order_by(both.c.series, both.c.start))


def _known(connection: Connection, checks: Collection[str] | None) -> Iterator[tuple[int, Series]]:
    wanted = None if checks is None else frozenset(checks)
    for row in connection.execute(select(names)):
        if wanted is None or row.check in wanted:
            yield row.id, Series(row.check, Direction(row.direction))


def _ids(connection: Connection, wanted: Collection[Series]) -> Mapping[Series, int]:
    """The numbers of these, given now to those that had none."""
    checks = {series.check for series in wanted}
    known = {series: ident for ident, series in _known(connection, checks)}
    new = sorted(set(wanted) - known.keys())
    if new:
        add_new(connection, names, [each._asdict() for each in new])
        known = {series: ident for ident, series in _known(connection, checks)}
    return known
