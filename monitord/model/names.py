"""Finding what a person meant: near misses, and names typed without diacritics."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

_NO_DIACRITIC = str.maketrans({"đ": "d", "Đ": "d"})


def fold(text: str) -> str:
    """`text` in lower case without diacritics: "Như Thanh" becomes "nhu thanh"."""
    letters = unicodedata.normalize("NFD", text.translate(_NO_DIACRITIC))
    return "".join(c for c in letters if not unicodedata.combining(c)).casefold()


def did_you_mean(word: str, candidates: Iterable[str], most: int = 1) -> list[str]:
    """The `most` candidates nearest to `word`, nearest first; empty when none is near."""
    by_fold = {fold(candidate): candidate for candidate in candidates}
    return [by_fold[near] for near in get_close_matches(fold(word), by_fold, most, 0.7)]


def find(word: str, names: Mapping[str, str]) -> list[str]:
    """The ids that `word` may mean, among `names` (id → name).

    The id itself, else ids or names equal to it without case and diacritics, else names that
    contain it. More than one answer: the caller asks back. Empty: see `did_you_mean`.
    """
    if word in names:
        return [word]
    wanted = fold(word)
    folded = {ident: (fold(ident), fold(name)) for ident, name in names.items()}
    exact = [ident for ident, both in folded.items() if wanted in both]
    return exact or [ident for ident, (_, name) in folded.items() if wanted in name]
