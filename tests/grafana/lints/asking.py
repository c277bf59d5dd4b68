"""What is asked of Prometheus is there to be asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tests.grafana.board import Board, Boards, panels, queries, variables
from tests.grafana.known import SCRAPED, known
from tests.grafana.promql import of_variable, read

OF_VARIABLE = re.compile("label_values|query_result")
NAMED = re.compile(r"\$\{(\w+)(?::\w+)?\}|\$(\w+)")
LEGEND = re.compile(r"\{\{\s*(\w+)\s*\}\}")


def only_known_metrics(boards: Boards) -> Iterator[str]:
    """Every series is in the table of metrics or recorded by a rule, and has the labels named."""
    there = known()
    for board in boards:
        for where, query in queries(board):
            yield from (f"{board}: {where}: {each}" for each in _unknown(query, there))


def _unknown(query: str, there: Mapping[str, frozenset[str]]) -> Iterator[str]:
    expr, wanted = (
        of_variable(query) if re.match(r"label_values|query_result", query) else (query, None)
    )
    asked = read(expr)
    labels = SCRAPED.union(asked.made, *(there.get(name, ()) for name in asked.series))
    for name, matched in asked.series.items():
        if name not in there:
            yield f"there is no {name}"
            continue
        yield from (f"{name} has no label {label}" for label in sorted(matched - there[name]))
    grouped = asked.grouped | ({wanted} if wanted else set())
    yield from (f"nothing has the label {label}" for label in sorted(grouped - labels))


def legends_can_be_filled(boards: Boards) -> Iterator[str]:
    """A legend or an annotation's text names labels that its series have."""
    there = known()
    for board in boards:
        for where, expr, text in _legends(board):
            asked = read(expr)
            labels = asked.made.union(*(there.get(name, ()) for name in asked.series))
            missing = set(LEGEND.findall(text)) - labels
            yield from (f"{board}: {where}: no label {label}" for label in sorted(missing))


def _legends(board: Board) -> Iterator[tuple[str, str, str]]:
    for panel in panels(board):
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"], target.get("legendFormat") or ""
    for each in board.document["annotations"]["list"]:
        yield each["name"], each["expr"], each["titleFormat"] + each["textFormat"]


def variables_are_asked_of_what_is_there(boards: Boards) -> Iterator[str]:
    """A question that names a variable is on a dashboard that has it."""
    for board in boards:
        has = {each["name"] for each in board.document.get("templating", {}).get("list", [])}
        for where, query in queries(board):
            named = {
                one or other for one, other in re.findall(r"\$\{(\w+)(?::\w+)?\}|\$(\w+)", query)
            }
            missing = {each for each in named if not each.startswith("__") and not each.isdigit()}
            yield from (f"{board}: {where}: no variable {each}" for each in sorted(missing - has))


def choices_are_shown(boards: Boards) -> Iterator[str]:
    """Every variable has a label, and is read anew with the time range."""
    for board in boards:
        for each in variables(board):
            if not each.get("label"):
                yield f"{board}: variable {each['name']} has no label"
            if each.get("refresh") not in (1, 2):
                yield f"{board}: variable {each['name']} is never read anew"
