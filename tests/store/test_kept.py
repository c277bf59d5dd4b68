"""Transitions, signs of life and windows, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from monitord.model.ledger import Span
from monitord.model.messages import Heartbeat
from monitord.store import liveness, transitions, windows
from monitord.store.liveness import GAP
from monitord.store.store import Store
from tests.store.examples import HANOI, MINUTE, NIGHT, NOON, beat, transition

SECOND = timedelta(seconds=1)


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    opened = await Store.open(url)
    yield opened
    await opened.close()


async def test_transitions_are_read_back_as_they_were_in_their_order(store: Store) -> None:
    told = [transition(seq) for seq in (3, 1, 2)]
    await store.transact(partial(transitions.add, transitions=told))
    assert await store.transitions(NOON, NOON + SECOND) == told
    assert await store.transitions(NOON - SECOND, NOON) == []
    assert await store.read(partial(transitions.latest, most=2)) == told[:0:-1]


async def test_a_transition_told_twice_is_kept_once(store: Store) -> None:
    await store.transact(partial(transitions.add, transitions=[transition(1), transition(2)]))
    await store.transact(partial(transitions.add, transitions=[transition(2), transition(3)]))
    found = await store.transitions(NOON, NOON + SECOND)
    assert [each.seq for each in found] == [1, 2, 3]


async def test_the_transitions_of_one_check_are_found(store: Store) -> None:
    other = transition(2, check="x-b/rt/icmp")
    await store.transact(partial(transitions.add, transitions=[transition(1), other]))
    asked = partial(transitions.of_check, check="x-b/rt/icmp", since=NOON, until=NOON + SECOND)
    assert await store.read(asked) == [other]


async def alive(store: Store, *beats: Heartbeat) -> list[tuple[datetime, datetime]]:
    await store.transact(partial(liveness.add, beats=beats))
    spans = await store.liveness(NOON - MINUTE, NOON + 60 * MINUTE)
    return [(span.first_at, span.last_at) for span in spans]


async def test_beats_one_after_the_other_are_one_span(store: Store) -> None:
    await alive(store, beat(1, NOON), beat(2, NOON + 5 * SECOND))
    assert await alive(store, beat(5, NOON + 10 * SECOND)) == [(NOON, NOON + 10 * SECOND)]


async def test_a_pause_divides_two_spans(store: Store) -> None:
    after = NOON + GAP + SECOND
    assert await alive(store, beat(1, NOON), beat(2, after)) == [(NOON, NOON), (after, after)]


async def test_a_clock_that_steps_back_divides_two_spans(store: Store) -> None:
    before = NOON - SECOND
    found = await alive(store, beat(1, NOON), beat(2, before), beat(3, NOON))
    assert found == [(before, NOON), (NOON, NOON)]


async def test_a_restart_and_isolation_divide_spans(store: Store) -> None:
    told = [
        beat(1, NOON),
        beat(2, NOON + 5 * SECOND, isolated=True),
        beat(3, NOON + 10 * SECOND),
        beat(1, NOON + 12 * SECOND, boot="c"),
    ]
    await store.transact(partial(liveness.add, beats=told))
    assert await store.liveness(NOON, NOON + MINUTE) == [
        Span("local", boot, isolated=isolated, first_at=NOON + at, last_at=NOON + at)
        for boot, isolated, at in (
            ("b", False, 0 * SECOND),
            ("b", True, 5 * SECOND),
            ("b", False, 10 * SECOND),
            ("c", False, 12 * SECOND),
        )
    ]


async def test_a_beat_told_twice_changes_nothing(store: Store) -> None:
    told = [beat(1, NOON), beat(2, NOON + 5 * SECOND)]
    once = await alive(store, *told)
    assert await alive(store, *told) == once
    assert await alive(store, *told, beat(3, NOON + 9 * SECOND)) == [(NOON, NOON + 9 * SECOND)]


async def test_a_window_is_read_back_as_it_was_in_its_own_zone(store: Store) -> None:
    repeated = replace(NIGHT, id="w", repeat="FREQ=MONTHLY;BYDAY=1SU", timezone="Europe/Paris")
    await store.transact(partial(windows.keep, windows=[NIGHT, repeated]))
    first, second = await store.windows()
    assert (first, second) == (NIGHT, repeated)
    assert first.start.tzinfo == HANOI
    assert second.start.hour == 16


async def test_a_window_is_kept_as_it_is_now(store: Store) -> None:
    cancelled = replace(NIGHT, cancelled_at=NOON, cancelled_by="a")
    await store.transact(partial(windows.keep, windows=[NIGHT]))
    await store.transact(partial(windows.keep, windows=[NIGHT, cancelled]))
    assert await store.windows() == [cancelled]


async def test_only_windows_that_may_still_come_are_gone_on_with(store: Store) -> None:
    end = NIGHT.start + timedelta(seconds=NIGHT.seconds)
    weekly = replace(NIGHT, id="m-2", repeat="FREQ=WEEKLY")
    cancelled = replace(NIGHT, id="m-3", cancelled_at=NOON)
    await store.transact(partial(windows.keep, windows=[NIGHT, weekly, cancelled]))
    before = await store.read(partial(windows.not_over, at=end - SECOND))
    assert [each.id for each in before] == ["m-1", "m-2"]
    assert [each.id for each in await store.read(partial(windows.not_over, at=end))] == ["m-2"]
