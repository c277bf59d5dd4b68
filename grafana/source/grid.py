"""Where panels stand: rows of a given height, from left to right, 24 units wide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TypeAlias

from grafana_foundation_sdk.builders.dashboard import Dashboard
from grafana_foundation_sdk.builders.dashboard import Row as RowPanel
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models.dashboard import GridPos, Panel

WIDTH = 24
Placed: TypeAlias = tuple[int, Builder[Panel]]
"""A panel, and how wide it is."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A line with a title; the rows that follow, up to the next heading, belong to it."""

    title: str
    folded: bool = False
    """Whether they are folded away at first: their queries are not asked until somebody looks."""


@dataclass(frozen=True, slots=True)
class Row:
    """Panels side by side, all of one height."""

    height: int
    panels: Sequence[Placed]


Line: TypeAlias = Heading | Row


def lay(dashboard: Dashboard, lines: Iterable[Line]) -> Dashboard:
    """Puts all of them on `dashboard`, one below the other, with ids in that order.

    Raises ValueError where a row is wider than the grid.
    """
    idents, top = count(1), 0
    folded: RowPanel | None = None
    for line in lines:
        if isinstance(line, Heading):
            if folded is not None:
                dashboard.with_row(folded)
            row = _heading(line, next(idents), top)
            folded = row if line.folded else None
            if folded is None:
                dashboard.with_row(row)
            top += 1
            continue
        for place, panel in _side_by_side(line, top):
            made = panel.build()
            made.id_val, made.grid_pos = next(idents), place
            (dashboard if folded is None else folded).with_panel(panel)
        top += line.height
    if folded is not None:
        dashboard.with_row(folded)
    return dashboard


def _heading(line: Heading, ident: int, top: int) -> RowPanel:
    place = GridPos(h=1, w=WIDTH, x=0, y=top)
    return RowPanel(line.title).id(ident).grid_pos(place).collapsed(line.folded)


def _side_by_side(row: Row, top: int) -> Iterator[tuple[GridPos, Builder[Panel]]]:
    left = 0
    for width, panel in row.panels:
        if left + width > WIDTH:
            raise ValueError(f"a row is {left + width} wide, of {WIDTH}")
        yield GridPos(h=row.height, w=width, x=left, y=top), panel
        left += width
