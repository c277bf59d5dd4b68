"""What the header Authorization shows: a name with a password (RFC 7617), or a token (RFC 6750)."""

from __future__ import annotations

import binascii
import unicodedata
from base64 import b64decode
from dataclasses import dataclass, field

MOST = 1024
"""Characters of the header: names, passwords and tokens are far shorter."""
MOST_NAME = 64
"""Characters of a name that are shown to people."""


@dataclass(frozen=True, slots=True)
class Password:
    """A name and the password that is to prove it."""

    name: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Token:
    """A secret that says by itself whose it is."""

    token: str = field(repr=False)


def shown(header: str) -> Password | Token | None:
    """What `header`, as it came (Latin-1), shows; None for anything else."""
    scheme, _, rest = header.partition(" ")
    if len(header) > MOST:
        return None
    match scheme.lower():
        case "basic":
            return _password(rest.strip())
        case "bearer":
            return Token(rest.strip())
    return None


def clean(name: str) -> str:
    """A name that a stranger chose, fit for one line of a log."""
    letters = (letter if _harmless(letter) else "?" for letter in name[:MOST_NAME])
    return "".join(letters)


def _password(encoded: str) -> Password | None:
    """RFC 7617, 2: base64 of `name:password` in UTF-8; the name has no colon."""
    try:
        name, colon, password = b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    return Password(name, password) if colon else None


def _harmless(letter: str) -> bool:
    return unicodedata.category(letter)[0] not in "CZ" or letter == " "
