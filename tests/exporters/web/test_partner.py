"""What a partner is told, and what it is not, however it asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from exporters.web.partner import share_of
from exporters.web.queries import MOST
from monitord.model.incidents import Aspect, Cause, FaultKey, Owner, Scope
from monitord.model.inventory import Contact, Inventory, Provider, Sla, Team
from monitord.model.maintenance import Cover, Window
from monitord.model.states import Reason
from tests.desk.incidents import DISTRICT, LINE, MCU, OVER, line_down
from tests.exporters.province import NOW, Province, make_site, province_of
from tests.exporters.web.conftest import House

THEIRS, OTHERS = "xa-00030", "xa-00031"
CALLED = {"authorization": "Bearer token-of-viettel-partner"}
STAFF = {"authorization": "Bearer token-of-hung-of-staff"}
HIDDEN = (OTHERS, "TSL-0031", "vnpt", "0900000000", "Lê Thị Bích", "Trực", "127.1.", "hung")
"""What belongs to others, contacts, addresses of devices, and names of staff."""


def scene() -> Province:
    """Forty sites; the line of one is another company's, which has a contact."""
    sites = [make_site(number) for number in range(40)]
    line = replace(sites[30].circuits[0], provider="viettel")
    sites[30] = replace(sites[30], circuits=(line,))
    made = province_of(tuple(sites))
    company = Provider("viettel", "Viettel", None, Sla(), (Contact("A", phone="0900000000"),))
    team = Team("truc-tinh", "Trực kỹ thuật tỉnh", (), None, None)
    inventory = replace(
        made.inventory,
        providers={**made.inventory.providers, "viettel": company},
        teams={"truc-tinh": team},
    )
    return replace(made, inventory=inventory, centre=replace(made.centre, inventory=inventory))


@pytest.fixture(autouse=True)
def partner(house: House, client: httpx.AsyncClient) -> None:
    """Somebody of that company asks."""
    house.province = scene()
    house.tokens("partner", "viettel", viettel="token-of-viettel-partner")
    house.tokens("operate", hung="token-of-hung-of-staff")
    client.headers.update(CALLED)
    windows = house.desk.planned
    [some, *_] = windows.values()
    for ident, cover in (
        ("m-own", Cover("circuit", "TSL-0030")),
        ("m-company", Cover("provider", "viettel")),
        ("m-other", Cover("circuit", "TSL-0031")),
    ):
        windows[ident] = replace(some, id=ident, cover=cover, why="", who="hung")


def test_a_provider_has_its_circuits_and_their_sites() -> None:
    share = share_of("viettel", scene().inventory)
    assert share.circuits == {"TSL-0030"}
    assert share.sites == {THEIRS}
    gone = share_of("fpt", scene().inventory)
    assert not gone.circuits | gone.sites


async def test_it_sees_its_circuits_and_the_names_of_their_sites(client: httpx.AsyncClient) -> None:
    answer = (await client.get("/api/v1/sites")).json()
    [site] = answer["sites"]
    assert site["id"] == THEIRS
    assert sorted(site) == ["circuits", "id", "name"]
    assert [line["id"] for line in site["circuits"]] == ["TSL-0030"]
    assert (await client.get(f"/api/v1/sites/{THEIRS}")).json() == site


@pytest.mark.parametrize(
    "ident",
    [OTHERS, "XA-00030", "xa-00030/", "xa-00030%00", "xa-00030%2f..%2fxa-00031", "xa-0003%31",
     "xa-00030%0a", "%20xa-00030", "*", "xa-00030,xa-00031", "diem-cau-31"],
)  # fmt: skip
async def test_another_site_does_not_exist(client: httpx.AsyncClient, ident: str) -> None:
    answer = await client.get(f"/api/v1/sites/{ident}")
    assert answer.status_code == 404
    near = answer.json().get("did_you_mean", [])
    assert set(near) <= {THEIRS}


async def test_incidents_are_those_of_its_circuits(client: httpx.AsyncClient) -> None:
    answer = (await client.get("/api/v1/incidents?open=false")).json()
    assert [each["id"] for each in answer["incidents"]] == [LINE]
    assert answer["team_names"] == {}
    assert set(answer["site_names"]) == {THEIRS}


async def test_those_of_others_do_not_hide_its_own(house: House, client: httpx.AsyncClient) -> None:
    kept = house.desk.kept
    for number in range(MOST + 100):
        later = kept[LINE].opened_at + timedelta(seconds=number + 1)
        kept[f"n{number}"] = replace(kept[DISTRICT], id=f"n{number}", opened_at=later)
    for query in ("", "?open=false", "?most=1"):
        answer = (await client.get(f"/api/v1/incidents{query}")).json()
        assert [each["id"] for each in answer["incidents"]] == [LINE]


@pytest.mark.parametrize("ident", [DISTRICT, MCU, OVER, LINE.lower(), f"{LINE}%00", "%2e%2e"])
async def test_anothers_incident_does_not_exist(
    house: House, client: httpx.AsyncClient, ident: str
) -> None:
    before = dict(house.desk.kept)
    for answer in (
        await client.get(f"/api/v1/incidents/{ident}"),
        await client.post(f"/api/v1/incidents/{ident}/comment", json={"note": "x"}),
    ):
        assert answer.status_code == 404
        assert answer.json().get("did_you_mean", []) == []
    assert house.desk.kept == before


