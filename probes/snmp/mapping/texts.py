"""What agents call text, made fit to be read, compared and put into labels."""

from __future__ import annotations

import re
from functools import lru_cache

from monitord.model.snmp import Value

MOST_LABEL = 128
"""Characters of a label's value."""
MOST_TEXT = 256
"""Characters that patterns and conditions look at: sysDescr has at most 255 (RFC 3418)."""
MOST_NUMBER = 64
"""Characters of a text that holds a number."""
INTEGERS = range(-(2**63), 2**64)
"""What SNMP's types can hold; nothing else is a number of an agent."""

MOST_SHARED = 4096
"""Labels that devices share; what comes beyond only costs memory."""
_SPACES = re.compile(r"\s+")


def text(raw: Value, most: int = MOST_TEXT) -> str:
    """`raw` as a text of at most `most` characters on one line, without control characters.

    Bytes are UTF-8, what is none of it becomes U+FFFD. A NUL ends nothing: agents pad with them.
    """
    if isinstance(raw, str):  # an OID
        return raw[:most]
    if isinstance(raw, int):
        return str(raw) if raw in INTEGERS else ""
    found = raw[: 4 * most + 4].decode("utf-8", "replace")
    if not found.isprintable():
        found = "".join(c for c in _SPACES.sub(" ", found) if c.isprintable())
    return found.strip()[:most].rstrip()


def label(raw: Value) -> str:
    """`raw` as the value of a label: devices that say the same share one text."""
    short = isinstance(raw, bytes) and len(raw) <= MOST_LABEL
    return _label(raw) if short else text(raw, MOST_LABEL)


@lru_cache(MOST_SHARED)
def _label(raw: Value) -> str:
    return text(raw, MOST_LABEL)


def texts_in(index: str) -> str | None:
    """The texts in an index, each behind its length (RFC 2578, 7.7), joined by a slash.

    None when the index is not made of such.
    """
    try:
        numbers = bytes(map(int, index.split(".")))
    except ValueError:
        return None
    found: list[str] = []
    at = 0
    while at < len(numbers):
        end = at + 1 + numbers[at]
        if end > len(numbers):
            return None
        found.append(text(numbers[at + 1 : end]))
        at = end
    return "/".join(filter(None, found))[:MOST_LABEL] or None
