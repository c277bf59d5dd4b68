"""Ratios and spans of the ledger as people read them."""

from __future__ import annotations

from monitord.texts import Texts, shares

DASH = "–"


def share(texts: Texts, ratio: float | None) -> str:
    """As measured: `99,951 %`. Dash: nothing."""
    return DASH if ratio is None else shares.measured(texts, ratio)


def promised(texts: Texts, ratio: float | None) -> str:
    """Of a contract: `99,9 %`. Dash: nothing."""
    return DASH if ratio is None else shares.agreed(texts, ratio)


def span(texts: Texts, seconds: float | None) -> str:
    """`1 giờ 3 phút`; below zero with a minus. Dash: nothing."""
    if seconds is None:
        return DASH
    words = texts.duration(abs(seconds))
    return f"−{words}" if seconds < 0 else words
