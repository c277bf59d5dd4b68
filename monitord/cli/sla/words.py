"""Codes of the ledger as sentences, instants and spans among them as people read them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from monitord.model.states import Param
from monitord.texts import MissingTextError, Texts

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def words_of(texts: Texts, code: str, params: Mapping[str, Param], near: Sequence[str] = ()) -> str:
    """The sentence, and what may have been meant."""
    shown = {name: _shown(texts, name, value) for name, value in params.items()}
    try:
        said = texts.say(code, **shown)
    except MissingTextError:
        said = f"{code} {dict(params)}"
    return said + (texts.say("cli.did-you-mean", what=", ".join(near)) if near else "")


def month_words(texts: Texts, name: str) -> str:
    """`2026-10` as people write it: 10/2026 in Vietnamese."""
    found = _MONTH.fullmatch(name)
    return texts.say("cli.sla.month-name", year=found[1], month=found[2]) if found else name


def _shown(texts: Texts, name: str, value: Param) -> Param:
    """`…_at` is an instant in ISO 8601 with the organization's offset, `…_seconds` a span."""
    if name in ("month", "first") and isinstance(value, str):
        return month_words(texts, value)
    if name.endswith("_at") and isinstance(value, str):
        return texts.say("cli.day-time", when=datetime.fromisoformat(value))
    if name.endswith("_seconds") and isinstance(value, int | float):
        return texts.duration(value)
    return value
