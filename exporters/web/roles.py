"""Which route is for whom. What is not in the table is for nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from monitord.model.doors import Role

Roles: TypeAlias = frozenset[Role]

EVERYBODY: frozenset[str] = frozenset({"/-/healthy", "/-/ready"})
"""Paths that are open without a login: they tell nothing of sites."""
ALL: Roles = frozenset({"view", "operate", "partner"})
STAFF: Roles = frozenset({"view", "operate"})
OPERATORS: Roles = frozenset({"operate"})
COMMENTERS: Roles = frozenset({"operate", "partner"})

ROLES: Mapping[tuple[str, str], Roles] = {
    ("GET", "/-/healthy"): ALL,
    ("GET", "/-/ready"): ALL,
    ("GET", "/"): ALL,
    ("GET", "/metrics"): STAFF,
    ("POST", "/-/reload"): OPERATORS,
    ("GET", "/api/v1/sites"): ALL,
    ("GET", "/api/v1/sites/{id}"): ALL,
    ("GET", "/api/v1/incidents"): ALL,
    ("GET", "/api/v1/incidents/{id}"): ALL,
    ("POST", "/api/v1/incidents/{id}/ack"): OPERATORS,
    ("POST", "/api/v1/incidents/{id}/comment"): COMMENTERS,
    ("POST", "/api/v1/incidents/{id}/correct"): OPERATORS,
    ("POST", "/api/v1/incidents/{id}/ticket"): OPERATORS,
    ("POST", "/api/v1/incidents/{id}/close"): OPERATORS,
    ("GET", "/api/v1/maintenance"): ALL,
    ("POST", "/api/v1/maintenance"): OPERATORS,
    ("DELETE", "/api/v1/maintenance/{id}"): OPERATORS,
    ("GET", "/api/v1/sla/months"): ALL,
    ("GET", "/api/v1/sla/{month}"): ALL,
    ("GET", "/api/v1/sla/{month}/files"): ALL,
    ("GET", "/api/v1/sla/{month}/files/{name}"): ALL,
    ("GET", "/api/v1/sla/{month}/outages"): ALL,
    ("POST", "/api/v1/sla/corrections"): OPERATORS,
    ("POST", "/api/v1/sla/{month}/close"): OPERATORS,
    ("GET", "/api/v1/openapi.json"): ALL,
}
"""A partner (`partner`) is told of its own circuits only, whatever the route; see `partner`."""


def roles_of(method: str, path: str, words: Mapping[str, str]) -> Roles:
    """Who may use the route `path`; its `{action}` is one of `words`. Unknown ones: operators."""
    wanted = path.replace("{action}", words.get("action", ""))
    return ROLES.get(("GET" if method == "HEAD" else method, wanted), OPERATORS)
