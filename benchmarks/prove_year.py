"""`python -m benchmarks.prove_year`: a year of quality of 621 sites, its size and how it is read.

Days are drawn once, a few hundred of them, and dealt out to the checks day by day; what is written
when is what the daemon writes, but for a month's condensing, which is measured by itself.
"""

from __future__ import annotations

import sys
import time
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random
from statistics import mean
from tempfile import TemporaryDirectory
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

import click
from sqlalchemy import Connection, Engine, select

from benchmarks.quality_days import A_DAY, Packed, echo_days, stream_days
from benchmarks.report import (
    Row,
    Table,
    against,
    console,
    count,
    in_seconds,
    machine,
    mebibytes,
    milliseconds,
    show,
    write,
)
from monitord.model.figures import Month
from monitord.model.quality import Direction
from monitord.model.slots import SLOT
from monitord.store.condense import DAILY_AFTER, MOST, condense, replace_days
from monitord.store.engine import prepare, read, transact
from monitord.store.quality import HOUR, FinishedSlots, Series, add, finished, strips
from monitord.store.quality_tables import series as names

KEPT = Path("docs/proofs/year-of-quality.md")
AGAIN = "`make prove` shows it again."
ZONE: Final = "Asia/Ho_Chi_Minh"
SITES, REFLECTORS = 621, 100
DRAWN = 120
"""Days of echoes that are drawn; half as many of streams."""
CLOSED_ON = 10
"""Day of the next month on which a month is closed."""
MOST_BYTES = 2 * 2**30
MOST_READING = 10.0
"""Seconds of CPU for the strips of a month of 621 circuits: half of what a report may take."""
PORTION = 400
"""Rows in a transaction."""
SLOT_NUMBER: Final = A_DAY // SLOT
CONDENSED = 40
"""Days of one check that are really condensed, to see what it costs."""


Known: TypeAlias = Sequence[tuple[int, Series]]


@dataclass
class Year:
    """What was seen."""

    rows: int = 0
    greatest: int = 0
    """Bytes of the file: it never shrinks."""
    months: list[int] = field(default_factory=list)
    """The same at the end of each month."""
    unclosed: float = 0.0
    """Bytes, were no month ever closed."""
    adding: float = 0.0
    """Seconds for one slot of every check."""
    packing: float = 0.0
    """Seconds for one day of every check."""
    coarsening: float = 0.0
    """Seconds for one month of every check."""
    step: float = 0.0
    """Seconds of the longest transaction of these."""
    reading: float = 0.0
    strips: int = 0
    briefs: int = 0
    by_age: dict[int, float] = field(default_factory=dict)
    """Mean bytes of a day of one check, by grain."""


@dataclass(frozen=True, slots=True)
class Deck:
    """Days to deal out."""

    echoes: Sequence[Packed]
    streams: dict[Direction, list[Packed]]

    def of(self, series: Series, number: int, date: int) -> Packed:
        """A day of one check; another one the next day."""
        drawn = self.echoes if series.check.endswith("icmp") else self.streams[series.direction]
        return drawn[(number * 31 + date * 7) % len(drawn)]


@click.command()
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=KEPT,
    show_default=True,
    help="The Markdown.",
)
def main(output: Path) -> None:
    """Fill a year, print what it came to, and keep it."""
    out, where = console(), machine()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "monitord.db"
        year = run(prepare(f"sqlite:///{path}"), path, out.print)
    table, holds = report(year)
    show(table, out)
    verdict = "**Proved.**" if holds else "**Not proved.**"
    write(output, "A year of quality of 621 sites", [where, AGAIN, verdict], [table])
    sys.exit(0 if holds else 1)


