"""Places the annexes on their pages, so that each page of a long table can be set as one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from exporters.reports.pdf.blocks import Block, Heading, Heat, LongTable
from exporters.reports.pdf.room import ABOVE, PAGE, after, height
from exporters.reports.pdf.setting import laid

SHORT = 30
"""Rows up to which a table may stand on the page of the one before."""
LEAST = 80.0
"""Points below a heading without which it goes to the next page."""

Json = dict[str, Any]


def placed(blocks: Sequence[Block], width: float) -> list[Json]:
    """Each annex begins a page, or stands below the one before where all of it has room there.

    A block that begins a page is `fresh`.
    """
    found: list[Json] = []
    used: float | None = None
    for annex in _divided(blocks):
        below = None
        if used is not None and all(map(_short, annex)):
            below = _below(annex, width, used + ABOVE * 11.5)
        made, used = below or _set(annex, width)
        found += made
    return found


def _divided(blocks: Sequence[Block]) -> list[list[Block]]:
    """At headings of sections."""
    found: list[list[Block]] = []
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            found.append([])
        found[-1].append(block)
    return found


def _short(block: Block) -> bool:
    if isinstance(block, LongTable):
        return len(block.rows) <= SHORT
    return not isinstance(block, Heat) or len(block.labels) <= SHORT


def _below(annex: Sequence[Block], width: float, used: float) -> tuple[list[Json], float] | None:
    """The annex below `used` points, and what is used after it; None: it has no room there."""
    found = []
    for block in annex:
        made = laid(block, width, used)
        later = _after(block, made, width, used)
        if later is None or later > PAGE or len(made.get("groups", ())) > 1:
            return None
        found.append(made)
        used = later
    return found, used


def _set(annex: Sequence[Block], width: float) -> tuple[list[Json], float | None]:
    """The annex from the top of a page on, and what is used of its last page; None: not known."""
    found = []
    used: float | None = None
    for block in annex:
        fresh = isinstance(block, Heading) and (used is None or used > PAGE - LEAST)
        made = laid(block, width, 0.0 if fresh else used)
        used = _after(block, made, width, 0.0 if fresh else used)
        found.append({**made, "fresh": True} if fresh else made)
    return found, used


def _after(block: Block, made: Json, width: float, used: float | None) -> float | None:
    if used is None:
        return None
    if isinstance(block, LongTable | Heat):
        return after(made, used)
    high = height(block, width)
    return None if high is None else used + high
