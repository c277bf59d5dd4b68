"""Maintenance windows over HTTP, without a socket."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from monitord.model.maintenance import Occurrence
from tests.exporters.province import NOW
from tests.exporters.web.conftest import House

WINDOWS = "/api/v1/maintenance"
HUNG = {"authorization": "Bearer s3cret-of-hung"}
TONIGHT: dict[str, Any] = {
    "cover": {"kind": "site", "id": "xa-00003"},
    "start": "2026-11-29T22:00:00+07:00",
    "seconds": 14400,
    "why": "Thay bộ định tuyến",
}


@pytest.fixture(autouse=True)
def tokens(house: House, client: httpx.AsyncClient) -> None:
    """Somebody may change things over TCP, and asks."""
    house.tokens(hung="s3cret-of-hung")
    client.headers.update(HUNG)


async def test_windows_are_listed_by_their_start(client: httpx.AsyncClient) -> None:
    answer = (await client.get(WINDOWS)).json()
    assert [each["id"] for each in answer["windows"]] == ["bao-duong-mcu", "m-1"]
    assert answer["timezone"] == "Asia/Ho_Chi_Minh"
    assert answer["windows"][1]["cover"] == {"kind": "site", "id": "xa-00001"}
    assert answer["windows"][1]["cover_name"] == "Điểm cầu xã Như Thanh số 1"
    assert answer["windows"][1]["in_force"] is None


async def test_one_in_force_says_until_when_and_whether_it_was_agreed(
    house: House, client: httpx.AsyncClient
) -> None:
    now = datetime.fromtimestamp(NOW, UTC)
    [window, _] = await house.desk.windows()
    centre = house.province.centre
    occurrence = Occurrence(window, now, now + timedelta(hours=4), agreed=False)
    house.province = replace(house.province, centre=replace(centre, in_force=(occurrence,)))
    answer = (await client.get(WINDOWS)).json()
    assert answer["windows"][0]["in_force"] == {
        "start": "2026-11-22T05:00:00.250000Z",
        "end": "2026-11-22T09:00:00.250000Z",
        "agreed": False,
    }


async def test_one_is_added_by_who_asks(house: House, client: httpx.AsyncClient) -> None:
    body = {**TONIGHT, "repeat": "FREQ=MONTHLY;BYDAY=1SU"}
    response = await client.post(WINDOWS, json=body, headers=HUNG)
    assert response.status_code == 201
    added = response.json()["window"]
    assert (added["id"], added["who"], added["source"]) == ("m-3", "hung", "command")
    assert added["start"] == "2026-11-29T15:00:00.000000Z"
    assert added["timezone"] == "Asia/Ho_Chi_Minh"
    assert "m-3" in house.desk.planned


async def test_one_is_cancelled(house: House, client: httpx.AsyncClient) -> None:
    response = await client.delete(f"{WINDOWS}/m-1", headers=HUNG)
    assert response.status_code == 200
    assert response.json()["window"]["cancelled_by"] == "hung"
    assert house.desk.planned["m-1"].cancelled_at is not None


async def test_one_of_the_inventory_is_not(client: httpx.AsyncClient) -> None:
    response = await client.delete(f"{WINDOWS}/bao-duong-mcu", headers=HUNG)
    assert (response.status_code, response.json()["code"]) == (409, "desk.window-of-inventory")


async def test_an_unknown_one_is_404_with_what_was_meant(client: httpx.AsyncClient) -> None:
    response = await client.delete(f"{WINDOWS}/bao-duong-mc", headers=HUNG)
    assert (response.status_code, response.json()["did_you_mean"]) == (404, ["bao-duong-mcu"])


@pytest.mark.parametrize(
    ("kind", "ident", "near"),
    [
        ("site", "xa00030", "xa-00030"),
        ("circuit", "TSL-030", "TSL-0030"),
        ("provider", "vnp", "vnpt"),
        ("mcu", "trung-tam", None),
    ],
)
async def test_work_on_what_there_is_not_is_refused(
    client: httpx.AsyncClient, kind: str, ident: str, near: str | None
) -> None:
    body = {**TONIGHT, "cover": {"kind": kind, "id": ident}}
    response = await client.post(WINDOWS, json=body, headers=HUNG)
    answer = response.json()
    assert (response.status_code, answer["code"]) == (422, "desk.unknown-cover")
    assert (near in answer["did_you_mean"]) == (near is not None)


@pytest.mark.parametrize(
    ("change", "field", "near"),
    [
        ({"cover": {"kind": "sites", "id": "xa-00003"}}, "cover.kind", ["site"]),
        ({"cover": {"kind": "site", "ids": "x", "id": "x"}}, "cover.ids", ["id"]),
        ({"cover": "xa-00003"}, "cover", []),
        ({"start": "2026-11-29 22:00"}, "start", []),
        ({"seconds": 0}, "seconds", []),
        ({"seconds": 3_000_000}, "seconds", []),
        ({"timezone": "Asia/Hanoi"}, "timezone", []),
        ({"timezone": "../../etc/passwd"}, "timezone", []),
        ({"why": ""}, "why", []),
        ({"anounced_at": "2026-11-22T00:00:00Z"}, "anounced_at", ["announced_at"]),
    ],
)
async def test_a_window_that_is_not_as_it_should_be_is_refused(
    house: House, client: httpx.AsyncClient, change: dict[str, Any], field: str, near: list[str]
) -> None:
    response = await client.post(WINDOWS, json={**TONIGHT, **change}, headers=HUNG)
    assert response.status_code == 422
    [problem] = response.json()["problems"]
    assert (problem["field"], problem["did_you_mean"]) == (field, near)
    assert len(house.desk.planned) == 2


async def test_nobody_changes_windows_without_a_token(client: httpx.AsyncClient) -> None:
    del client.headers["authorization"]
    assert (await client.post(WINDOWS, json=TONIGHT)).status_code == 401
    assert (await client.delete(f"{WINDOWS}/m-1")).status_code == 401
