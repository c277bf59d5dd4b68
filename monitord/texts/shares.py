"""How ratios of the ledger are printed, the same in the report, the workbook and the commands."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal

from monitord.texts.catalogue import Texts

DECIMALS = 3
NOISE = 12
"""Decimals of a ratio beyond which it is the arithmetic's own doing."""


def measured(words: Texts, ratio: float, decimals: int = DECIMALS) -> str:
    """What share of the time, or of all slots, was well: "99,950 %".

    Rounded down: what fell short by a second never reads 100 %, nor as the target that it missed.
    """
    exact = Decimal(repr(round(ratio, NOISE))) * 100
    if exact == 100:
        return words.say("unit.percent", n="100")
    shown = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_FLOOR)
    return words.say("unit.percent", n=words.localized(f"{shown:,f}"))


def agreed(words: Texts, ratio: float) -> str:
    """A ratio that a contract names, without needless zeros: "99,9 %"."""
    return words.say("unit.percent", n=words.number(ratio * 100, 4))
