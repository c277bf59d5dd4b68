"""Who may come in over HTTP: users as the inventory has them, and accounts with their secrets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from monitord.model.secrets import Secret

Role: TypeAlias = Literal["view", "operate", "partner"]
"""view: reads. operate: also acknowledges, plans maintenance, reloads. partner: reads what concerns
the circuits of one provider, and may comment."""


@dataclass(frozen=True, slots=True)
class Tls:
    """Files in PEM: the certificate with those above it, and its key."""

    certificate: str
    key: str


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may come in, with a password, a token, or either."""

    role: Role
    provider: str | None = None
    """Of a partner only: whose circuits."""
    password: Secret | None = None
    """Where the bcrypt hash of the password is."""
    token: Secret | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Account:
    """A user with the secrets as they were read. Without either nobody can come in as that user."""

    name: str
    role: Role
    provider: str | None = None
    password: str | None = field(default=None, repr=False)
    """The bcrypt hash."""
    token: str | None = field(default=None, repr=False)
