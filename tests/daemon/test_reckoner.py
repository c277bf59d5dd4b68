"""Months worked out by children of the daemon: real ones, on a real database."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from monitord.daemon import reckoner
from monitord.daemon.reckoner import MOST_WAITING, OF_ONE, Reckoner, ask_child, refusal_of
from monitord.daemon.recorder import Recorder
from monitord.inventory import parse
from monitord.model.actions import Correct
from monitord.model.desk import DeskError
from monitord.model.incidents import Actor, Incident, IncidentChange, Owner
from monitord.model.reckoning import Amendment, ReckoningError, Wanted
from monitord.reckoning.folder import months_in
from monitord.store import incidents
from tests.reckoning.filled import MONTH, PROVINCE, fill

HUNG = Actor("hung", "socket")
SUSPECTED = "261008-BBBB/TSL-B"


class House:
    """A reckoner as the daemon has it."""

    def __init__(self, folder: Path) -> None:
        url = f"sqlite:///{folder}/monitord.db"
        inventory = parse(PROVINCE, "province.yaml", folder)
        self.revised = 0
        self.recorder = Recorder(url, self.now)
        self.reckoner = Reckoner(
            url, folder / "reports", self.recorder, lambda: inventory, self.now, self.hear
        )

    def now(self) -> datetime:
        return datetime.now(UTC)

    def hear(self) -> None:
        self.revised += 1

    async def incident(self, ident: str) -> Incident:
        assert self.recorder.store is not None
        found = await self.recorder.store.read(partial(incidents.one, ident=ident))
        assert found is not None
        return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With a database that has a month in it."""
    fill(f"sqlite:///{tmp_path}/monitord.db", "suspected-then-confirmed")
    return tmp_path


@pytest.fixture
async def house(folder: Path) -> AsyncIterator[House]:
    """Opened."""
    made = House(folder)
    await made.recorder.load()
    yield made
    await made.recorder.close()


async def test_figures_are_those_of_one_provider_or_of_all(house: House) -> None:
    every = json.loads(await house.reckoner.figures(MONTH, None))
    assert [each["provider"]["id"] for each in every["providers"]] == ["vnpt", "viettel"]
    own = json.loads(await house.reckoner.figures(MONTH, "viettel"))
    assert [each["id"] for each in own["circuits"]] == ["TSL-C"]
    assert (own["sites"], own["mcus"], own["intervals"]) == ([], [], [])
    assert "TSL-A" not in json.dumps(own)


async def test_outages_are_those_that_are_wanted(house: House) -> None:
    found = json.loads(await house.reckoner.outages(Wanted(MONTH, suspected=True, kind="circuit")))
    assert [each["id"] for each in found["outages"]] == [SUSPECTED]
    partners = await house.reckoner.outages(Wanted(MONTH, provider="viettel"))
    assert json.loads(partners)["outages"] == []


async def test_a_partner_cannot_find_out_what_others_have(house: House) -> None:
    for wanted in (
        Wanted(MONTH, provider="viettel", circuit="TSL-A"),
        Wanted(MONTH, provider="viettel", site="xa-a"),
    ):
        with pytest.raises(ReckoningError) as raised:
            await house.reckoner.outages(wanted)
        assert raised.value.code in ("sla.unknown-circuit", "sla.unknown-site")
        assert set(raised.value.near) <= {"TSL-C", "xa-c"}


@pytest.mark.parametrize("word", ["VIETTEL", "Viettel Tỉnh Mẫu", "viete", "mobifone"])
async def test_a_partner_is_found_by_its_id_alone_and_hears_of_nobody_else(
    house: House, word: str
) -> None:
    for ask in (
        house.reckoner.figures(MONTH, word, own=True),
        house.reckoner.outages(Wanted(MONTH, provider=word, own=True)),
    ):
        with pytest.raises(ReckoningError) as raised:
            await ask
        assert (raised.value.code, raised.value.near) == ("sla.unknown-provider", ())


async def test_a_correction_and_a_closing_are_kept_and_told(house: House) -> None:
    wanted = Amendment(outage=SUSPECTED, why="cắt điện", by=HUNG, owner=Owner.UTILITY)
    done = json.loads(await house.reckoner.amend(wanted))
    assert [each["by"] for each in done["corrections"]] == [{"name": "hung", "via": "socket"}]
    closing = json.loads(await house.reckoner.close(MONTH, "xong", HUNG))["closing"]
    assert (closing["revision"], closing["corrections"], house.revised) == (1, 2, 2)
    [month] = [each for each in await house.reckoner.months() if each.month == MONTH]
    assert [(each.revision, each.why) for each in month.closings] == [(1, "xong")]


async def test_months_begin_with_the_first_inventory(house: House) -> None:
    names = [each.month for each in await house.reckoner.months()]
    assert names[-2:] == [MONTH, "2025-09"]
    assert not names[0] < names[1], "the newest first"
    assert months_in(Path("nowhere")) == []


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (lambda it: it.figures("2025-13", None), "sla.month-unreadable"),
        (lambda it: it.figures("2199-01", None), "sla.month-future"),
        (lambda it: it.figures("2024-01", None), "sla.no-data"),
        (lambda it: it.figures(MONTH, "vntp"), "sla.unknown-provider"),
        (lambda it: it.outages(Wanted(MONTH, site="xa")), "sla.unknown-site"),
        (lambda it: it.close("2199-01", "x", HUNG), "sla.month-future"),
    ],
)
async def test_a_refusal_of_the_child_is_one_of_ours(
    house: House, ask: Callable[[Reckoner], Any], code: str
) -> None:
    with pytest.raises(ReckoningError) as raised:
        await ask(house.reckoner)
    assert raised.value.code == code


