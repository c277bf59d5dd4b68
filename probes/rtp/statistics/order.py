"""Reordering (RFC 4737)."""

from __future__ import annotations

from collections.abc import Iterable


def reordered(numbers: Iterable[int]) -> int:
    """How many packets arrived after one with a greater number (RFC 4737, 3.3: Type-P-Reordered).

    `numbers` are those of different packets, in the order in which they arrived: of duplicates
    only the first counts.
    """
    greatest, count = -1, 0
    for number in numbers:
        if number < greatest:
            count += 1
        else:
            greatest = number
    return count
