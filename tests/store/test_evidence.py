"""The evidence of a month: all of it, what reaches into it, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from monitord.model.evidence import Evidence
from monitord.model.incidents import Incident, IncidentChange
from monitord.model.ledger import Change, Closing, LedgerError
from monitord.model.maintenance import Window
from monitord.store import closings, corrections, evidence, journal
from monitord.store.backlog import Entry, Noted
from monitord.store.revisions import Revision
from monitord.store.store import Store
from tests.inventory.good import edited
from tests.store.examples import CLERK, NIGHT, PLAIN, beat, opened
from tests.store.test_ledger import CLOSING, DRAFT, QUALITY, SHA, change

START, END = (datetime(2026, month, 1, tzinfo=UTC) - timedelta(hours=7) for month in (10, 11))
NOW = END + timedelta(days=3)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIRST = Revision("first", edited().encode(), "a.yaml", START - 90 * DAY)
SECOND = Revision("second", edited(("20Mbit/s", "50Mbit/s")).encode(), "a.yaml", START + 9 * DAY)
BACK = replace(FIRST, at=START + 10 * DAY)


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    opened = await Store.open(url)
    yield opened
    await opened.close()


async def loaded(
    store: Store, *entries: Entry, revisions: Sequence[Revision] = (FIRST,)
) -> Evidence:
    batch = [Noted(number, entry, 0.0) for number, entry in enumerate((*revisions, *entries), 1)]
    await store.transact(partial(journal.write, writer="w", batch=batch))
    return await evidence_of(store)


async def evidence_of(store: Store) -> Evidence:
    return await store.read(partial(evidence.load, start=START, end=END, now=NOW))


def incident(
    ident: str, since: datetime, end: datetime | None, into: str | None = None
) -> Incident:
    return replace(
        PLAIN,
        id=ident,
        since=since,
        decided_at=since,
        opened_at=since,
        restored_at=end,
        closed_at=end,
        merged_into=into,
    )


async def test_without_an_inventory_there_is_no_ledger(store: Store) -> None:
    with pytest.raises(LedgerError) as raised:
        await evidence_of(store)
    assert raised.value.code == "sla.no-inventory"
    with pytest.raises(LedgerError):
        await loaded(store, revisions=(replace(FIRST, at=END),))


async def test_each_inventory_is_there_for_as_long_as_it_was_in_force(store: Store) -> None:
    found = await loaded(store, revisions=(FIRST, SECOND, BACK))
    assert [(each.start, each.end) for each in found.revisions] == [
        (FIRST.at, SECOND.at),
        (SECOND.at, BACK.at),
        (BACK.at, None),
    ]
    first, second, back = (each.inventory for each in found.revisions)
    assert first is back, "parsed once"
    lines = [each.circuits["TSL-TH-0123"].bandwidth for each in (first, second)]
    assert lines == [20_000_000, 50_000_000]


async def test_inventories_of_other_months_are_not_read(store: Store) -> None:
    unreadable = replace(SECOND, content=b"version: 0", at=START - 30 * DAY)
    found = await loaded(
        store, revisions=(unreadable, replace(FIRST, at=START), replace(unreadable, at=END))
    )
    assert [(each.start, each.end) for each in found.revisions] == [(START, END)]


async def test_a_moment_in_which_two_were_accepted_at_once_has_one(store: Store) -> None:
    found = await loaded(store, revisions=(SECOND, replace(FIRST, at=SECOND.at - HOUR)))
    assert [each.inventory.circuits["TSL-TH-0123"].bandwidth for each in found.revisions] == [
        20_000_000
    ]


async def test_an_inventory_that_is_not_understood_any_more_is_named(store: Store) -> None:
    with pytest.raises(LedgerError) as raised:
        await loaded(store, revisions=(FIRST, replace(SECOND, content=b"version: 0")))
    assert raised.value.code == "sla.past-inventory"
    assert raised.value.params["at"] == SECOND.at.isoformat()


async def test_states_and_heartbeats_reach_two_days_back_and_a_day_on(store: Store) -> None:
    times = [START - 2 * DAY - HOUR, START - DAY, START, END - HOUR, END + HOUR, END + 2 * DAY]
    told: list[Change] = [change(at) for at in times]
    beats = [beat(seq, at) for seq, at in enumerate(times, 1)]
    found = await loaded(store, *told, *beats)
    assert found.changes == told[1:-1]
    assert [(each.first_at, each.last_at) for each in found.spans] == [
        (at, at) for at in times[1:-1]
    ]


async def test_incidents_are_those_that_touch_it_and_those_into_which_they_were_merged(
    store: Store,
) -> None:
    over = incident("a-OVER", START - 9 * DAY, START - 8 * DAY)
    before = incident("b-BEFORE", START - 9 * DAY, START + HOUR)
    short = incident("c-SHORT", START + DAY, START + DAY + HOUR, into="e-LATE")
    lasting = incident("d-LASTS", END - DAY, None)
    late = incident("e-LATE", END + 2 * DAY, END + 2 * DAY + HOUR, into="f-LATER")
    later = incident("f-LATER", END + 2 * DAY, None)
    after = incident("g-AFTER", END + 2 * DAY, None)
    every = (over, before, short, lasting, late, later, after)
    found = await loaded(store, *map(opened, every))
    assert found.incidents == [before, short, lasting, late, later]
    assert found.affected.keys() == {each.id for each in found.incidents}
    assert {site.site for sites in found.affected.values() for site in sites} == {"h-a"}


async def test_an_incident_merged_into_what_was_lost_is_still_told(store: Store) -> None:
    orphan = incident("a-ORPHAN", START, START + HOUR, into="b-LOST")
    found = await loaded(store, opened(orphan))
    assert found.incidents == [orphan]


async def test_the_sites_of_many_incidents_are_each_ones_own(store: Store) -> None:
    many = [incident(f"a-{n:04}", START + n * HOUR / 60, START + DAY) for n in range(2500)]
    found = await loaded(store, *(opened(replace(each, sites=(f"x-{each.id}",))) for each in many))
    assert len(found.affected) == len(many)
    assert all([s.site for s in sites] == [f"x-{i}"] for i, sites in found.affected.items())


def window(ident: str, start: datetime, repeat: str | None = None) -> Window:
    return replace(NIGHT, id=ident, start=start, repeat=repeat)


async def test_windows_are_those_that_can_touch_it_cancelled_ones_too(store: Store) -> None:
    windows = [
        window("m-past", START - 9 * DAY),
        window("m-again", START - 90 * DAY, "FREQ=MONTHLY;BYDAY=1SU"),
        replace(window("m-in", START + DAY), cancelled_at=START, cancelled_by="an"),
        window("m-next", END + 9 * DAY),
    ]
    found = await loaded(store, *windows)
    assert [each.id for each in found.windows] == ["m-again", "m-in"]
    assert found.windows[1].cancelled_at == START


async def test_corrections_are_those_of_its_incidents_and_of_its_outages(store: Store) -> None:
    known = incident("261022-K7QF", START + DAY, START + DAY + HOUR)
    wanted = [
        "261022-K7QF/TSL-1",
        "261022-K7QF",
        "TSL-1@20261003T100000Z",
        "h/mcu-1@20260901T100000Z",
    ]
    others = ["261199-AAAA/TSL-1", "261199-AAAA", "TSL-1@20261201T000000Z"]
    drafts = [replace(DRAFT, outage=each) for each in (*wanted, *others)]
    await store.transact(partial(corrections.add, drafts=drafts))
    found = await loaded(store, opened(known))
    assert [each.outage for each in found.corrections] == wanted
    assert [each.id for each in found.corrections] == [1, 2, 3, 4]


async def test_a_closed_month_brings_its_quality_and_another_ones_closing_does_not(
    store: Store,
) -> None:
    assert (await loaded(store)).closings == []
    await close(store, replace(CLOSING, month="2026-09"))
    found = await evidence_of(store)
    assert (found.closings, found.frozen) == ([], None)
    await close(store, CLOSING)
    found = await evidence_of(store)
    assert (found.closings, found.frozen) == ([CLOSING], QUALITY)
    assert found.now == NOW


async def close(store: Store, closing: Closing) -> None:
    await store.transact(partial(closings.add, closing=closing, sha256=SHA, quality=QUALITY))


async def test_a_month_is_the_same_one_though_the_timezone_was_another(store: Store) -> None:
    abroad = edited(("Asia/Ho_Chi_Minh", "UTC"))
    await close(store, CLOSING)
    found = await loaded(store, revisions=(replace(FIRST, content=abroad.encode()),))
    assert found.revisions[-1].inventory.organization.timezone == "UTC"
    assert found.closings == [CLOSING]


async def test_a_later_word_on_an_incident_is_the_one_that_is_read(store: Store) -> None:
    first = incident("261022-K7QF", START + DAY, None)
    later = replace(first, closed_at=START + 2 * DAY, closed_by=CLERK)
    found = await loaded(store, opened(first), IncidentChange(later, opened(later).events))
    assert found.incidents == [later]
