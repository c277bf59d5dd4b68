"""Shades of availability: darker is worse, so that black and white print tells them apart too."""

from __future__ import annotations

from dataclasses import dataclass

from monitord.model.figures import Ratio


@dataclass(frozen=True, slots=True)
class Shade:
    """`mark` stands in the field, for those who cannot tell the greys apart."""

    fill: str
    ink: str
    mark: str


SHADES = (
    Shade("#ffffff", "#10243e", ""),
    Shade("#dceaf7", "#10243e", "1"),
    Shade("#9ec5e4", "#10243e", "2"),
    Shade("#3f83bd", "#ffffff", "3"),
    Shade("#0b2f5c", "#ffffff", "4"),
    Shade("#f3f3f3", "#555555", "–"),
)
"""All of the time; from 99.9 %, 99 %, 95 %; less; nothing that counts."""
MARKS = ((1, 0.999), (2, 0.99), (3, 0.95))
"""Shades, and the least ratio that has each."""
WORST = 4
EMPTY = 5


def shade_of(ratio: Ratio) -> int:
    """The index of the shade that such an availability has."""
    value = ratio.value
    if value is None:
        return EMPTY
    if ratio.good >= ratio.of:
        return 0
    return next((shade for shade, least in MARKS if value >= least), WORST)
