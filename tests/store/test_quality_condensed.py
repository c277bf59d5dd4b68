"""Time takes detail from slots, never a count."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select

from monitord.model.figures import Month
from monitord.model.slots import Slot, brief
from monitord.store.condense import condense, day_of
from monitord.store.quality import regrained
from monitord.store.quality_tables import day as days
from monitord.store.quality_tables import slot as loose
from monitord.store.store import Store
from tests.store.slotted import FROM, HANOI, ICMP, OCTOBER, RTP, all_of, slots_of, streamed, sums
from tests.store.test_quality import DAY, HOUR, keep, read

MINUTES = timedelta(minutes=1)
A_DAY = 288
"""Slots of one."""
IN_OCTOBER = Month(2026, 10, HANOI, OCTOBER, OCTOBER + 31 * DAY)
IN_NOVEMBER = Month(2026, 11, HANOI, OCTOBER + 31 * DAY, OCTOBER + 61 * DAY)
CLOSED = IN_OCTOBER.end + 10 * DAY
OLD = IN_OCTOBER.end + 91 * DAY


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    opened = await Store.open(url)
    yield opened
    await opened.close()


async def condensed(
    store: Store, now: datetime, closed: Sequence[Month] = (), most: int = 20
) -> int:
    """Until it is done; how many steps it took."""
    steps = 1
    step = partial(condense, now=now, timezone=HANOI, closed=closed, most=most)
    while not await store.transact(step):
        steps += 1
    return steps


async def grains(store: Store) -> dict[int, int]:
    """How many days there are of each grain; 0: slots that lie loose."""

    def counted(connection: Connection) -> dict[int, int]:
        of_days = select(days.c.grain, func.count()).group_by(days.c.grain)
        single = connection.scalar(select(func.count()).select_from(loose))
        found = {int(grain): int(n) for grain, n in connection.execute(of_days)}
        return found | ({0: int(single)} if single else {})

    return await store.read(counted)


async def test_a_day_that_is_over_is_put_together_and_loses_nothing(store: Store) -> None:
    slots = slots_of(OCTOBER, A_DAY + 10)
    await keep(store, slots)
    await condensed(store, OCTOBER + DAY + 30 * MINUTES)
    assert await grains(store) == {0: A_DAY + 10}
    await condensed(store, OCTOBER + DAY + HOUR)
    assert await grains(store) == {0: 10, 300: 1}
    found = await read(store)
    assert (found[0].merged.start, found[0].merged.seconds) == (OCTOBER, 86_400)
    assert [each for strip in found for each in strip.briefs] == [brief(slot) for slot in slots]
    assert sums(all_of(found)) == sums(slots)


async def test_of_a_day_any_part_can_be_read(store: Store) -> None:
    slots = slots_of(OCTOBER, A_DAY)
    await keep(store, slots)
    await condensed(store, OCTOBER + 2 * DAY)
    (found,) = await read(store, slots[100].start, slots[200].start)
    assert sums([found.merged]) == sums(slots[100:200])
    assert list(found.briefs) == [brief(slot) for slot in slots[100:200]]
    assert await read(store, OCTOBER + DAY) == []


async def test_a_month_keeps_its_detail_until_it_is_closed(store: Store) -> None:
    slots = [*slots_of(OCTOBER, 3 * A_DAY), *slots_of(IN_OCTOBER.end, A_DAY)]
    await keep(store, slots)
    await condensed(store, OLD)
    assert await grains(store) == {300: 4}
    await condensed(store, CLOSED, [IN_OCTOBER])
    assert await grains(store) == {300: 1, 3600: 3}
    found = await read(store)
    assert [len(strip.briefs) for strip in found] == [0, 0, 0, A_DAY]
    assert sums(all_of(found)) == sums(slots)


async def test_after_ninety_days_a_closed_month_has_days(store: Store) -> None:
    slots = [*slots_of(OCTOBER, 2 * A_DAY), *slots_of(IN_NOVEMBER.start, A_DAY)]
    await keep(store, slots)
    await condensed(store, IN_OCTOBER.start + 91 * DAY, [IN_OCTOBER])
    assert await grains(store) == {300: 1, 3600: 1, 86_400: 1}
    await condensed(store, OLD, [IN_OCTOBER])
    assert await grains(store) == {300: 1, 86_400: 2}
    assert sums(all_of(await read(store))) == sums(slots)
    (found,) = await read(store, OCTOBER, OCTOBER + DAY)
    assert sums([found.merged]) == sums(slots[:A_DAY])


async def test_each_step_is_small_and_between_two_of_them_nothing_is_missing(store: Store) -> None:
    """Whoever is killed is killed between two transactions, or has never done the last one."""
    checks = [f"h-{n}/rt/icmp" for n in range(5)]
    slots = [slot for check in checks for slot in slots_of(OCTOBER, A_DAY + 20, check)]
    slots += [streamed(OCTOBER + n * HOUR, FROM) for n in range(30)]
    await keep(store, slots)
    total, steps = sums(slots), 1
    step = partial(condense, now=OLD, timezone=HANOI, closed=[IN_OCTOBER], most=2)
    while not await store.transact(step):
        steps += 1
        assert sums(all_of(await read(store))) == total
    assert await grains(store) == {86_400: 12}
    assert steps > 3 * 6  # packed, made hours of, made days of: two at a time
    assert await condensed(store, OLD, [IN_OCTOBER]) == 1


async def test_what_comes_late_is_laid_to_the_others(store: Store) -> None:
    early = [slot for slot in slots_of(OCTOBER, A_DAY) if slot.start.minute]
    late = [slot for slot in slots_of(OCTOBER, A_DAY) if not slot.start.minute]
    for some in (early[:-3], late[:12], late[12:], early[-3:]):
        await keep(store, some)
        await condensed(store, OLD, [IN_OCTOBER])
    assert await grains(store) == {86_400: 1}
    assert sums(all_of(await read(store))) == sums([*early, *late])


async def test_a_check_of_which_only_one_slot_is_known_is_kept_too(store: Store) -> None:
    only = streamed(OCTOBER + 9 * HOUR, FROM)
    await keep(store, [only, *slots_of(OCTOBER, A_DAY)])
    await condensed(store, OLD, [IN_OCTOBER])
    assert sums(all_of(await read(store, checks=[RTP]))) == sums([only])
    assert len(await read(store, checks=[ICMP])) == 1


@pytest.mark.parametrize(
    ("zone", "at", "start", "hours"),
    [
        (HANOI, "2026-10-01T16:59:59", "2026-09-30T17:00", 24),
        (HANOI, "2026-10-01T17:00:00", "2026-10-01T17:00", 24),
        ("Europe/Berlin", "2026-10-25T12:00:00", "2026-10-24T22:00", 25),
        ("Europe/Berlin", "2026-03-29T12:00:00", "2026-03-28T23:00", 23),
        ("Asia/Kolkata", "2026-10-01T18:29:59", "2026-09-30T18:30", 24),
    ],
)
def test_days_are_those_on_the_wall(zone: str, at: str, start: str, hours: int) -> None:
    began, seconds = day_of(datetime.fromisoformat(at).replace(tzinfo=UTC), ZoneInfo(zone))
    assert (began, seconds) == (datetime.fromisoformat(start).replace(tzinfo=UTC), hours * 3600)


@given(st.integers(1, 300), st.sampled_from([3600, 86_400]), st.integers(0, 23))
def test_a_coarser_grid_has_the_same_sums(number: int, grain: int, offset: int) -> None:
    slots: list[Slot] = slots_of(OCTOBER + offset * HOUR, number)
    coarse = regrained(slots, OCTOBER, grain)
    assert sums(coarse) == sums(slots)
    assert len({slot.start for slot in coarse}) == len(coarse)
    assert all((slot.start - OCTOBER).total_seconds() % grain == 0 for slot in coarse)
