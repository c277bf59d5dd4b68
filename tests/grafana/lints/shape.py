"""Names, places and kinds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from tests.grafana.board import Board, Boards, Json, everything, found_under, panels

WIDTH = 24
KINDS = frozenset(
    {"stat", "table", "timeseries", "state-timeline", "text", "bargauge", "barchart", "gauge"}
    | {"piechart", "heatmap", "status-history", "histogram", "row"}
)
"""Panels that are in Grafana 9.4 itself."""
TRANSFORMATIONS = frozenset(
    {"merge", "organize", "filterFieldsByName", "sortBy", "joinByField", "reduce", "groupBy"}
    | {"calculateField", "labelsToFields", "seriesToRows", "rowsToFields", "renameByRegex"}
    | {"limit", "filterByValue", "groupingToMatrix", "convertFieldType"}
)
"""Those of 9.4 that we know."""
LATER = frozenset(
    {"custom.cellOptions", "wideLayout", "showPercentChange", "percentChangeColorMode"}
)
"""Settings that 9.4 does not know, so that what they were to do would be missing there."""
SOURCES = frozenset({"monitord-prometheus", "monitord-alertmanager"})
"""As `grafana/provisioning/datasources` has them."""


def one_uid_each(boards: Boards) -> Iterator[str]:
    """A uid is in every link and bookmark: it belongs to one dashboard, and says which."""
    for board in boards:
        if board.document["uid"] != f"monitord-{board.name}-{board.language}":
            yield f"{board}: uid {board.document['uid']}"
    counted = Counter(board.document["uid"] for board in boards)
    yield from (f"{uid}: {n} dashboards" for uid, n in counted.items() if n > 1)


def one_id_each(boards: Boards) -> Iterator[str]:
    """Within a dashboard a panel's id is its own, and so is a question's letter in a panel."""
    for board in boards:
        counted = Counter(panel["id"] for panel in everything(board))
        yield from (f"{board}: id {ident} {n} times" for ident, n in counted.items() if n > 1)
        for panel in panels(board):
            letters = [target["refId"] for target in panel.get("targets", ())]
            if len(set(letters)) < len(letters):
                yield f"{board}: {panel['title']}: two questions of one letter"


def nothing_overlaps(boards: Boards) -> Iterator[str]:
    """No panel lies on another, none is wider than the grid, none is nothing."""
    for board in boards:
        every = list(everything(board))
        for panel in every:
            place = panel["gridPos"]
            if place["x"] < 0 or place["x"] + place["w"] > WIDTH or min(place["w"], place["h"]) < 1:
                yield f"{board}: {panel['title']} stands at {place}"
        for one, other in combinations(every, 2):
            if _overlap(one["gridPos"], other["gridPos"]):
                yield f"{board}: {one['title']} lies on {other['title']}"


def _overlap(one: Json, other: Json) -> bool:
    beside = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
    above = one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
    return not (beside or above)


def only_what_grafana_has(boards: Boards) -> Iterator[str]:
    """No plugin, nothing newer than 9.4, and no panel that repeats itself for each site."""
    for board in boards:
        for panel in everything(board):
            if panel["type"] not in KINDS:
                yield f"{board}: {panel['title']} is a {panel['type']}"
            if panel.get("repeat"):
                yield f"{board}: {panel['title']} repeats for each {panel['repeat']}"
            for each in panel.get("transformations", ()):
                if each["id"] not in TRANSFORMATIONS:
                    yield f"{board}: {panel['title']} is transformed by {each['id']}"
        yield from (f"{board}: {each} is newer than 9.4" for each in sorted(_later(board)))


def tables_are_translated(boards: Boards) -> Iterator[str]:
    """A table has a setting for all its columns: some versions 12 pass over overrides without."""
    for board in boards:
        for panel in panels(board):
            if panel["type"] == "table" and not panel["fieldConfig"]["defaults"].get("custom"):
                yield f"{board}: {panel['title']} loses its colours in 12"


def _later(board: Board) -> set[str]:
    ids = {each for each in found_under(board.document, "id") if isinstance(each, str)}
    options = {key for each in found_under(board.document, "options") for key in _keys(each)}
    return {*LATER} & (ids | options)


def _keys(options: object) -> Iterator[str]:
    if isinstance(options, dict):
        yield from options


def fixed_sources(boards: Boards) -> Iterator[str]:
    """Every question goes to a data source that we provision, by its uid."""
    for board in boards:
        for source in found_under(board.document, "datasource"):
            if not isinstance(source, dict) or source.get("uid") not in SOURCES:
                yield f"{board}: asks {source}"
