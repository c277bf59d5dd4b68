"""Incidents over HTTP, without a socket: what is told, what is done, what is refused."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from monitord.texts import texts
from tests.desk.incidents import DISTRICT, LINE, MCU, OVER
from tests.exporters.web.conftest import House

INCIDENTS = "/api/v1/incidents"
WORDS = texts("vi"), texts("en")
HUNG = {"authorization": "Bearer s3cret-of-hung"}


@pytest.fixture(autouse=True)
def tokens(house: House, client: httpx.AsyncClient) -> None:
    """Two people may change things over TCP; one of them asks."""
    house.tokens(hung="s3cret-of-hung", lan="s3cret-of-lan", nobody="")
    client.headers.update(HUNG)


def ids(answer: httpx.Response) -> list[str]:
    """Which incidents an answer lists."""
    return [each["id"] for each in answer.json()["incidents"]]


async def test_open_incidents_are_listed_the_newest_first(client: httpx.AsyncClient) -> None:
    answer = await client.get(INCIDENTS)
    assert ids(answer) == [LINE, DISTRICT, MCU]
    whole = answer.json()
    assert whole["timezone"] == "Asia/Ho_Chi_Minh"
    assert whole["site_names"]["xa-00030"] == "Điểm cầu xã Như Thanh số 30"
    first = whole["incidents"][0]
    assert (first["alertname"], first["scope"], first["subject"]) == (
        "SiteDown",
        "site",
        "xa-00030",
    )
    assert first["subject_name"] == "Điểm cầu xã Như Thanh số 30"
    assert (first["cause"], first["certainty"], first["owner"]) == (
        "circuit",
        "suspected",
        "provider",
    )
    assert first["since"] == "2026-11-22T04:48:00.250000Z"
    assert first["acknowledged"] is first["closed_at"] is None


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"open": "false"}, [LINE, DISTRICT, OVER, MCU]),
        ({"open": "false", "since": "2026-11-22T00:00:00Z"}, [LINE, DISTRICT, MCU]),
        ({"open": "false", "until": "2026-11-21T12:00:00+07:00"}, [MCU]),
        ({"site": "xa-00029"}, [DISTRICT]),
        ({"most": "1"}, [LINE]),
    ],
)
async def test_those_that_are_asked_for_are_listed(
    client: httpx.AsyncClient, query: dict[str, str], expected: list[str]
) -> None:
    assert ids(await client.get(INCIDENTS, params=query)) == expected


@pytest.mark.parametrize(
    ("query", "field", "near"),
    [
        ({"opne": "true"}, "opne", ["open"]),
        ({"open": "maybe"}, "open", []),
        ({"since": "yesterday"}, "since", []),
        ({"since": "2026-11-22T00:00:00"}, "since", []),
        ({"until": "0001-01-01T00:00:00+14:00"}, "until", []),
        ({"most": "0"}, "most", []),
        ({"most": "9" * 5000}, "most", []),
    ],
)
async def test_a_question_that_is_not_understood_is_refused(
    client: httpx.AsyncClient, query: dict[str, str], field: str, near: list[str]
) -> None:
    response = await client.get(INCIDENTS, params=query)
    assert response.status_code == 400
    [problem] = response.json()["problems"]
    assert (problem["field"], problem["did_you_mean"]) == (field, near)


async def test_an_unknown_site_is_refused_with_what_was_meant(client: httpx.AsyncClient) -> None:
    response = await client.get(INCIDENTS, params={"site": "xa-0030"})
    answer = response.json()
    assert (response.status_code, answer["code"]) == (404, "desk.unknown-site")
    assert "xa-00030" in answer["did_you_mean"]


async def test_one_is_told_with_evidence_and_history(client: httpx.AsyncClient) -> None:
    answer = (await client.get(f"{INCIDENTS}/{LINE}")).json()["incident"]
    [fact] = answer["evidence"]
    assert (fact["kind"], fact["params"]["last"]) == ("path", "10.20.0.1")
    [opened] = answer["history"]
    assert opened["what"] == "opened"
    assert opened["by"] == {"name": "monitord", "via": "monitord"}
    assert opened["data"] == {"cause": "circuit", "sites": 1}


async def test_whom_to_call_is_told_to_those_only_who_may_change_things(
    house: House, client: httpx.AsyncClient
) -> None:
    house.tokens("view", binh="s3cret-of-binh")
    reader = {"authorization": "Bearer s3cret-of-binh"}
    answer = (await client.get(f"{INCIDENTS}/{LINE}", headers=reader)).json()
    assert answer["incident"]["advice"] is None
    answer = (await client.get(f"{INCIDENTS}/{LINE}", headers=HUNG)).json()
    assert answer["incident"]["advice"] == {"what_to_do": f"None: {LINE}"}


async def test_whom_to_call_is_told_in_the_language_that_is_asked_for(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get(f"{INCIDENTS}/{LINE}", headers=HUNG, params={"language": "en"})
    assert answer.json()["incident"]["advice"] == {"what_to_do": f"en: {LINE}"}


@pytest.mark.parametrize("query", [{"language": "fr"}, {"langage": "en"}])
async def test_a_language_that_there_is_not_is_refused(
    client: httpx.AsyncClient, query: dict[str, str]
) -> None:
    response = await client.get(f"{INCIDENTS}/{LINE}", headers=HUNG, params=query)
    assert response.status_code == 400
    assert [each["field"] for each in response.json()["problems"]] == list(query)


async def test_an_unknown_incident_is_404_with_what_was_meant(client: httpx.AsyncClient) -> None:
    response = await client.get(f"{INCIDENTS}/261122-K7QE")
    assert response.status_code == 404
    answer = response.json()
    assert answer["code"] == "desk.unknown"
    assert answer["error"] == "There is no 261122-K7QE."
    assert LINE in answer["did_you_mean"]


async def done(client: httpx.AsyncClient, action: str, body: Any, ident: str = LINE) -> Any:
    """The incident after `action`, and the last line of its history."""
    response = await client.post(f"{INCIDENTS}/{ident}/{action}", json=body, headers=HUNG)
    assert response.status_code == 200, response.text
    assert response.json()["recorded"] is True
    whole = (await client.get(f"{INCIDENTS}/{ident}")).json()["incident"]
    said = response.json()["incident"]
    assert {name: whole[name] for name in said} == said
    assert whole["history"][-1]["by"] == {"name": "hung", "via": "token"}
    return whole


async def test_one_is_acknowledged_for_a_while(client: httpx.AsyncClient) -> None:
    whole = await done(client, "ack", {"seconds": 7200, "note": "đã gọi VNPT"})
    assert whole["acknowledged"] == {
        "by": {"name": "hung", "via": "token"},
        "at": "2026-11-22T05:00:00.250000Z",
        "until": "2026-11-22T07:00:00.250000Z",
    }
    assert whole["history"][-1]["what"] == "acknowledged"
    assert whole["history"][-1]["data"] == {"seconds": 7200, "note": "đã gọi VNPT"}


async def test_one_is_acknowledged_without_a_body(client: httpx.AsyncClient) -> None:
    response = await client.post(f"{INCIDENTS}/{LINE}/ack", headers=HUNG)
    assert response.json()["incident"]["acknowledged"]["until"] is None


async def test_one_is_commented(client: httpx.AsyncClient) -> None:
    whole = await done(client, "comment", {"note": "  đèn LOS đỏ\nđã chụp ảnh "})
    assert whole["history"][-1]["data"] == {"note": "đèn LOS đỏ\nđã chụp ảnh"}


async def test_a_correction_keeps_the_old_value(client: httpx.AsyncClient) -> None:
    whole = await done(client, "correct", {"cause": "power", "owner": "utility"})
    assert (whole["cause"], whole["owner"], whole["certainty"]) == ("power", "utility", "confirmed")
    assert whole["history"][-1]["data"] == {
        "cause": "power",
        "cause_before": "circuit",
        "owner": "utility",
        "owner_before": "provider",
    }


async def test_a_ticket_is_noted(client: httpx.AsyncClient) -> None:
    reported = {"number": "BH-77", "reported_at": "2026-11-22T11:55:00+07:00"}
    whole = await done(client, "ticket", reported)
    assert whole["provider_ticket"] == "BH-77"
    assert whole["reported_at"] == "2026-11-22T04:55:00.000000Z"
    assert whole["accepted_at"] is None


async def test_one_is_closed_and_not_twice(client: httpx.AsyncClient) -> None:
    whole = await done(client, "close", {"note": "VNPT đã nối lại"})
    assert whole["closed_by"] == {"name": "hung", "via": "token"}
    again = await client.post(f"{INCIDENTS}/{LINE}/close", json={"note": "x"}, headers=HUNG)
    assert (again.status_code, again.json()["code"]) == (409, "desk.incident-closed")


async def test_what_is_not_recorded_yet_is_said(house: House, client: httpx.AsyncClient) -> None:
    house.desk.recorded = False
    response = await client.post(f"{INCIDENTS}/{LINE}/ack", headers=HUNG)
    assert (response.status_code, response.json()["recorded"]) == (200, False)


@pytest.mark.parametrize(
    ("action", "body", "field", "near"),
    [
        ("ack", '{"secnds": 60}', "secnds", ["seconds"]),
        ("ack", '{"seconds": "60"}', "seconds", []),
        ("ack", '{"seconds": NaN}', "seconds", []),
        ("ack", '{"seconds": 5}', "seconds", []),
        ("ack", "[]", "", []),
        ("ack", "{", "", []),
        ("ack", "[" * 16000, "", []),
        ("comment", "{}", "note", []),
        ("comment", '{"note": "   "}', "note", []),
        ("comment", r'{"note": "a\u0000b"}', "note", []),
        ("comment", r'{"note": "a\u001b[2Jb"}', "note", []),
        ("comment", '{"note": "%s"}' % ("x" * 2001), "note", []),
        ("correct", '{"cause": "powr"}', "cause", ["power"]),
        ("correct", '{"owner": "provder"}', "owner", ["provider"]),
        ("ticket", '{"reported_at": "22:00"}', "reported_at", []),
        ("ticket", '{"reported_at": "2026-11-22T10:00:00"}', "reported_at", []),
        ("ticket", '{"reported_at": 1795323600}', "reported_at", []),
        ("ticket", '{"accepted_at": "0001-01-01T00:00:00+14:00"}', "accepted_at", []),
        ("close", "{}", "note", []),
    ],
)
async def test_a_body_that_is_not_as_it_should_be_changes_nothing(
    house: House, client: httpx.AsyncClient, action: str, body: str, field: str, near: list[str]
) -> None:
    before = dict(house.desk.kept)
    headers = {**HUNG, "content-type": "application/json"}
    response = await client.post(f"{INCIDENTS}/{LINE}/{action}", content=body, headers=headers)
    assert (response.status_code, response.json()["code"]) == (422, "desk.invalid")
    [problem] = response.json()["problems"]
    assert (problem["field"], problem["did_you_mean"]) == (field, near)
    assert problem["code"] != "problem.other"
    for words in WORDS:
        assert words.say(problem["code"], **problem["params"])
    assert house.desk.kept == before


async def test_all_problems_of_a_body_are_told_at_once(client: httpx.AsyncClient) -> None:
    body = {"cause": "powr", "ownr": "site", "note": ""}
    response = await client.post(f"{INCIDENTS}/{LINE}/correct", json=body, headers=HUNG)
    fields = {problem["field"] for problem in response.json()["problems"]}
    assert fields == {"cause", "ownr", "note"}


async def test_a_lone_surrogate_is_refused(client: httpx.AsyncClient) -> None:
    headers = {**HUNG, "content-type": "application/json"}
    body = rb'{"note": "\ud800"}'
    response = await client.post(f"{INCIDENTS}/{LINE}/comment", content=body, headers=headers)
    assert response.status_code == 422


@pytest.mark.parametrize(
    ("action", "code"),
    [("correct", "desk.nothing-to-correct"), ("ticket", "desk.nothing-to-report")],
)
async def test_nothing_to_do_is_said_so(client: httpx.AsyncClient, action: str, code: str) -> None:
    response = await client.post(f"{INCIDENTS}/{LINE}/{action}", json={}, headers=HUNG)
    assert (response.status_code, response.json()["code"]) == (422, code)


async def test_an_unknown_action_is_404_with_what_was_meant(client: httpx.AsyncClient) -> None:
    response = await client.post(f"{INCIDENTS}/{LINE}/comentt", json={}, headers=HUNG)
    assert (response.status_code, response.json()["did_you_mean"]) == (404, ["comment"])


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "desk.no-login"),
        ({"authorization": "Bearer s3cret-of-hun"}, "desk.wrong-login"),
        ({"authorization": "Bearer "}, "desk.wrong-login"),
        ({"authorization": "Bearer"}, "desk.wrong-login"),
        ({"authorization": b"Bearer \xff\xfe"}, "desk.wrong-login"),
    ],
)
async def test_without_a_token_nothing_is_changed_over_tcp(
    house: House, client: httpx.AsyncClient, headers: dict[str, str], code: str
) -> None:
    before = dict(house.desk.kept)
    del client.headers["authorization"]
    response = await client.post(f"{INCIDENTS}/{LINE}/ack", headers=headers)
    assert (response.status_code, response.json()["code"]) == (401, code)
    assert "Bearer" in response.headers["www-authenticate"]
    assert house.desk.kept == before


async def test_before_the_start_nothing_is_told(house: House, client: httpx.AsyncClient) -> None:
    house.started = False
    for response in (
        await client.get(INCIDENTS),
        await client.get(f"{INCIDENTS}/{LINE}"),
        await client.post(f"{INCIDENTS}/{LINE}/ack", headers=HUNG),
    ):
        assert (response.status_code, response.json()) == (503, {"error": "starting"})
