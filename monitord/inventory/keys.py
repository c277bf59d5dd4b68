"""Reads the secrets that an inventory refers to, at the moment of loading and only then."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal, TypeAlias

from monitord.model.doors import Account, User
from monitord.model.inventory import Credential
from monitord.model.secrets import Secret
from monitord.model.snmp import SnmpLogin

MOST_BYTES = 4096
SHORTEST_PHRASE = 8
"""Characters of a pass phrase (RFC 3414, 11.2)."""
SHORTEST_TOKEN = 16
"""Bytes of what lets somebody come in over HTTP without a password."""
HASH = re.compile(r"\$2[aby]\$(?:0[4-9]|1[0-5])\$[./A-Za-z0-9]{53}", re.ASCII)
"""A bcrypt hash whose check takes seconds at most."""
SHORTEST_KEY = 16
"""Bytes of a key of test streams: as many as are left of each signature (RFC 8762, 4.4)."""

Why: TypeAlias = Literal["unset", "unreadable", "empty", "too-short", "too-long", "no-hash"]
_WORDS: Mapping[Why, str] = MappingProxyType(
    {
        "unset": "is not set",
        "unreadable": "cannot be read",
        "empty": "is empty",
        "too-short": "has fewer than {least} bytes",
        "too-long": f"has more than {MOST_BYTES} bytes",
        "no-hash": "is no bcrypt hash: make one with `monitord password`",
    }
)


class UnreadableSecretError(Exception):
    """A secret cannot be had; says which and why, never what it is."""

    def __init__(self, credential: str, where: str, why: Why, least: int = 1) -> None:
        super().__init__(f"credential {credential}: {where} {_WORDS[why].format(least=least)}")
        self.credential = credential
        self.where = where
        """The environment variable or the file."""
        self.why = why


def read_login(credential: Credential, environ: Mapping[str, str] = os.environ) -> SnmpLogin | None:
    """How to log in with `credential`; None when it has nothing for SNMP. Blocks.

    Raises UnreadableSecretError.
    """
    snmp = credential.snmp
    if snmp is None:
        return None

    def value(secret: Secret, shortest: int = 1) -> bytes:
        return read_secret(credential.id, secret, shortest, environ)

    return SnmpLogin(
        credential.id,
        snmp.version,
        value(snmp.community) if snmp.community else b"",
        snmp.user or "",
        (snmp.auth[0], value(snmp.auth[1], SHORTEST_PHRASE)) if snmp.auth else None,
        (snmp.priv[0], value(snmp.priv[1], SHORTEST_PHRASE)) if snmp.priv else None,
    )


def read_logins(
    credentials: Iterable[Credential], environ: Mapping[str, str] = os.environ
) -> tuple[dict[str, SnmpLogin], list[UnreadableSecretError]]:
    """The logins that can be had, by credential, and why the others cannot. Blocks."""
    logins: dict[str, SnmpLogin] = {}
    failures: list[UnreadableSecretError] = []
    for credential in credentials:
        try:
            login = read_login(credential, environ)
        except UnreadableSecretError as error:
            failures.append(error)
            continue
        if login is not None:
            logins[credential.id] = login
    return logins, failures


def read_keys(
    credentials: Iterable[Credential], environ: Mapping[str, str] = os.environ
) -> tuple[dict[str, bytes], list[UnreadableSecretError]]:
    """The keys of test streams that can be had, by credential, and why others cannot. Blocks."""
    keys: dict[str, bytes] = {}
    failures: list[UnreadableSecretError] = []
    for credential in credentials:
        if credential.rtp is None:
            continue
        try:
            keys[credential.id] = read_secret(credential.id, credential.rtp, SHORTEST_KEY, environ)
        except UnreadableSecretError as error:
            failures.append(error)
    return keys, failures


def read_words(
    secrets: Mapping[str, Secret], shortest: int, environ: Mapping[str, str] = os.environ
) -> tuple[dict[str, str], list[UnreadableSecretError]]:
    """The secrets that can be had as text, by their names, and why others cannot. Blocks."""
    words: dict[str, str] = {}
    failures: list[UnreadableSecretError] = []
    for name, secret in secrets.items():
        try:
            words[name] = read_secret(name, secret, shortest, environ).decode()
        except UnreadableSecretError as error:
            failures.append(error)
        except UnicodeDecodeError:
            failures.append(UnreadableSecretError(name, secret.where, "unreadable"))
    return words, failures


def read_accounts(
    users: Mapping[str, User], environ: Mapping[str, str] = os.environ
) -> tuple[dict[str, Account], list[UnreadableSecretError]]:
    """An account for every user, with the secrets that can be had, and why others cannot. Blocks.

    A user whose secrets cannot be had is there all the same: the doors do not open for that.
    """
    passwords = {name: user.password for name, user in users.items() if user.password}
    tokens = {name: user.token for name, user in users.items() if user.token}
    hashes, shut = read_words(passwords, 1, environ)
    for name in [name for name, text in hashes.items() if not HASH.fullmatch(text)]:
        del hashes[name]
        shut.append(UnreadableSecretError(name, passwords[name].where, "no-hash"))
    words, closed = read_words(tokens, SHORTEST_TOKEN, environ)
    accounts = {
        name: Account(name, user.role, user.provider, hashes.get(name), words.get(name))
        for name, user in users.items()
    }
    return accounts, [*shut, *closed]


def read_secret(
    owner: str, secret: Secret, shortest: int, environ: Mapping[str, str] = os.environ
) -> bytes:
    """The secret itself. The line break that editors leave at the end is no part of it. Blocks.

    `owner`: whose it is, for the error. Raises UnreadableSecretError.
    """
    if secret.kind == "env":
        text = environ.get(secret.where)
        if text is None:
            raise UnreadableSecretError(owner, secret.where, "unset")
        data = os.fsencode(text)
    else:
        try:
            with Path(secret.where).open("rb") as file:
                data = file.read(MOST_BYTES + 1).rstrip(b"\r\n")
        except OSError:
            raise UnreadableSecretError(owner, secret.where, "unreadable") from None
    if len(data) < shortest:
        why: Why = "too-short" if data else "empty"
        raise UnreadableSecretError(owner, secret.where, why, shortest)
    if len(data) > MOST_BYTES:
        raise UnreadableSecretError(owner, secret.where, "too-long")
    return data
