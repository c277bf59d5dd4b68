"""Who asks, as the doors found out; the routes read it from the request."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from monitord.model.doors import Role
from monitord.model.incidents import Actor

KEY = "monitord.visitor"
"""Under which name the doors leave the visitor in a request's scope."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who was let in."""

    actor: Actor | None = None
    """None: nobody has said who it is; may read where nobody needs to."""
    role: Role = "view"
    provider: str | None = None
    """Of a partner: whose circuits."""


def visitor_of(request: Request) -> Visitor:
    """Who asks; a stranger when no door was passed."""
    found: Visitor = request.scope.get(KEY, Visitor())
    return found
