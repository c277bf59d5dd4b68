"""From text to a tree of maps, lists and texts that remembers where everything stood.

YAML is used for its shape only. Every plain value stays the text that was typed, so `no`, `10:20`,
`010` and `2025-07-01` mean what their field wants and are never silently something else. Anchors,
aliases, merge keys and tags are refused: an alias can expand without bound, and profiles say the
same thing in words that a person can search for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from unicodedata import normalize

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from monitord.inventory.findings import EnoughError, Findings
from monitord.inventory.nodes import BROKEN, Broken, List, Map, Node, Place, Value, kind

MOST_DEPTH = 100
"""Maps and lists inside each other; each level of sites takes two."""

MOST_CHARACTERS = 10_000
"""Of one value or key."""

MOST_VALUES = 1_000_000
"""Of the whole file, keys included: twice those of 10,000 sites."""

_CORE_TAG = "tag:yaml.org,2002:"
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


def read(text: str, findings: Findings) -> Map | None:
    """The map that `text` is; None when it is none, which is then among the findings.

    Raises yaml.YAMLError for what is no YAML, EnoughError when there is no point in going on.
    """
    return _Reader(yaml.parse(text, Loader=yaml.CBaseLoader), findings).document()


class _Spot(NamedTuple):
    """Where a value stands, and where it will be: `entry` of `holder`."""

    place: Place
    holder: Node
    entry: str | int | None


class _Reader:
    """Turns libyaml's events into nodes in one pass, without composing its graph first."""

    def __init__(self, events: Iterator[Event], findings: Findings) -> None:
        self.events = events
        self.findings = findings
        self.values_left = MOST_VALUES

    def document(self) -> Map | None:
        """The only document, when it is a map."""
        top = List((1, 1))
        for event in self.events:
            if isinstance(event, DocumentStartEvent) and top:
                self.findings.at(_place(event), None, None, "several-documents")
                return None
            if isinstance(event, NodeEvent) and not _is_null(event):
                self.add_item(event, top, 0)
        if not top:
            self.findings.at((1, 1), None, None, "empty-file")
            return None
        root = top[0]
        if isinstance(root, str | List):
            self.findings.at(top.places[0], None, None, "wants-map", found=kind(root))
        return root if isinstance(root, Map) else None

    def value(self, event: Event, spot: _Spot, depth: int) -> Value:
        """The value that begins with `event`."""
        self.values_left -= 1
        if self.values_left < 0:
            self.findings.at(*spot, "too-many", most=MOST_VALUES)
            raise EnoughError
        if isinstance(event, ScalarEvent):
            return self.scalar(event, spot)
        if isinstance(event, AliasEvent):
            self.findings.at(*spot, "alias", name=event.anchor or "")
            return BROKEN
        if depth == MOST_DEPTH:
            self.findings.at(*spot, "too-deep", most=MOST_DEPTH)
            raise EnoughError
        self.refuse_properties(event, spot)
        if isinstance(event, MappingStartEvent):
            return self.map(spot.place, depth + 1)
        return self.list(spot.place, depth + 1)

    def scalar(self, event: ScalarEvent, spot: _Spot) -> str | Broken:
        """A text as it was typed, in NFC."""
        text = event.value
        if event.tag or event.anchor:
            self.refuse_properties(event, spot)
        if _is_null(event):
            self.findings.at(*spot, "no-value")
            return BROKEN
        if len(text) > MOST_CHARACTERS:
            self.findings.at(*spot, "too-long", count=len(text), most=MOST_CHARACTERS)
            return BROKEN
        return text if text.isascii() else normalize("NFC", text)

    def refuse_properties(self, event: Event, spot: _Spot) -> None:
        """Add a finding when the value has an anchor (`&name`) or a tag (`!!str`)."""
        if anchor := getattr(event, "anchor", None):
            self.findings.at(*spot, "anchor", name=anchor)
        elif tag := getattr(event, "tag", None):
            self.findings.at(*spot, "tag", tag=tag.replace(_CORE_TAG, "!!"))

    def list(self, place: Place, depth: int) -> List:
        """The rest of a list that began at `place`."""
        result = List(place)
        for event in self.events:
            if isinstance(event, CollectionEndEvent):
                break
            self.add_item(event, result, depth)
        return result

    def add_item(self, event: Event, holder: List, depth: int) -> None:
        """Read one more item of a list."""
        spot = _Spot(_place(event), holder, len(holder))
        value = self.value(event, spot, depth)
        holder.places.append(spot.place)
        holder.append(value)

    def map(self, place: Place, depth: int) -> Map:
        """The rest of a map that began at `place`."""
        result = Map(place)
        for event in self.events:
            if isinstance(event, CollectionEndEvent):
                break
            at_key = _place(event)
            key = self.key(event, _Spot(at_key, result, None), depth)
            event = next(self.events)  # noqa: PLW2901
            at_value = _place(event)
            value = self.value(event, _Spot(at_value, result, key), depth)
            if key is not None and key not in result:
                result[key] = value
                result.places[key] = at_key, at_value
        return result

    def key(self, event: Event, spot: _Spot, depth: int) -> str | None:
        """A key that is new to its map; None, and a finding, when it is none."""
        key = self.value(event, spot, depth)
        if isinstance(key, Map | List):
            self.findings.at(*spot, "key-not-text", found=kind(key))
        if not isinstance(key, str):
            return None
        if isinstance(spot.holder, Map) and key in spot.holder:
            line, _ = spot.holder.places[key][0]
            self.findings.at(spot.place, spot.holder, key, "duplicate-key", first=line)
        return key


def _is_null(event: Event) -> bool:
    """Whether nothing was typed, or a word for it."""
    return isinstance(event, ScalarEvent) and event.style == "" and event.value in _NULLS


def _place(event: Event) -> Place:
    mark = event.start_mark
    return (1, 1) if mark is None else (mark.line + 1, mark.column + 1)