@pytest.mark.parametrize("query", [{"site": OTHERS}, {"site": "xa-00001", "open": "false"}])
async def test_it_cannot_ask_for_another_site(
    client: httpx.AsyncClient, query: dict[str, str]
) -> None:
    answer = await client.get("/api/v1/incidents", params=query)
    assert answer.status_code == 404
    assert set(answer.json()["did_you_mean"]) <= {THEIRS}


async def test_it_may_comment_and_reads_its_own_comments_only(
    house: House, client: httpx.AsyncClient
) -> None:
    url = f"/api/v1/incidents/{LINE}"
    await client.post(f"{url}/comment", json={"note": "Gọi anh 0900000000"}, headers=STAFF)
    done = await client.post(f"{url}/comment", json={"note": "Đang hàn cáp"})
    assert done.status_code == 200
    whole = (await client.get(url)).json()["incident"]
    told = [(each["what"], each["by"]["name"], each["data"]) for each in whole["history"]]
    assert told == [
        ("opened", "monitord", {}),
        ("commented", "viettel", {"note": "Đang hàn cáp"}),
    ]
    assert house.desk.history[LINE][-1].by.name == "viettel"


async def test_windows_are_those_of_its_circuits_without_names(client: httpx.AsyncClient) -> None:
    windows = (await client.get("/api/v1/maintenance")).json()["windows"]
    assert sorted(each["id"] for each in windows) == ["m-company", "m-own"]
    assert {each["who"] for each in windows} == {""}


async def test_nothing_that_it_is_told_is_of_others(
    house: House, client: httpx.AsyncClient
) -> None:
    await client.post(f"/api/v1/incidents/{LINE}/ack", headers=STAFF)
    held = house.desk.kept[LINE]
    wide = replace(held, sites=(THEIRS, OTHERS), most_sites=2, merged_into=DISTRICT)
    house.desk.kept[LINE] = replace(wide, reason=Reason("circuit.silent", {"site": OTHERS}))
    for url in (
        "/api/v1/sites", f"/api/v1/sites/{THEIRS}", "/api/v1/incidents?open=false",
        f"/api/v1/incidents/{LINE}", "/api/v1/maintenance", f"/api/v1/sites/{OTHERS}x",
    ):  # fmt: skip
        said = (await client.get(url)).text.replace(f"{OTHERS}x", "")
        assert [each for each in HIDDEN if each in said] == []
    whole: dict[str, Any] = (await client.get(f"/api/v1/incidents/{LINE}")).json()["incident"]
    assert (whole["advice"], whole["team"], whole["evidence"], whole["alerts"]) == (
        None,
        None,
        [],
        [],
    )
    assert whole["acknowledged"]["by"]["name"] == "staff"


def incidents(inventory: Inventory) -> Iterator[tuple[FaultKey, Owner, Reason, bool]]:
    """What each is of, and whether it concerns that company."""
    silence, none = Aspect.SILENCE, Reason("none")
    yield FaultKey(Scope.CIRCUIT, "TSL-0030", silence), Owner.PROVIDER, none, True
    yield FaultKey(Scope.CIRCUIT, "TSL-0031", silence), Owner.PROVIDER, none, False
    yield FaultKey(Scope.PROVIDER, "viettel", silence), Owner.PROVIDER, none, True
    yield FaultKey(Scope.PROVIDER, "vnpt", silence), Owner.PROVIDER, none, False
    yield FaultKey(Scope.SITE, THEIRS, silence), Owner.PROVIDER, none, True
    yield FaultKey(Scope.SITE, THEIRS, silence), Owner.SITE, none, False
    yield FaultKey(Scope.SITE, OTHERS, silence), Owner.PROVIDER, none, False
    named = Reason("circuit.backup", {"circuit": "TSL-0031"})
    yield FaultKey(Scope.SITE, THEIRS, Aspect.STANDBY), Owner.PROVIDER, named, False
    yield FaultKey(Scope.MCU, THEIRS, silence), Owner.PROVIDER, none, False
    yield FaultKey(Scope.CENTRE, THEIRS, silence), Owner.PROVIDER, none, False
    yield FaultKey(Scope.MONITOR, "store", Aspect.STORE), Owner.PROVIDER, none, False


def test_which_incidents_concern_it() -> None:
    inventory = scene().inventory
    share = share_of("viettel", inventory)
    some = replace(line_down(datetime.fromtimestamp(NOW, UTC)), cause=Cause.CIRCUIT)
    for key, owner, reason, expected in incidents(inventory):
        one = replace(some, key=key, owner=owner, reason=reason)
        assert share.concerns(one) == expected, key


@pytest.mark.parametrize("kind", ["site", "mcu"])
def test_works_on_a_whole_site_are_not_told(kind: Any) -> None:
    share = share_of("viettel", scene().inventory)
    window = Window(
        id="m", cover=Cover(kind, THEIRS), start=datetime.now(UTC), seconds=60.0, timezone="UTC"
    )
    assert not share.covers(window)
