"""Who may use which route: the table, held against the document and against the answers."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import yaml

from exporters.web.app import OPENAPI
from exporters.web.roles import EVERYBODY, ROLES, roles_of
from monitord.model.doors import Role
from tests.desk.incidents import LINE
from tests.desk.reckoning import OCTOBER, OUTAGE
from tests.exporters.web.conftest import House

DOCUMENT: dict[str, Any] = yaml.safe_load(OPENAPI.read_text(encoding="utf-8"))
USERS: dict[Role, str] = {
    "view": "token-of-view",
    "operate": "token-of-op",
    "partner": "token-of-p",
}
WINDOW = {
    "cover": {"kind": "provider", "id": "vnpt"},
    "start": "2026-11-29T22:00:00+07:00",
    "seconds": 14400,
    "why": "Bảo dưỡng",
}
BODIES: dict[str, Any] = {
    "comment": {"note": "x"},
    "correct": {"cause": "power"},
    "ticket": {"number": "B-1"},
    "close": {"note": "x"},
    "ack": {},
    "maintenance": WINDOW,
    "corrections": {"outage": OUTAGE, "owner": "utility", "why": "x"},
}
LEDGER_CLOSE = {"why": "x"}
IDS = {"incidents": LINE, "sites": "xa-00030", "maintenance": "m-1"}


@pytest.fixture(autouse=True)
def users(house: House) -> None:
    """One of each role."""
    house.tokens("view", view=USERS["view"])
    house.tokens("operate", op=USERS["operate"])
    house.tokens("partner", "vnpt", p=USERS["partner"])


def test_every_route_of_the_document_is_in_the_table_and_no_other() -> None:
    promised = {
        (method.upper(), path)
        for path, operations in DOCUMENT["paths"].items()
        for method in operations
    }
    assert promised | {("GET", "/")} == set(ROLES)


def test_what_is_not_in_the_table_is_for_operators_at_most() -> None:
    assert roles_of("POST", "/api/v1/incidents/{id}/{action}", {"action": "x"}) == {"operate"}
    assert roles_of("PUT", "/metrics", {}) == {"operate"}


def address(path: str) -> str:
    """A path with an id that there is."""
    kind = path.split("/")[3] if path.startswith("/api/v1/") else ""
    path = path.replace("{month}", OCTOBER).replace("{name}", "bien-ban-2026-10-vnpt.pdf")
    return path.replace("{id}", IDS.get(kind, ""))


def body_of(path: str) -> Any:
    """What a POST to it may say."""
    return LEDGER_CLOSE if path.endswith("{month}/close") else BODIES.get(path.rsplit("/", 1)[1])


@pytest.mark.parametrize("role", USERS)
@pytest.mark.parametrize(("method", "path"), ROLES)
async def test_a_role_may_what_the_table_says(
    client: httpx.AsyncClient, house: House, role: Role, method: str, path: str
) -> None:
    body = body_of(path) if method == "POST" else None
    headers = {"authorization": f"Bearer {USERS[role]}"}
    answer = await client.request(method, address(path), json=body, headers=headers)
    may = role in ROLES[method, path]
    assert (answer.status_code < 300) == may, answer.text
    if not may:
        assert (answer.status_code, answer.json()["code"]) == (403, "desk.forbidden")
        assert house.reloads == 0
        assert house.desk.kept[LINE].acknowledged is None
        assert len(house.desk.planned) == 2
        assert house.reckoning.asked == []


@pytest.mark.parametrize(("method", "path"), ROLES)
async def test_a_stranger_is_told_nothing(
    client: httpx.AsyncClient, method: str, path: str
) -> None:
    answer = await client.request(method, address(path), json={} if method == "POST" else None)
    assert answer.status_code == (200 if path in EVERYBODY else 401)
    assert "xa-000" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/metrics/", "//metrics", "/%6detrics", "/metrics%0a", "/-/healthy%0a", "/-/healthy/",
        "/-/healthy/../../metrics", "/-/healthy%2f..%2f..%2fmetrics", "/-/healthy;/metrics",
        "/-/healthy%00", "/METRICS", "/api/v1/sites%2f..%2fopenapi.json", "/nowhere",
    ],
)  # fmt: skip
async def test_no_trick_with_the_path_gets_past_the_door(
    client: httpx.AsyncClient, path: str
) -> None:
    answer = await client.send(
        client.build_request("GET", httpx.URL("http://monitord").copy_with(raw_path=path.encode()))
    )
    assert answer.status_code == 401
    assert "monitord_" not in answer.text


async def test_without_users_everybody_reads_and_nobody_changes_anything(
    client: httpx.AsyncClient, house: House
) -> None:
    house.accounts.clear()
    shown = {"authorization": "Bearer of-another-daemon"}
    assert (await client.get("/api/v1/sites", headers=shown)).status_code == 200
    assert (await client.get(f"/api/v1/incidents/{LINE}")).json()["incident"]["advice"] is None
    for method, path in ROLES:
        if method != "GET" and path != "/-/reload":
            answer = await client.request(method, address(path), json={}, headers=shown)
            assert (answer.status_code, answer.json()["code"]) == (401, "desk.no-token")
