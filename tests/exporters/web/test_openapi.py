"""Every answer is as the OpenAPI document says, and every path of it exists."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from exporters.web.sources import ReloadProblems
from monitord.model.facts import Fact
from tests.desk.incidents import LINE, OVER
from tests.desk.reckoning import OUTAGE
from tests.exporters.province import poller_of, talkative
from tests.exporters.web.conftest import House

MAPS = {"params", "labels", "aliases", "failures", "strays", "site_names", "data", "advice"}
"""Properties whose keys are no fields."""
NEW_WINDOW: dict[str, Any] = {
    "cover": {"kind": "provider", "id": "vnpt"},
    "start": "2026-11-29T22:00:00+07:00",
    "seconds": 14400,
    "repeat": "FREQ=MONTHLY;BYDAY=1SU",
    "why": "Bảo dưỡng",
    "announced_at": "2026-11-22T08:00:00+07:00",
}
PDF = "bien-ban-2026-10.pdf"
SITES = ("xa-00000", "xa-00030", "nowhere")


async def problems(client: httpx.AsyncClient, path: str, response: httpx.Response) -> list[str]:
    """What in `response` is not as promised for `path`."""
    document: dict[str, Any] = (await client.get("/api/v1/openapi.json")).json()
    operation = document["paths"][path][response.request.method.lower()]
    promised = operation["responses"][str(response.status_code)]
    if "$ref" in promised:
        promised = document["components"]["responses"][promised["$ref"].rsplit("/", 1)[1]]
    promised = promised["content"]
    schema = promised[response.headers["content-type"].split(";")[0]]["schema"]
    whole = {**schema, "components": document["components"]}
    validator = Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)
    said = response.json() if "json" in response.headers["content-type"] else response.text
    return [error.message for error in validator.iter_errors(said)]


@pytest.mark.parametrize(
    ("method", "path", "url"),
    [
        ("GET", "/metrics", "/metrics"),
        ("GET", "/-/healthy", "/-/healthy"),
        ("GET", "/-/ready", "/-/ready"),
        ("POST", "/-/reload", "/-/reload"),
        ("GET", "/api/v1/sites", "/api/v1/sites"),
        ("GET", "/api/v1/sites/{id}", "/api/v1/sites/xa-00000"),
        ("GET", "/api/v1/sites/{id}", "/api/v1/sites/xa-00030"),
        ("GET", "/api/v1/sites/{id}", "/api/v1/sites/nowhere"),
        ("GET", "/api/v1/incidents", "/api/v1/incidents?open=false"),
        ("GET", "/api/v1/incidents", "/api/v1/incidents?opne=false"),
        ("GET", "/api/v1/incidents", "/api/v1/incidents?site=nowhere"),
        ("GET", "/api/v1/incidents/{id}", f"/api/v1/incidents/{LINE}"),
        ("GET", "/api/v1/incidents/{id}", "/api/v1/incidents/nowhere"),
        ("POST", "/api/v1/incidents/{id}/ack", f"/api/v1/incidents/{LINE}/ack"),
        ("POST", "/api/v1/incidents/{id}/ack", "/api/v1/incidents/nowhere/ack"),
        ("POST", "/api/v1/incidents/{id}/comment", f"/api/v1/incidents/{LINE}/comment"),
        ("POST", "/api/v1/incidents/{id}/ack", f"/api/v1/incidents/{OVER}/ack"),
        ("GET", "/api/v1/maintenance", "/api/v1/maintenance"),
        ("POST", "/api/v1/maintenance", "/api/v1/maintenance"),
        ("DELETE", "/api/v1/maintenance/{id}", "/api/v1/maintenance/m-1"),
        ("DELETE", "/api/v1/maintenance/{id}", "/api/v1/maintenance/m-9"),
        ("DELETE", "/api/v1/maintenance/{id}", "/api/v1/maintenance/bao-duong-mcu"),
        ("GET", "/api/v1/sla/months", "/api/v1/sla/months"),
        ("GET", "/api/v1/sla/{month}", "/api/v1/sla/2026-10"),
        ("GET", "/api/v1/sla/{month}", "/api/v1/sla/2026-10?prvoider=vnpt"),
        ("GET", "/api/v1/sla/{month}/files", "/api/v1/sla/2026-10/files"),
        ("GET", "/api/v1/sla/{month}/files/{name}", f"/api/v1/sla/2026-10/files/{PDF}"),
        ("GET", "/api/v1/sla/{month}/files/{name}", "/api/v1/sla/2026-10/files/nothing.pdf"),
        ("GET", "/api/v1/sla/{month}/outages", "/api/v1/sla/2026-10/outages?suspected=true"),
        ("GET", "/api/v1/sla/{month}/outages", "/api/v1/sla/2026-10/outages?owner=nobody"),
        ("POST", "/api/v1/sla/corrections", "/api/v1/sla/corrections"),
        ("POST", "/api/v1/sla/{month}/close", "/api/v1/sla/2026-10/close"),
        ("GET", "/api/v1/openapi.json", "/api/v1/openapi.json"),
    ],
)
async def test_an_answer_is_as_promised(
    house: House, client: httpx.AsyncClient, method: str, path: str, url: str
) -> None:
    house.tokens(hung="s3cret")
    client.headers["authorization"] = "Bearer s3cret"
    assert await problems(client, path, await client.request(method, url)) == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/incidents/{id}/ack", {"seconds": 3600, "note": "x"}),
        ("/api/v1/incidents/{id}/comment", {"note": "x"}),
        ("/api/v1/incidents/{id}/correct", {"cause": "power", "owner": "force_majeure"}),
        ("/api/v1/incidents/{id}/ticket", {"number": "B-1", "reported_at": "2026-11-22T11:00Z"}),
        ("/api/v1/incidents/{id}/close", {"note": "x"}),
        ("/api/v1/maintenance", NEW_WINDOW),
        ("/api/v1/sla/corrections", {"outage": OUTAGE, "excluded": True, "why": "x"}),
        ("/api/v1/sla/{month}/close", {"why": "x"}),
    ],
)
async def test_a_body_is_taken_as_promised(
    house: House, client: httpx.AsyncClient, path: str, body: dict[str, Any]
) -> None:
    house.tokens(hung="s3cret")
    client.headers["authorization"] = "Bearer s3cret"
    document = (await client.get("/api/v1/openapi.json")).json()
    wanted = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]
    schema = {**wanted["schema"], "components": document["components"]}
    assert list(Draft202012Validator(schema).iter_errors(body)) == []
    url = path.replace("{id}", LINE).replace("{month}", "2026-10")
    response = await client.post(url, json=body)
    assert response.status_code in (200, 201)
    assert await problems(client, path, response) == []


async def test_a_change_without_a_token_is_refused_as_promised(client: httpx.AsyncClient) -> None:
    response = await client.post("/api/v1/maintenance", json=NEW_WINDOW)
    assert response.status_code == 401
    assert await problems(client, "/api/v1/maintenance", response) == []


async def test_a_site_that_never_answered_is_as_promised(
    house: House, client: httpx.AsyncClient
) -> None:
    polls = [
        replace(v, outcome=None, recent=None, identity={}, aliases={}, last_measured=None)
        for v in house.province.poller.polls
    ]
    echoes = [replace(view, recent=None) for view in house.province.poller.echoes]
    house.province = replace(house.province, poller=poller_of([*echoes, *polls]))
    response = await client.get("/api/v1/sites/xa-00030")
    assert await problems(client, "/api/v1/sites/{id}", response) == []


async def test_everything_that_a_device_can_say_is_as_promised(
    house: House, client: httpx.AsyncClient
) -> None:
    house.province = talkative(house.province)
    fact = Fact("xa-00000/vc/snmp", "trap", {"object": "linkDown"}, datetime.now(UTC))
    centre = house.province.centre
    sites = [replace(view, facts=(fact,)) for view in centre.sites]
    house.province = replace(house.province, centre=replace(centre, sites=sites))
    response = await client.get("/api/v1/sites/xa-00000")
    assert await problems(client, "/api/v1/sites/{id}", response) == []


async def test_a_refused_reload_is_as_promised(house: House, client: httpx.AsyncClient) -> None:
    house.outcome = ReloadProblems(("inventory.yaml:3:5: sites: thiếu",))
    assert await problems(client, "/-/reload", await client.post("/-/reload")) == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/-/ready"),
        ("GET", "/metrics"),
        ("POST", "/-/reload"),
        ("GET", "/api/v1/sites"),
        ("GET", "/api/v1/sites/{id}"),
        ("GET", "/api/v1/incidents"),
        ("GET", "/api/v1/incidents/{id}"),
        ("POST", "/api/v1/incidents/{id}/close"),
        ("GET", "/api/v1/maintenance"),
        ("POST", "/api/v1/maintenance"),
        ("DELETE", "/api/v1/maintenance/{id}"),
        ("GET", "/api/v1/sla/months"),
        ("GET", "/api/v1/sla/{month}"),
        ("POST", "/api/v1/sla/{month}/close"),
    ],
)
async def test_a_daemon_that_starts_is_as_promised(
    house: House, client: httpx.AsyncClient, method: str, path: str
) -> None:
    house.started = False
    house.tokens(hung="s3cret")
    client.headers["authorization"] = "Bearer s3cret"
    response = await client.request(method, path)
    assert response.status_code == 503
    assert await problems(client, path, response) == []


async def test_the_document_refuses_what_is_wrong(client: httpx.AsyncClient) -> None:
    document = (await client.get("/api/v1/openapi.json")).json()
    site = (await client.get("/api/v1/sites/xa-00030")).json()
    site["devices"][0]["checks"][0]["totals"].pop("late")
    site["devices"][1]["checks"][1]["readings"][0].pop("unit")
    site["since"] = "yesterday"
    schema = {"$ref": "#/components/schemas/WholeSite", "components": document["components"]}
    wrong = {error.json_path for error in Draft202012Validator(schema).iter_errors(site)}
    assert wrong == {"$.since", "$.devices[0].checks[0]", "$.devices[1].checks[1]"}


async def test_no_field_is_undocumented(house: House, client: httpx.AsyncClient) -> None:
    house.province = talkative(house.province)
    document = (await client.get("/api/v1/openapi.json")).json()
    described = documented(document["components"]["schemas"])
    ledger = ("/api/v1/sla/months", "/api/v1/sla/2026-10/files")
    desk = ("/api/v1/incidents?open=false", f"/api/v1/incidents/{LINE}", "/api/v1/maintenance")
    for url in ("/api/v1/sites", *(f"/api/v1/sites/{site}" for site in SITES), *desk, *ledger):
        assert keys((await client.get(url)).json()) <= described


def documented(schema: Any) -> set[str]:
    """Every property that a schema names or requires, however deep."""
    if isinstance(schema, list):
        return set().union(*map(documented, schema))
    if not isinstance(schema, dict):
        return set()
    here = {*schema.get("properties", {}), *schema.get("required", [])}
    return here.union(*map(documented, schema.values()))


def keys(answer: Any) -> set[str]:
    """Every key of an answer, however deep, but of maps by label, parameter or object."""
    if isinstance(answer, list):
        return set().union(*map(keys, answer))
    if not isinstance(answer, dict):
        return set()
    inside = (value for name, value in answer.items() if name not in MAPS)
    return set(answer).union(*map(keys, inside))
