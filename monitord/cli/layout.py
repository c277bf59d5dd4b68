"""Fits the wall's groups into a screen: as wide tiles and as many columns as there is room for.

Pure arithmetic over group sizes, in characters. Groups keep their order and so their place: people
learn where on the wall a district is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

NAMED = (16, 14, 12, 11, 10, 9)
"""Widths of a tile that has the site's short name beside its symbol."""
LABELS = (18, 14, 11)
"""Widths of a group's name when its tiles are symbols only and stand beside it."""
MOST_COLUMNS = 8
GUTTER = 2
"""Blanks between two columns."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the wall is drawn."""

    tile: int
    """Characters of a tile, the blank after it included: 1 (no blank) and 2 are symbols only, more
    have a name; 0 are counts, no tiles."""
    label: int
    """Characters of the group's name left of its tiles; 0 when it stands in a line of its own."""
    width: int
    """Characters of a column, without the gutter."""
    columns: tuple[int, ...]
    """How many groups stand in each column."""

    @property
    def per_line(self) -> int:
        """Tiles in a line of a column."""
        if self.tile == 0:
            return 0
        last_blank = 1 if self.tile > 1 else 0
        return max(1, (self.width - self.label + last_blank) // self.tile)


def arrange(sizes: Sequence[int], width: int, height: int) -> Layout:
    """The most legible layout of groups of these sizes that fits `width` × `height` characters.

    When not even symbols fit, groups are counts; the last may then be cut off.
    """
    shapes = [(tile, 0) for tile in NAMED]
    shapes += [(2, label) for label in LABELS] + [(1, label) for label in LABELS]
    for tile, label in shapes:
        for columns in range(1, MOST_COLUMNS + 1):
            room = (width + GUTTER) // columns - GUTTER
            if room - label < (2 * tile if label == 0 else 10 * tile):
                break
            layout = Layout(tile, label, room, ())
            heights = [lines(layout, size) for size in sizes]
            if filled := balanced(heights, columns, height):
                return Layout(tile, label, room, filled)
    return counts_only(len(sizes), width, height)


def lines(layout: Layout, size: int) -> int:
    """The height of a group of `size` tiles."""
    title = 0 if layout.label else 1  # beside its tiles, or above them
    return title + -(-size // layout.per_line)


def balanced(heights: Sequence[int], columns: int, most: int) -> tuple[int, ...]:
    """How many groups go into each column, in order, the tallest as low as can be.

    Empty when they do not fit into `columns` of `most` lines.
    """
    tallest = max([*heights, -(-sum(heights) // columns)], default=0)
    for limit in range(tallest, most + 1):
        filled = fill(heights, limit)
        if len(filled) <= columns:
            return filled
    return ()


def fill(heights: Sequence[int], limit: int) -> tuple[int, ...]:
    """How many groups go into each column when each is filled up to `limit` lines."""
    filled: list[int] = []
    used = limit
    for height in heights:
        if used + height > limit:
            filled.append(0)
            used = 0
        filled[-1] += 1
        used += height
    return tuple(filled)


def counts_only(groups: int, width: int, height: int) -> Layout:
    """A line per group with counts instead of tiles; as many columns of 38 as there is room for."""
    columns = max(1, (width + GUTTER) // (38 + GUTTER))
    room = (width + GUTTER) // columns - GUTTER
    each = max(1, min(height, -(-groups // columns)))
    shown = min(groups, each * columns)
    filled = [min(each, shown - start) for start in range(0, shown, each)]
    return Layout(0, max(1, min(20, room - 16)), room, tuple(filled))
