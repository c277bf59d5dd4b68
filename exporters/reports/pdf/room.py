"""How high blocks are, and how many lines of a long table fit on a page of the annexes.

What the templates set (`style.typ`, `tables.typ`) is known here: a page of lines is handed to typst
as one group, so a group must not be higher than what is left of its page. Points.
"""

from __future__ import annotations

from math import floor
from typing import Any

from exporters.reports.pdf.blocks import Block, Facts, Heading, Legend, Paragraph
from exporters.reports.pdf.letters import letters

MM = 72 / 25.4
PAGE = (210 - 12 - 15) * MM
"""The height of the text on a page on its side."""
PITCH = 1.4
"""From line to line of a long table, by the size of its letters."""
CAPITAL, LEADING, SPACING = 0.711, 0.55, 0.8
"""By the size of letters: the height of a line, what is between lines and between paragraphs."""
ABOVE = 1.4
"""By the size of letters: above a heading that does not begin a page."""
LABEL = 0.3
"""Of the width: labels of `Facts`."""
LEGEND = 30.0
SPARE = 4.0


def height(block: Block, width: float) -> float | None:
    """How high it is, with what is below it; None: that is not known."""
    if isinstance(block, Heading):
        return _text(block.text, width, 11.5, bold=True) + (block.level == 2) * ABOVE * 10
    if isinstance(block, Paragraph):
        return _text(block.text, width, 8.0 if block.small else 9.5, bold=False)
    if isinstance(block, Facts):
        return sum(_fact(label, text, width) for label, text in block.rows) + SPARE
    return LEGEND if isinstance(block, Legend) else None


def _fact(label: str, text: str, width: float) -> float:
    labels = letters("Bold").lines(label, width * LABEL, 9.5)
    texts = letters().lines(text, width * (1 - LABEL), 9.5)
    return max(len(labels), len(texts)) * 9.5 * (CAPITAL + LEADING) + 1.9 * MM


def _text(text: str, width: float, size: float, *, bold: bool) -> float:
    lines = len(letters("Bold" if bold else "Regular").lines(text, width, size))
    return size * (lines * CAPITAL + (lines - 1) * LEADING + SPACING) + SPARE


def lines(size: float, head: int, used: float = 0.0) -> int:
    """How many lines of letters of `size` fit below a head of so many, and `used` points."""
    return max(1, floor((PAGE - used - MM) / (size * PITCH)) - head)


def after(table: dict[str, Any], used: float) -> float:
    """Points that are taken on the page where a long table ends that began below `used`."""
    groups = table["groups"]
    last = groups[-1]["lines"] if groups else 0
    high: float = MM + (table["head"]["lines"] + last) * table["size"] * PITCH + SPARE
    return high if len(groups) > 1 else used + high
