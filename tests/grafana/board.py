"""The dashboards as they are committed, to be looked over."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

FOLDER = Path(__file__).parents[2] / "grafana" / "dashboards"


@dataclass(frozen=True, slots=True)
class Board:
    """One file."""

    language: str
    name: str
    document: Json

    def __str__(self) -> str:
        return f"{self.language}/{self.name}"


Boards: TypeAlias = Sequence[Board]


def boards() -> list[Board]:
    """All of them."""
    return [
        Board(path.parent.name, path.stem, json.loads(path.read_text(encoding="utf-8")))
        for path in sorted(FOLDER.glob("*/*.json"))
    ]


def copied(found: Boards) -> list[Board]:
    """The same, to be spoiled."""
    return [Board(each.language, each.name, deepcopy(each.document)) for each in found]


def everything(board: Board) -> Iterator[Json]:
    """Its panels and rows, and what is folded away in rows."""
    for panel in board.document["panels"]:
        yield panel
        yield from panel.get("panels", ())


def panels(board: Board) -> Iterator[Json]:
    """Its panels without the rows."""
    return (panel for panel in everything(board) if panel["type"] != "row")


def queries(board: Board) -> Iterator[tuple[str, str]]:
    """Where something is asked of Prometheus, and what."""
    for panel in panels(board):
        for target in panel.get("targets", ()):
            yield f"{panel['title']}, {target['refId']}", target["expr"]
    for each in board.document["annotations"]["list"]:
        yield each["name"], each["expr"]
    for each in variables(board):
        yield each["name"], each["query"]["query"]


def variables(board: Board) -> list[Json]:
    """What can be chosen by a question."""
    listed = board.document.get("templating", {}).get("list", [])
    return [each for each in listed if each["type"] == "query"]


def overrides(panel: Json) -> Iterator[tuple[str, Json]]:
    """What is set for some fields only: which, and each setting by its name."""
    for each in panel.get("fieldConfig", {}).get("overrides") or ():
        settings = {one["id"]: one["value"] for one in each["properties"]}
        yield each["matcher"]["options"], settings


def settings(panel: Json, name: str) -> Iterator[Any]:
    """All values of a field's setting (`mappings`, `thresholds`), in general and in overrides."""
    general = panel.get("fieldConfig", {}).get("defaults", {})
    if name in general:
        yield general[name]
    yield from (found[name] for _, found in overrides(panel) if name in found)


def found_under(document: Any, *names: str) -> Iterator[Any]:
    """Every value that stands anywhere under a key of one of these names."""
    if isinstance(document, dict):
        for key, value in document.items():
            if key in names:
                yield value
            yield from found_under(value, *names)
    elif isinstance(document, list):
        for value in document:
            yield from found_under(value, *names)