def run(engine: Engine, path: Path, say: Callable[[str], None]) -> Year:
    """A year from January on, its months closed as they end."""
    random, year, january = Random(7), Year(), datetime(2026, 1, 1, tzinfo=ZoneInfo(ZONE))
    say("drawing days")
    deck = Deck(
        echo_days(january.astimezone(UTC), DRAWN, random),
        stream_days(january.astimezone(UTC), DRAWN // 2, random),
    )
    known = transact(engine, _named)
    for date in range(365):
        today = january + timedelta(days=date)
        _write(engine, deck, known, [today], SLOT)
        year.rows += len(known)
        if today.day == CLOSED_ON and today.month > 1:
            _write(engine, deck, known, _days_of(today.month - 1), HOUR)
        old = today - DAILY_AFTER
        if old >= january:  # all months that are so old were closed
            _write(engine, deck, known, [old], A_DAY)
        if (today + timedelta(days=1)).day == 1:
            size = path.stat().st_size
            say(f"{today:%Y-%m}: {mebibytes(size)}")
            year.months.append(size)
    year.unclosed = year.months[0] / 31 * 365
    year.by_age = {
        grain: mean(len(deck.of(known_as, number, 0).at(grain)) for number, known_as in known)
        for grain in (SLOT, HOUR, A_DAY)
    }
    _read(engine, year, say)
    _work(engine, deck, known, january + timedelta(days=365), year, say)
    year.greatest = path.stat().st_size
    return year


def _named(connection: Connection) -> list[tuple[int, Series]]:
    """The checks, with their numbers."""
    checks = [Series(f"x-{n:03}/{what}/icmp", Direction.ROUND_TRIP) for what in ("rt", "vc")
              for n in range(SITES)]  # fmt: skip
    checks += [Series(f"x-{n:03}/ref/rtp", way) for n in range(REFLECTORS) for way in Direction]
    connection.execute(names.insert(), [each._asdict() for each in checks])
    return [(row.id, Series(row.check, Direction(row.direction)))
            for row in connection.execute(select(names))]  # fmt: skip


def _write(engine: Engine, deck: Deck, known: Known, dates: Sequence[datetime], grain: int) -> None:
    """What these days are like with slots of so many seconds."""
    for date in dates:
        rows = [
            {
                "series": ident,
                "start": date.astimezone(UTC),
                "seconds": A_DAY,
                "grain": grain,
                "data": deck.of(series, ident, date.timetuple().tm_yday).at(grain),
            }
            for ident, series in known
        ]
        for first in range(0, len(rows), PORTION):
            transact(engine, partial(replace_days, rows=rows[first : first + PORTION]))


def _read(engine: Engine, year: Year, say: Callable[[str], None]) -> None:
    """December, which is not closed: every slot of five minutes of 621 circuits."""
    say("reading")
    month = _month(12)
    lines = {f"x-{n:03}/rt/icmp" for n in range(SITES)}

    def count_all(connection: Connection) -> None:
        for strip in strips(connection, month.start, month.end, lines):
            year.strips += 1
            year.briefs += len(strip.briefs)

    began = time.process_time()  # whoever else is at work here is not counted
    read(engine, count_all)
    year.reading = time.process_time() - began


def _work(
    engine: Engine,
    deck: Deck,
    known: Known,
    today: datetime,
    year: Year,
    say: Callable[[str], None],
) -> None:
    """What is really done: a day slot by slot, its night, and something of a month's closing."""
    say("a day, slot by slot")
    midnight = today.astimezone(UTC)
    for at in range(SLOT_NUMBER):
        start = midnight + timedelta(seconds=at * SLOT)
        slots = [
            finished(replace(slot, check=series.check, start=start))
            for ident, series in known
            for slot in [deck.of(series, ident, 0).slots[at]]
        ]
        began = time.perf_counter()
        transact(engine, partial(add, finished=[FinishedSlots(slots)]))
        year.adding = max(year.adding, time.perf_counter() - began)
    say("its night")
    tomorrow = midnight + timedelta(days=1, hours=2)
    year.packing = sum(_condensed(engine, tomorrow, [], year))
    say("a closing")
    lately = midnight + timedelta(days=CLOSED_ON)
    some = list(islice(_condensed(engine, lately, [_month(12)], year), CONDENSED // MOST))
    year.coarsening = sum(some) / CONDENSED * len(known) * 31


def _condensed(
    engine: Engine, now: datetime, closed: Sequence[Month], year: Year
) -> Iterator[float]:
    """How long each step takes, seconds."""
    done = False
    while not done:
        began = time.perf_counter()
        step = partial(condense, now=now, timezone=ZONE, closed=closed, most=MOST)
        done = transact(engine, step)
        took = time.perf_counter() - began
        year.step = max(year.step, took)
        yield took


def _days_of(month: int) -> list[datetime]:
    first = datetime(2026, month, 1, tzinfo=ZoneInfo(ZONE))
    return [first + timedelta(days=n) for n in range(monthrange(2026, month)[1])]


def _month(month: int) -> Month:
    dates = [date.astimezone(UTC) for date in _days_of(month)]
    return Month(2026, month, ZONE, dates[0], dates[-1] + timedelta(days=1))


def report(year: Year) -> tuple[Table, bool]:
    """What is said of it, and whether it is as it must be."""
    rows = [
        against("the file after a year", year.greatest, MOST_BYTES, mebibytes),
        Row("the same, were no month ever closed", mebibytes(year.unclosed)),
        Row("days of one check and direction", count(year.rows)),
        *(Row(f"one of them, in slots of {grain} s", f"{size:,.0f} bytes")
          for grain, size in year.by_age.items()),
        against("621 circuits, strips of a month: CPU", year.reading, MOST_READING, in_seconds),
        Row("slots of five minutes in them", count(year.briefs)),
        Row("one slot of all checks, written", milliseconds(year.adding)),
        Row("one day of all checks, put together", in_seconds(year.packing)),
        Row("one month of all checks, made hours of", in_seconds(year.coarsening)),
        Row("the longest of these transactions", milliseconds(year.step)),
    ]  # fmt: skip
    notes = [
        f"{2 * SITES} checks at one echo a second, {REFLECTORS} reflectors with a stream of ten "
        f"seconds every five minutes in {len(Direction)} directions, SQLite, quality alone",
        f"months closed on day {CLOSED_ON} of the next; the file is as great as it ever was",
        "the year's days are dealt out of a few hundred that were drawn; those of a day and of "
        f"{CONDENSED} days of a check are really condensed, and the month calculated from them",
        "size of the file at the end of each month: " + ", ".join(map(mebibytes, year.months)),
    ]
    return Table("A year of 621 sites", rows, notes), (
        year.greatest <= MOST_BYTES and year.reading <= MOST_READING
    )


if __name__ == "__main__":
    main()
