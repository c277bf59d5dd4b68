"""Text for SMS: 160 signs of the plainest alphabet."""

from __future__ import annotations

import unicodedata

from monitord.alerts.words import Words

MOST = 160
"""Characters of one SMS in the GSM alphabet."""
_LETTERS = str.maketrans({"đ": "d", "Đ": "D", "–": "-", "—": "-", "…": "...", "’": "'"})


def undiacritical(text: str) -> str:
    """`text` in ASCII: "Như Thanh" becomes "Nhu Thanh", what has no such letter "?"."""
    letters = unicodedata.normalize("NFD", text.translate(_LETTERS))
    kept = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return kept.encode("ascii", "replace").decode()


def shortened(words: Words, key: str, what: str, **places: str) -> str:
    """The text of `key` without diacritics; where it is too long, `what` is cut."""
    whole = undiacritical(words.say(key, what=what, **places))
    if len(whole) <= MOST:
        return whole
    others = undiacritical(words.say(key, what="", **places))
    room = max(0, MOST - len(others) - 3)
    cut = undiacritical(what)[:room].rstrip() + "..."
    return undiacritical(words.say(key, what=cut, **places))[:MOST]
