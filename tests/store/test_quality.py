"""Slots are kept, and read strip by strip, as they were measured."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial

import pytest

from monitord.model.slots import SLOT, Slot, Strip, brief
from monitord.store import journal, quality
from monitord.store.backlog import Noted
from monitord.store.quality import FinishedSlots, finished, merged_slot, strips
from monitord.store.store import Store
from tests.store.slotted import (
    BOTH,
    FROM,
    ICMP,
    OCTOBER,
    RTP,
    TO,
    all_of,
    echoed,
    slots_of,
    streamed,
    sums,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FOREVER = OCTOBER + 400 * DAY


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    opened = await Store.open(url)
    yield opened
    await opened.close()


async def keep(store: Store, slots: Iterable[Slot]) -> None:
    some = FinishedSlots([finished(slot) for slot in slots])
    await store.transact(partial(quality.add, finished=[some]))


async def read(
    store: Store,
    start: datetime = OCTOBER,
    end: datetime = FOREVER,
    checks: Sequence[str] | None = None,
) -> list[Strip]:
    return await store.read(lambda c: list(strips(c, start, end, checks)))


async def test_what_was_kept_is_read_hour_by_hour(store: Store) -> None:
    slots = slots_of(OCTOBER, 30)
    await keep(store, slots)
    found = await read(store)
    assert [strip.merged for strip in found] == [
        merged_slot(slots[at : at + 12], slots[at].start, 3600) for at in (0, 12, 24)
    ]
    assert [each for strip in found for each in strip.briefs] == [brief(slot) for slot in slots]


async def test_strips_come_by_check_and_direction_then_by_time(store: Store) -> None:
    late = [streamed(OCTOBER + 5 * HOUR, way) for way in (TO, FROM, BOTH)]
    early = [streamed(OCTOBER, way) for way in (FROM, TO)]
    echoes = slots_of(OCTOBER, 1, "h-b/rt/icmp"), slots_of(OCTOBER, 1, ICMP)
    await keep(store, [*late, *echoes[0], *early, *echoes[1]])
    found = [(s.merged.check, s.merged.direction, s.merged.start) for s in await read(store)]
    assert found == sorted(found)
    assert len(found) == 7
    assert sums(all_of(await read(store))) == sums([*late, *early, *echoes[0], *echoes[1]])


async def test_only_the_checks_asked_for_are_read(store: Store) -> None:
    await keep(store, [*slots_of(OCTOBER, 3), *slots_of(OCTOBER, 3, RTP)])
    assert {strip.merged.check for strip in await read(store, checks=[RTP])} == {RTP}
    assert await read(store, checks=["not/there/icmp"]) == []


async def test_slots_lie_where_they_begin_from_the_start_up_to_the_end(store: Store) -> None:
    slots = slots_of(OCTOBER, 6)
    await keep(store, slots)
    found = await read(store, slots[2].start, slots[4].start)
    assert sums(all_of(found)) == sums(slots[2:4])


async def test_two_parts_of_one_slot_are_one_when_read(store: Store) -> None:
    before, after = echoed(OCTOBER, 0.003, 0.004, lost=1), echoed(OCTOBER, 0.005)
    await keep(store, [before])
    await keep(store, [after])
    (found,) = await read(store)
    assert sums([found.merged]) == sums([before, after])
    assert list(found.briefs) == [brief(merged_slot([before, after], OCTOBER, SLOT))]


async def test_a_batch_that_is_written_again_counts_once(store: Store) -> None:
    slots = slots_of(OCTOBER, 4)
    batch = [Noted(1, FinishedSlots([finished(slot) for slot in slots]), 0.0)]
    for _ in range(2):
        await store.transact(partial(journal.write, writer="w", batch=batch))
    assert sums(all_of(await read(store))) == sums(slots)


async def test_many_checks_are_read_in_portions(store: Store) -> None:
    many = [echoed(OCTOBER, 0.01, check=f"x-{n:03}/rt/icmp") for n in range(quality.AT_ONCE * 2)]
    await keep(store, many)
    assert all_of(await read(store)) == [merged_slot([slot], OCTOBER, 3600) for slot in many]
