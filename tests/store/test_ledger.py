"""States, corrections and closings, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from threading import Event

import pytest
from sqlalchemy import Connection, text

from monitord.model.figures import Quality, Within
from monitord.model.incidents import Actor
from monitord.model.ledger import Change, Closing, CorrectedField, Correction, LedgerError, Subject
from monitord.model.quality import Direction
from monitord.model.sketch import Sketch
from monitord.model.slots import NO_SAMPLES, Counts, Samples
from monitord.model.states import State
from monitord.store import changes, closings, corrections
from monitord.store.engine import prepare, transact
from monitord.store.store import Store, StoreError
from tests.store.examples import CLERK, MINUTE, NOON

LINE = Subject("circuit", "TSL-TH-0123")
SECOND = timedelta(seconds=1)


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    opened = await Store.open(url)
    yield opened
    await opened.close()


def change(at: datetime = NOON, state: State = State.DOWN, subject: Subject = LINE) -> Change:
    return Change(
        boot_id="b",
        subject=subject,
        state=state,
        reason="devices",
        since=at - 6 * SECOND,
        decided_at=at,
    )


EVERY_KIND = [
    change(subject=LINE),
    change(subject=Subject("site", "h-a")),
    change(subject=Subject("mcu", "ttdl/mcu-1")),
    *(change(state=state) for state in State),
]


async def test_states_come_back_as_they_were_told_and_in_that_order(store: Store) -> None:
    back = change(NOON - MINUTE)
    told = [*EVERY_KIND, back, *EVERY_KIND[:1]]
    await store.transact(partial(changes.add, changes=told))
    await store.transact(partial(changes.add, changes=()))
    wanted = partial(changes.between, since=NOON - MINUTE, until=NOON + SECOND)
    assert await store.read(wanted) == told


async def test_states_are_asked_for_by_when_they_were_decided(store: Store) -> None:
    told = [change(NOON + each * SECOND) for each in range(4)]
    await store.transact(partial(changes.add, changes=told))
    wanted = partial(changes.between, since=NOON + SECOND, until=NOON + 3 * SECOND)
    assert await store.read(wanted) == told[1:3]


DRAFT = Correction(
    id=0,
    outage="261122-K7QF/TSL-TH-0123",
    at=NOON,
    by=CLERK,
    why="VNPT xác nhận đứt cáp",
    field=CorrectedField.CAUSE,
    before=None,
    after="circuit",
)
EXCLUDED = replace(DRAFT, field=CorrectedField.EXCLUDED, before="no", after="yes")


async def test_what_was_given_up_leaves_no_gap_in_their_numbers(store: Store) -> None:
    class GivenUpError(Exception):
        pass

    def give_up(connection: Connection) -> None:
        corrections.add(connection, [DRAFT])
        raise GivenUpError

    with pytest.raises(GivenUpError):
        await store.transact(give_up)
    [kept] = await store.transact(partial(corrections.add, drafts=[DRAFT]))
    assert kept.id == 1


async def test_of_two_who_correct_at_once_one_comes_after_the_other(database: str) -> None:
    first, second = prepare(database), await Store.open(database)
    entered, end = Event(), Event()

    def slowly(connection: Connection) -> None:
        corrections.add(connection, [DRAFT])
        entered.set()
        end.wait(10)

    slow = asyncio.create_task(asyncio.to_thread(transact, first, slowly))
    await asyncio.to_thread(entered.wait, 10)
    other = asyncio.create_task(second.transact(partial(corrections.add, drafts=[EXCLUDED])))
    await asyncio.wait([other], timeout=0.2)
    early = other.done()
    end.set()
    await slow
    assert (early, [each.id for each in await other]) == (False, [2])
    await second.close()
    first.dispose()


async def test_corrections_are_only_added_and_counted(store: Store) -> None:
    assert await store.read(corrections.newest) == 0
    first = await store.transact(partial(corrections.add, drafts=[DRAFT, EXCLUDED]))
    [again] = await store.transact(partial(corrections.add, drafts=[replace(DRAFT, after="power")]))
    assert [each.id for each in (*first, again)] == [1, 2, 3]
    assert await store.read(corrections.all_of) == [*first, again]
    assert [replace(each, id=0) for each in first] == [DRAFT, EXCLUDED]
    assert await store.read(corrections.newest) == 3


CLOSING = Closing(
    month="2026-10",
    revision=1,
    at=NOON,
    by=Actor("trần thị b", "socket"),
    why="đã đối soát với VNPT",
    corrections=2,
)
REVISED = replace(CLOSING, revision=2, corrections=3, at=NOON + MINUTE)
SHA = "ab" * 32


def numbered(closing: Closing, revision: int, corrections: int) -> Closing:
    """Another revision of it, with the corrections up to this one."""
    return replace(closing, revision=revision, corrections=corrections)


QUALITY = {
    "h-a/rt/icmp": [
        Quality(
            direction=Direction.ROUND_TRIP,
            counts=Counts(sent=9, received=7, lost=1, unmeasured=1, late=2),
            rtt=Samples(0.1 + 0.2, Sketch.of([0.1, 0.2])),
            jitter=NO_SAMPLES,
            delay=NO_SAMPLES,
            mos=NO_SAMPLES,
            slots=3,
            within={"loss": Within(0.01, 2, 3)},
        )
    ],
    "h-a/refl/rtp": [],
}


async def test_a_month_is_closed_and_revised_and_keeps_its_quality(store: Store) -> None:
    assert await store.read(partial(closings.of, month="2026-10")) == []
    await store.transact(partial(closings.add, closing=CLOSING, sha256=SHA, quality=QUALITY))
    await store.transact(partial(closings.add, closing=REVISED, sha256="cd" * 32))
    other = replace(CLOSING, month="2026-09")
    await store.transact(partial(closings.add, closing=other, sha256=SHA))
    assert await store.read(partial(closings.of, month="2026-10")) == [CLOSING, REVISED]
    assert await store.read(closings.of) == [other, CLOSING, REVISED]
    kept = await store.read(partial(closings.digests, month="2026-10"))
    assert kept == {1: SHA, 2: "cd" * 32}
    assert await store.read(partial(closings.frozen, month="2026-10")) == QUALITY
    assert await store.read(partial(closings.frozen, month="2026-09")) is None


@pytest.mark.parametrize("revision", [1, 3])
async def test_of_two_who_close_a_month_the_second_is_told(store: Store, revision: int) -> None:
    await store.transact(partial(closings.add, closing=CLOSING, sha256=SHA))
    late = replace(CLOSING, revision=revision)
    with pytest.raises(LedgerError) as raised:
        await store.transact(partial(closings.add, closing=late, sha256=SHA))
    assert raised.value.code == "sla.closed-meanwhile"
    assert await store.read(closings.of) == [CLOSING]


@pytest.mark.parametrize("blob", [b"nothing", b"\x1f\x8b\x08\x00\x00"])
async def test_damaged_quality_is_noticed(store: Store, blob: bytes) -> None:
    await store.transact(partial(closings.add, closing=CLOSING, sha256=SHA, quality=QUALITY))
    broken = text("UPDATE sla_closing SET quality = :blob").bindparams(blob=blob)
    await store.transact(lambda connection: connection.execute(broken).close())
    with pytest.raises(StoreError, match="quality of 2026-10"):
        await store.read(partial(closings.frozen, month="2026-10"))
