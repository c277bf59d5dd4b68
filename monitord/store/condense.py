"""What becomes of slots: those of a day are put together; with time they lose their detail.

A month keeps its slots of five minutes until it is closed; then it has hours, and days when these
are `DAILY_AFTER` old. Counts, sums and distributions are added up, and none is ever lost: each
step is one transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, Connection, bindparam, cast, select, type_coerce

from monitord.model.figures import Month
from monitord.model.quality import Direction
from monitord.model.slots import SLOT, Slot
from monitord.store.dialects import Values
from monitord.store.quality import HOUR, Series, regrained
from monitord.store.quality_tables import day as days
from monitord.store.quality_tables import slot as loose
from monitord.store.slot_codec import decode, encode
from monitord.store.tables import EPOCH, MICROSECOND

DAILY_AFTER: Final = timedelta(days=90)
LATE: Final = timedelta(hours=1)
"""How long after its end a day is put together."""
MOST: Final = 2
"""Days of one check and direction at once: 60 ms, so that what else is to be written waits no
longer, on a machine that has other work to do either."""
_WHOEVER: Final = Series("", Direction.ROUND_TRIP)
"""Whose slots they are makes no difference here."""


def condense(
    connection: Connection,
    now: datetime,
    timezone: str,
    closed: Iterable[Month],
    most: int = MOST,
) -> bool:
    """Do a little of what is to be done by `now`; whether nothing is left to do.

    Days are those of `timezone`. To be called again, in another transaction, until it is done;
    what a kill interrupts is done the next time. Raises DamagedSlotsError.
    """
    if _pack(connection, now, ZoneInfo(timezone), most):
        return False
    months = sorted(closed, key=lambda month: month.start)
    if any(_coarsen(connection, month, SLOT, month.end, most) for month in months):
        return False
    old = now - DAILY_AFTER
    return not any(_coarsen(connection, month, HOUR, old, most) for month in months)


def day_of(at: datetime, zone: ZoneInfo) -> tuple[datetime, int]:
    """When the local day began in which this instant is, and how many seconds it has."""
    date = at.astimezone(zone).date()
    start, end = (
        datetime.combine(each, time(), zone).astimezone(UTC)
        for each in (date, date + timedelta(days=1))
    )
    return start, int((end - start).total_seconds())


def _pack(connection: Connection, now: datetime, zone: ZoneInfo, most: int) -> bool:
    """Put slots of the oldest day together, of at most so many series; whether there were any."""
    by_time = select(loose.c.start, loose.c.series).order_by(loose.c.start, loose.c.series)
    oldest = connection.execute(by_time.limit(1)).first()
    if oldest is None:
        return False
    start, seconds = day_of(oldest.start, zone)
    end = start + timedelta(seconds=seconds)
    if end + LATE > now:
        return False
    # Slot by slot, as the index has them: what is between are the other checks' slots of the day.
    of_day = loose.c.start.in_(_from(oldest.start, end))
    few = of_day & loose.c.series.between(oldest.series, oldest.series + most - 1)
    slots: dict[int, list[Slot]] = defaultdict(list)
    for row in connection.execute(select(loose.c.series, loose.c.start, loose.c.data).where(few)):
        slots[row.series] += decode(row.data, *_WHOEVER, row.start, SLOT)
    known = (days.c.start == start) & days.c.series.in_(slots)
    there = {row.series: row for row in connection.execute(select(days).where(known))}
    for series, row in there.items():  # what comes late comes to the others, as they are by now
        slots[series] += decode(row.data, *_WHOEVER, start, row.grain)
    grains = {series: there[series].grain if series in there else SLOT for series in slots}
    replace_days(
        connection,
        [_row(series, start, seconds, grains[series], found) for series, found in slots.items()],
    )
    connection.execute(loose.delete().where(few))
    return True


def _coarsen(connection: Connection, month: Month, grain: int, until: datetime, most: int) -> bool:
    """Take the detail of so many days of a month that were over at `until`; whether there were any.

    `grain`: that of the days that are meant. From `SLOT` they go to hours, from hours to days.
    """
    over = type_coerce(days.c.start, BigInteger) + cast(days.c.seconds, BigInteger) * 1_000_000
    last = min(until, month.end)
    some = (days.c.grain == grain) & (days.c.start >= month.start) & (days.c.start < last)
    within = some & (over <= (last - EPOCH) // MICROSECOND)
    found = connection.execute(select(days).where(within).limit(most)).all()
    replace_days(
        connection,
        [
            _row(
                row.series, row.start, row.seconds, HOUR if grain == SLOT else row.seconds,
                decode(row.data, *_WHOEVER, row.start, grain),
            )
            for row in found
        ],
    )  # fmt: skip
    return bool(found)


def _from(start: datetime, end: datetime) -> list[datetime]:
    """When slots begin in [start, end), the first one at `start`."""
    return [
        start + timedelta(seconds=at) for at in range(0, int((end - start).total_seconds()), SLOT)
    ]


def replace_days(connection: Connection, rows: Sequence[Values]) -> None:
    """Put these in the place of those of the same series and start, if there are any.

    They come to the end of the table: in SQLite a row that shrinks where it is leaves its page half
    empty for good, and the file would be twice as great.
    """
    if rows:
        there = (days.c.series == bindparam("of")) & (days.c.start == bindparam("at"))
        gone = [{"of": row["series"], "at": row["start"]} for row in rows]
        connection.execute(days.delete().where(there), gone)
        connection.execute(days.insert(), list(rows))


def _row(series: int, start: datetime, seconds: int, grain: int, slots: Sequence[Slot]) -> Values:
    """A day of these slots, laid on a grid of `grain` seconds."""
    data = encode(regrained(slots, start, grain), start, grain)
    return {"series": series, "start": start, "seconds": seconds, "grain": grain, "data": data}
