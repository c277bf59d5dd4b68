"""A site card: worded, and not yet laid out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """What is looked up, and what there is to know of it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the rows below it."""

    heading: str
    rows: tuple[Row, ...]
    numbered: bool = False
    """Steps: each row is a text, without a label."""


@dataclass(frozen=True, slots=True)
class Card:
    """One site's."""

    title: str
    name: str
    head: tuple[Row, ...]
    """Code, place, address."""
    sections: tuple[Section, ...]
    footer: str
    more: str
    """What stands in place of rows for which there is no room, with a place `{n}`."""
