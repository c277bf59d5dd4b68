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
from tests.exporters.province import poller_of, talkative
from tests.exporters.web.conftest import House

MAPS = {"params", "labels", "aliases", "failures", "strays"}
"""Properties whose keys are no fields."""
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
        ("GET", "/api/v1/openapi.json", "/api/v1/openapi.json"),
    ],
)
async def test_an_answer_is_as_promised(
    client: httpx.AsyncClient, method: str, path: str, url: str
) -> None:
    assert await problems(client, path, await client.request(method, url)) == []


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
    ],
)
async def test_a_daemon_that_starts_is_as_promised(
    house: House, client: httpx.AsyncClient, method: str, path: str
) -> None:
    house.started = False
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
    described = documented(document["components"])
    for url in ("/api/v1/sites", *(f"/api/v1/sites/{site}" for site in SITES)):
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
