"""Incidents are found again as they were, with their history and their sites, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import text

from monitord.model.desk import Search
from monitord.model.incidents import Actor, Happening, Incident, IncidentChange
from monitord.model.ledger import Affected
from monitord.store import affected, history, incidents
from monitord.store.history import Correction
from monitord.store.store import RefusedError, Store, StoreError
from tests.store.examples import CLERK, FULL, MINUTE, NOON, PLAIN, event, opened


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    opened = await Store.open(url)
    yield opened
    await opened.close()


async def keep(store: Store, *changes: IncidentChange) -> None:
    await store.transact(partial(incidents.keep, changes=changes))


@pytest.mark.parametrize("incident", [PLAIN, FULL], ids=["plain", "full"])
async def test_an_incident_is_read_back_as_it_was(store: Store, incident: Incident) -> None:
    await keep(store, opened(incident))
    assert await store.incident(incident.id) == (incident, list(opened(incident).events))
    assert await store.incident(incident.id.lower()) is not None
    assert await store.incident("261122-NONE") is None


async def test_the_last_state_stays_and_the_history_grows(store: Store) -> None:
    closed = replace(PLAIN, closed_at=NOON + MINUTE, restored_at=NOON)
    await keep(store, opened(PLAIN))
    noted = event(PLAIN, Happening.COMMENTED, by=CLERK, note="gọi kỹ thuật\x00")
    ended = event(PLAIN, Happening.CLOSED, NOON + MINUTE)
    await keep(store, IncidentChange(PLAIN, (noted,)), IncidentChange(closed, (ended,)))
    found = await store.incident(PLAIN.id)
    assert found == (closed, [*opened(PLAIN).events, noted, ended])


async def test_sites_come_and_go_and_come_back(store: Store) -> None:
    def at(minute: int, *sites: str) -> IncidentChange:
        changed = replace(PLAIN, sites=sites)
        return IncidentChange(changed, (event(changed, Happening.IMPACT, NOON + minute * MINUTE),))

    await keep(store, at(0, "h-a"), at(1, "h-a", "x-b"))
    await keep(store, at(2, "h-a", "x-c"), at(3, "h-a", "x-b"))
    assert await store.read(partial(affected.of_incident, incident=PLAIN.id)) == [
        Affected("h-a", NOON, None),
        Affected("x-b", NOON + MINUTE, None),
        Affected("x-c", NOON + 2 * MINUTE, NOON + 3 * MINUTE),
    ]


async def test_corrections_keep_the_value_before(store: Store) -> None:
    corrected = event(
        PLAIN, Happening.CORRECTED, by=CLERK, cause="power", cause_before="circuit", note="điện"
    )
    await keep(store, opened(PLAIN), IncidentChange(PLAIN, (corrected,)))
    found = await store.read(
        partial(history.corrections, since=NOON, until=NOON + timedelta(seconds=1))
    )
    by = Actor("nguyễn văn a", "socket")
    assert found == [Correction(PLAIN.id, NOON, by, "cause", "circuit", "power")]
    assert await store.read(partial(history.corrections, since=NOON - MINUTE, until=NOON)) == []


async def test_only_what_is_open_or_was_until_just_now_is_gone_on_with(store: Store) -> None:
    lately = replace(PLAIN, id="lately", closed_at=NOON - 14 * MINUTE)
    ended = NOON - 15 * MINUTE
    past = replace(PLAIN, id="past", closed_at=ended, restored_at=ended)
    merged = replace(PLAIN, id="merged", closed_at=ended, merged_into=FULL.id)
    await keep(store, *map(opened, (FULL, lately, past, merged)))
    found = await store.read(partial(incidents.alive, at=NOON))
    assert {each.id for each in found} == {FULL.id, "lately"}


async def test_what_a_person_closed_while_it_lasted_is_remembered_for_a_month(store: Store) -> None:
    day = 24 * 60 * MINUTE
    old = replace(PLAIN, id="old", closed_at=NOON - 32 * day)
    new = replace(PLAIN, id="new", closed_at=NOON - 30 * day)
    await keep(store, opened(old), opened(new))
    found = await store.read(partial(incidents.alive, at=NOON))
    assert [each.id for each in found] == ["new"]


ONE = replace(PLAIN, id="1", opened_at=NOON, closed_at=NOON + 10 * MINUTE)
TWO = replace(FULL, id="2", opened_at=NOON + 5 * MINUTE)
THREE = replace(PLAIN, id="3", sites=(), opened_at=NOON + 20 * MINUTE)


SEARCHES = [
    (Search(), ["3", "2"]),
    (Search(open_only=False), ["3", "2", "1"]),
    (Search(open_only=False, most=2), ["3", "2"]),
    (Search(open_only=False, since=NOON + 10 * MINUTE), ["3", "2"]),
    (Search(open_only=False, since=NOON + 9 * MINUTE), ["3", "2", "1"]),
    (Search(open_only=False, until=NOON + 5 * MINUTE), ["1"]),
    (Search(open_only=False, until=NOON), []),
    (Search(site="x-b"), ["2"]),
    (Search(open_only=False, site="h-a"), ["3", "2", "1"]),
    (Search(open_only=False, site="x-nowhere"), []),
    (Search(open_only=False, subjects=frozenset({"h-a", "x-nowhere"})), ["3", "2", "1"]),
    (Search(open_only=False, subjects=frozenset({"x-b"})), []),
    (Search(open_only=False, subjects=frozenset()), []),
]


async def test_what_is_searched_is_found_the_newest_first(store: Store) -> None:
    await keep(store, opened(ONE), opened(TWO), opened(THREE))
    found = {search: [each.id for each in await store.incidents(search)] for search, _ in SEARCHES}
    assert found == dict(SEARCHES)


async def test_a_change_is_kept_wholly_or_not_at_all(store: Store) -> None:
    await keep(store, opened(PLAIN))
    stray = replace(event(PLAIN, Happening.CLOSED), incident="no-such-incident")
    with pytest.raises(RefusedError):
        await keep(store, IncidentChange(replace(PLAIN, closed_at=NOON), (stray,)))
    assert await store.incident(PLAIN.id) == (PLAIN, list(opened(PLAIN).events))


async def test_an_incident_that_cannot_be_read_does_not_hide_the_others(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    await keep(store, opened(PLAIN), opened(FULL))
    damage = text("UPDATE incident SET state = '{\"id\": 1}' WHERE id = :id")
    await store.transact(lambda c: c.execute(damage, {"id": PLAIN.id}).close())
    assert await store.read(partial(incidents.alive, at=NOON)) == [FULL]
    assert f"left out: incident {PLAIN.id}" in caplog.text
    with pytest.raises(StoreError, match=PLAIN.id):
        await store.incident(PLAIN.id)
