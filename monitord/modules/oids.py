"""Object identifiers as people write them: dotted numbers, or the end of a `base`."""

from __future__ import annotations

import re

_OID = re.compile(r"[0-9]+(\.[0-9]+)+")
_ENDING = re.compile(r"(\.[0-9]+)+")
_WALKED = ".1.3.6.1."
"""How every OID begins that `snmpwalk -On` prints."""
MOST_NUMBERS = 128
MOST_NUMBER = 2**32 - 1
"""RFC 2578, 3.5."""


def is_oid(text: str) -> bool:
    """Whether `text` is an OID: 2 to 128 numbers that an agent can have (X.660; RFC 2578, 3.5)."""
    if _OID.fullmatch(text) is None or len(text) > 11 * MOST_NUMBERS:
        return False
    numbers = [int(part) for part in text.split(".")]
    first, second = numbers[:2]
    plain = ".".join(map(str, numbers)) == text  # no idle zeros
    return (
        plain
        and ((first < 2 and second < 40) or first == 2)
        and len(numbers) <= MOST_NUMBERS
        and max(numbers) <= MOST_NUMBER
    )


def is_ending(text: str) -> bool:
    """Whether `text` continues a base: `.1.6.0`."""
    return _ENDING.fullmatch(text) is not None


def looks_walked(text: str) -> bool:
    """Whether `text` is no ending but a whole OID with net-snmp's dot before it."""
    return text.startswith(_WALKED)


def absolute(text: str, base: str) -> str:
    """The whole OID of `text`."""
    return base + text if text.startswith(".") else text
