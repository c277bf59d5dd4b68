"""What a page in somebody's browser cannot make the API do."""

from __future__ import annotations

from collections.abc import Mapping

import httpx
import pytest
from starlette.requests import Request
from starlette.types import ASGIApp

from exporters.web.app import create_app
from exporters.web.guard import refused
from tests.desk.incidents import LINE
from tests.exporters.web.conftest import House
from tests.exporters.web.serving import served

ACK = f"/api/v1/incidents/{LINE}/ack"
URL = "http://127.0.0.1:9779"
HUNG = {"authorization": "Bearer s3cret-of-hung"}


@pytest.fixture
def app(house: House) -> ASGIApp:
    """The application; one person may change things."""
    house.tokens(hung="s3cret-of-hung")
    return create_app(house.sources())


async def answer(
    app: ASGIApp, method: str, path: str, headers: Mapping[str, str], content: bytes = b""
) -> httpx.Response:
    """What the application says to one request to 127.0.0.1:9779."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=URL) as client:
        headers = {name: value.replace("{port}", "9779") for name, value in headers.items()}
        return await client.request(method, path, headers=headers, content=content)


async def test_all_of_it_holds_over_the_wire(app: ASGIApp, house: House) -> None:
    form = {"content-type": "text/plain"}
    async with served(app) as port, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as wire:
        foreign = await wire.get("/api/v1/sites", headers={"host": "evil.example"})
        page = await wire.post(ACK, headers={**HUNG, "origin": "http://evil.example"})
        formed = await wire.post(ACK, headers={**HUNG, **form}, content=b"{}")
        assert house.desk.kept[LINE].acknowledged is None
        own = await wire.post(ACK, headers={**HUNG, "origin": f"http://127.0.0.1:{port}"})
    statuses = [each.status_code for each in (foreign, page, formed, own)]
    assert statuses == [421, 403, 415, 200]


@pytest.mark.parametrize("path", ["/", "/metrics", "/api/v1/sites", "/api/v1/incidents"])
@pytest.mark.parametrize("host", ["evil.example", "evil.example:9779", "127.0.0.1.evil.example"])
async def test_a_name_that_a_stranger_can_own_is_refused_on_loopback(
    app: ASGIApp, path: str, host: str
) -> None:
    response = await answer(app, "GET", path, {"host": host})
    assert response.status_code == 421
    assert "localhost" in response.json()["error"]


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:{port}", "localhost:{port}", "[::1]:{port}", "LOCALHOST", "a.localhost", "giamsat"],
)
async def test_a_name_of_this_machine_is_taken(app: ASGIApp, host: str) -> None:
    assert (await answer(app, "GET", "/api/v1/sites", {**HUNG, "host": host})).status_code == 200


@pytest.mark.parametrize(
    ("server", "checked"),
    [
        (("127.0.0.1", 9779), True),
        (("::1", 9779), True),
        (("::ffff:127.0.0.1", 9779), True),
        (("10.0.0.5", 9779), False),
        (("/run/monitord.sock", None), False),
        (None, False),
    ],
)
def test_names_are_looked_at_on_loopback_only(
    server: tuple[str, int | None] | None, checked: bool
) -> None:
    scope = {
        "type": "http",
        "method": "GET",
        "server": server,
        "headers": [(b"host", b"a.example")],
    }
    assert (refused(Request(scope)) is not None) == checked


@pytest.mark.parametrize("host", ["", "["])
async def test_a_host_that_is_none_is_refused(app: ASGIApp, host: str) -> None:
    response = await answer(app, "GET", "/api/v1/sites", {"host": host})
    assert response.status_code in (400, 421)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
        {"origin": "http://localhost:{port}"},
        {"origin": ""},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", [ACK, "/-/reload"])
async def test_a_page_of_another_site_changes_nothing(
    app: ASGIApp, house: House, path: str, headers: dict[str, str]
) -> None:
    response = await answer(app, "POST", path, {**HUNG, **headers})
    assert response.status_code == 403
    assert house.reloads == 0
    assert house.desk.kept[LINE].acknowledged is None


@pytest.mark.parametrize(
    "headers",
    [{"origin": "http://127.0.0.1:{port}"}, {"sec-fetch-site": "same-origin"}, {}],
)
async def test_what_is_no_such_page_may(
    app: ASGIApp, house: House, headers: dict[str, str]
) -> None:
    assert (await answer(app, "POST", ACK, {**HUNG, **headers})).status_code == 200
    assert house.desk.kept[LINE].acknowledged is not None


@pytest.mark.parametrize(
    "kind",
    [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain",
        "Text/Plain;charset=utf-8",
    ],
)
@pytest.mark.parametrize("path", [ACK, "/-/reload"])
async def test_a_form_changes_nothing(app: ASGIApp, house: House, kind: str, path: str) -> None:
    response = await answer(app, "POST", path, {**HUNG, "content-type": kind}, b"{}")
    assert response.status_code == 415
    assert house.reloads == 0
    assert house.desk.kept[LINE].acknowledged is None


@pytest.mark.parametrize("kind", ["", "application/octet-stream", "application/jsonp"])
async def test_a_body_is_json_and_says_so(app: ASGIApp, house: House, kind: str) -> None:
    response = await answer(app, "POST", ACK, {**HUNG, "content-type": kind}, b"{}")
    assert (response.status_code, response.json()["code"]) == (415, "desk.not-json")
    assert house.desk.kept[LINE].acknowledged is None


async def test_nothing_allows_another_page_to_read(app: ASGIApp) -> None:
    origin = {"origin": "http://evil.example"}
    response = await answer(app, "GET", "/api/v1/incidents", {**HUNG, **origin})
    assert not any(name.startswith("access-control") for name in response.headers)
    asking = {**origin, "access-control-request-method": "POST"}
    response = await answer(app, "OPTIONS", ACK, {**HUNG, **asking})
    assert response.status_code == 405
    assert not any(name.startswith("access-control") for name in response.headers)