async def test_a_judged_incident_revises_the_months_that_are_closed(house: House) -> None:
    await house.reckoner.close(MONTH, "xong", HUNG)
    found = await house.incident("261008-BBBB")
    after = replace(found, owner=Owner.UTILITY, corrected=True)
    await _keep(house, after)
    action = Correct(incident=found.id, by=HUNG, note="cắt điện", owner=Owner.UTILITY)
    await house.reckoner.follow(after, action)
    [month] = [each for each in await house.reckoner.months() if each.month == MONTH]
    assert [(each.revision, each.why) for each in month.closings] == [(1, "xong"), (2, "cắt điện")]


async def _keep(house: House, incident: Incident) -> None:
    change = IncidentChange(incident, ())
    assert house.recorder.store is not None
    await house.recorder.store.transact(partial(incidents.keep, changes=[change]))


async def test_where_nothing_is_closed_no_process_is_started(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reckoner, "CHILD", "no.such.module")
    found = await house.incident("261008-BBBB")
    await house.reckoner.follow(found, Correct(incident=found.id, by=HUNG, owner=Owner.SITE))
    assert house.revised == 0


async def test_who_comes_when_many_wait_is_told_to_come_again(house: House) -> None:
    asked = [
        asyncio.create_task(house.reckoner.figures(MONTH, None)) for _ in range(MOST_WAITING + 1)
    ]
    done, waiting = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
    assert [str(each.exception()) for each in done] == ["sla.busy"]
    for each in waiting:
        each.cancel()
        with suppress(asyncio.CancelledError):
            await each


async def test_questions_of_one_provider_leave_room_for_others_and_changes_find_it(
    house: House,
) -> None:
    def ask(make: Any, times: int) -> list[asyncio.Task[bytes]]:
        return [asyncio.create_task(make()) for _ in range(times)]

    async def busy(tasks: list[asyncio.Task[bytes]]) -> int:
        await asyncio.sleep(0)
        return sum(each.done() and str(each.exception()) == "sla.busy" for each in tasks)

    partner = ask(lambda: house.reckoner.figures(MONTH, "viettel", own=True), 10)
    assert await busy(partner) == 10 - OF_ONE
    staff = ask(lambda: house.reckoner.outages(Wanted(MONTH)), 10)
    assert await busy(staff) == 10 - (MOST_WAITING - OF_ONE)
    closing = ask(lambda: house.reckoner.close("2199-01", "x", HUNG), 1)
    assert await busy(closing) == 0
    for each in (*partner, *staff, *closing):
        each.cancel()
    await asyncio.wait((*partner, *staff, *closing))


async def test_a_folder_that_cannot_be_read_is_told(house: House, tmp_path: Path) -> None:
    beyond = tmp_path / ("x" * 300)  # a longer name than any file system takes
    inventory = parse(PROVINCE, "province.yaml", tmp_path)
    reckoner = Reckoner("", beyond, house.recorder, lambda: inventory, house.now, house.hear)
    for ask in (reckoner.months(), reckoner.files(MONTH)):
        with pytest.raises(ReckoningError) as raised:
            await ask
        assert raised.value.code == "sla.failed"
        assert str(raised.value.params["why"]).endswith("File name too long")


async def test_what_lies_in_the_folder_and_is_no_month_disturbs_nobody(
    house: House, tmp_path: Path
) -> None:
    for name in ("2025-13", "2025-00", "0000-01", "1999-12", "２０２５-10", "2025-1٠", "2024-02"):
        (tmp_path / "reports" / name).mkdir(parents=True)
    found = {each.month: each.recorded for each in await house.reckoner.months()}
    assert min(found) == "2024-02"
    assert [month for month, recorded in found.items() if not recorded] == ["2024-02"]


async def test_a_database_that_is_not_there_is_away(tmp_path: Path) -> None:
    house = House(tmp_path)
    with pytest.raises(DeskError) as raised:
        await house.reckoner.months()
    assert raised.value.code == "desk.database-away"


@pytest.mark.parametrize("said", [b"", b"{", b"null", b'{"code": "x"}', b"\xff\xfe"])
def test_a_refusal_that_cannot_be_read_is_one_all_the_same(said: bytes) -> None:
    assert refusal_of(said).code == "sla.failed"


async def test_a_child_that_is_killed_is_told() -> None:
    with pytest.raises(ReckoningError) as raised:
        await ask_child(b"import os; os.kill(os.getpid(), 9)\n", "asyncio")
    assert raised.value.params == {"why": "exit code -9"}


async def test_a_child_that_fails_or_takes_too_long_is_told() -> None:
    for child, patience, why in (("no.such.module", 60.0, "exit code 1"), ("asyncio", 0.05, "0 s")):
        with pytest.raises(ReckoningError) as raised:
            await ask_child(b"import time; time.sleep(60)\n", child, patience)
        assert raised.value.code == "sla.failed"
        assert why in str(raised.value.params["why"])
