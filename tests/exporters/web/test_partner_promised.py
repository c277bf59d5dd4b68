"""What a partner is answered is as the OpenAPI document says."""

from __future__ import annotations

import httpx
import pytest

from tests.desk.incidents import LINE
from tests.exporters.web.conftest import House
from tests.exporters.web.test_openapi import problems


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("/api/v1/sites", "/api/v1/sites"),
        ("/api/v1/sites/{id}", "/api/v1/sites/xa-00030"),
        ("/api/v1/sites/{id}", "/api/v1/sites/nowhere"),
        ("/api/v1/incidents", "/api/v1/incidents?open=false"),
        ("/api/v1/incidents/{id}", f"/api/v1/incidents/{LINE}"),
        ("/api/v1/maintenance", "/api/v1/maintenance"),
        ("/metrics", "/metrics"),
    ],
)
async def test_an_answer_to_a_partner_is_as_promised(
    house: House, client: httpx.AsyncClient, path: str, url: str
) -> None:
    house.tokens("partner", "vnpt", vnpt="token-of-the-partner")
    client.headers["authorization"] = "Bearer token-of-the-partner"
    assert await problems(client, path, await client.get(url)) == []


@pytest.mark.parametrize("path", ["/metrics", "/api/v1/sites", "/api/v1/maintenance"])
async def test_a_refusal_at_the_door_is_as_promised(
    house: House, client: httpx.AsyncClient, path: str
) -> None:
    house.tokens(hung="token-of-hung-of-staff")
    refused = await client.get(path)
    assert refused.status_code == 401
    client.headers["authorization"] = "Bearer token-of-hung-of-staff"
    assert await problems(client, path, refused) == []
