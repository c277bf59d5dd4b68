"""Colours, words for values, units and thresholds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from grafana.source.palette import LINES
from monitord.model.states import State
from monitord.texts.marks import COLOURS, SYMBOLS
from tests.grafana.board import Boards, Json, found_under, overrides, panels, settings

PALETTE = frozenset(COLOURS.values()) | {*LINES, "transparent"}
MARKS = {SYMBOLS[state]: COLOURS[state] for state in State}
NEUTRAL = COLOURS[State.OFF]
COLOURING = frozenset({"background", "background_solid", "value"})
COUNTED = frozenset({"stat", "gauge", "bargauge", "timeseries", "barchart", "piechart", "heatmap"})
"""Panels that show numbers, whatever else."""


def every_value_has_a_word(boards: Boards) -> Iterator[str]:
    """Where a value is mapped, it becomes a word or a symbol, and has a colour."""
    for board in boards:
        for panel in panels(board):
            for value, result in _mapped(panel):
                if not result.get("text", "").strip():
                    yield f"{board}: {panel['title']}: {value} has no word"
                if not result.get("color"):
                    yield f"{board}: {panel['title']}: {value} has no colour"


def _mapped(panel: Json) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for mappings in settings(panel, "mappings"):
        for mapping in mappings:
            options = mapping["options"]
            if mapping["type"] == "value":
                yield from options.items()
            else:
                yield mapping["type"], options["result"]


def texts_stay_texts(boards: Boards) -> Iterator[str]:
    """Where tiles are rows, nothing stands for "no number": in 9.4 it stands for every text too."""
    for board in boards:
        for panel in panels(board):
            general = panel.get("fieldConfig", {}).get("defaults", {}).get("mappings") or []
            of_rows = panel.get("options", {}).get("reduceOptions", {}).get("values")
            matched = {
                each["options"]["match"]
                for each in general
                if of_rows and each["type"] == "special"
            }
            for match in sorted(matched & {"nan", "null+nan"}):
                yield f"{board}: {panel['title']}: {match} stands for texts"


def only_our_colours(boards: Boards) -> Iterator[str]:
    """Colours that colour-blind people tell apart: the palette's, and no others."""
    for board in boards:
        for colour in found_under(board.document, "color", "fixedColor", "iconColor"):
            if isinstance(colour, str) and colour.lower() not in PALETTE:
                yield f"{board}: {colour} is not of the palette"


def never_colour_alone(boards: Boards) -> Iterator[str]:
    """No two values have one word and no tile is without any: only their colour would tell."""
    for board in boards:
        for panel in panels(board):
            if panel.get("options", {}).get("textMode") == "none":
                yield f"{board}: {panel['title']}: tiles without a word"
            for mappings in settings(panel, "mappings"):
                said = Counter(_words(mappings))
                twice = sorted(text for text, n in said.items() if n > 1)
                yield from (f"{board}: {panel['title']}: several are {text}" for text in twice)


def _words(mappings: list[Json]) -> Iterator[str]:
    for mapping in mappings:
        if mapping["type"] == "value":
            yield from (result.get("text", "") for result in mapping["options"].values())


def states_are_told_apart(boards: Boards) -> Iterator[str]:
    """Wherever a state is shown, it has its own symbol and its own colour."""
    for board in boards:
        for panel in panels(board):
            for value, result in _mapped(panel):
                yield from (
                    f"{board}: {panel['title']}: {value} is {result['text']} in {result['color']}"
                    for symbol, colour in MARKS.items()
                    if result.get("text", "").startswith(symbol)
                    and result.get("color") not in (colour, NEUTRAL)
                )


def numbers_have_units(boards: Boards) -> Iterator[str]:
    """A number says of what it is: in general, or each column of a table."""
    for board in boards:
        for panel in panels(board):
            if panel["type"] in COUNTED and not any(settings(panel, "unit")):
                yield f"{board}: {panel['title']} has no unit"
            if panel["type"] == "table":
                yield from (f"{board}: {problem}" for problem in _bare_columns(panel))


def _bare_columns(panel: Json) -> Iterator[str]:
    """Columns of values without a unit, words, or being hidden."""
    named: dict[str, Json] = {}
    for which, found in overrides(panel):
        named.setdefault(which, {}).update(found)
    for renamed in found_under(panel.get("transformations", []), "renameByName"):
        for source, title in renamed.items():
            told = {"unit", "mappings", "custom.hidden"} & named.get(title, {}).keys()
            if source.startswith("Value") and not told:
                yield f"{panel['title']}: the numbers of {title} have no unit"


def colours_have_bounds(boards: Boards) -> Iterator[str]:
    """What is coloured by its value is coloured by thresholds or words that we have set."""
    for board in boards:
        for panel in panels(board):
            options = panel.get("options", {})
            coloured = panel["type"] in ("stat", "gauge", "bargauge") and (
                options.get("colorMode", "value") in COLOURING
            )
            custom = panel.get("fieldConfig", {}).get("defaults", {}).get("custom", {})
            drawn = custom.get("thresholdsStyle", {}).get("mode", "off") != "off"
            bounds = any(settings(panel, "thresholds")) or _worded(panel)
            if (coloured or drawn) and not bounds and not any(settings(panel, "color")):
                yield f"{board}: {panel['title']} is coloured by nobody's bounds"


def _worded(panel: Json) -> bool:
    """Whether values have words and colours, more than that of there being none."""
    kinds = {each["type"] for mappings in settings(panel, "mappings") for each in mappings}
    return bool(kinds - {"special"})
