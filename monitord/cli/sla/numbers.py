"""Ratios and spans of the ledger as people read them."""

from __future__ import annotations

from math import floor

from monitord.texts import Texts

DASH = "–"
DECIMALS = 4


def share(texts: Texts, ratio: float | None) -> str:
    """`99,9512 %`, rounded down: what fell short by a second is never 100 %. Dash: nothing."""
    if ratio is None:
        return DASH
    return f"{texts.number(floor(ratio * 100 * 10**DECIMALS) / 10**DECIMALS, DECIMALS)} %"


def span(texts: Texts, seconds: float | None) -> str:
    """`1 giờ 3 phút`; below zero with a minus. Dash: nothing."""
    if seconds is None:
        return DASH
    words = texts.duration(abs(seconds))
    return f"−{words}" if seconds < 0 else words
