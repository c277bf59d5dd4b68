"""A card as plain text."""

from __future__ import annotations

from collections.abc import Iterator

from exporters.card.card import Card, Row, Section


def as_text(card: Card) -> str:
    """All of it, a row a line."""
    lines = [card.title, card.name, *(_line(row) for row in card.head)]
    for section in card.sections:
        lines += ["", section.heading, *_rows(section)]
    return "\n".join([*lines, "", card.footer])


def _rows(section: Section) -> Iterator[str]:
    for number, row in enumerate(section.rows, 1):
        yield f"  {number}. {row.text}" if section.numbered else f"  {_line(row)}"


def _line(row: Row) -> str:
    return f"{row.label}: {row.text}" if row.label else row.text
