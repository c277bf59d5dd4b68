"""Reads PromQL as far as the lints need it: which series, which labels. It is no parser.

Whether an expression is one at all is asked of the real Prometheus, in `tests/grafana/live`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

TOKEN = re.compile(
    r'"(?:\\.|[^"\\])*"|`[^`]*`|\[[^\]]*\]|\$\{[^}]*\}|\$\w+|[A-Za-z_:][\w:]*|[\d.]+\w*|\S'
)
NAME = re.compile(r"[A-Za-z_:][\w:]*")
GROUPING = frozenset({"by", "without", "on", "ignoring", "group_left", "group_right"})
WORDS = GROUPING | {"and", "or", "unless", "offset", "bool", "inf", "nan", "atan2"}
MAKES: Mapping[str, int] = {"label_replace": 1, "label_join": 1, "count_values": 0}
"""Functions that make a label, and which of their arguments names it."""


@dataclass(slots=True)
class Read:
    """What an expression names."""

    series: dict[str, set[str]] = field(default_factory=dict)
    """Each metric, and the labels by which its series are chosen."""
    grouped: set[str] = field(default_factory=set)
    """Labels in `by (…)`, `on (…)` and so on."""
    made: set[str] = field(default_factory=set)
    """Labels that the expression itself makes."""


def read(expr: str) -> Read:
    """Everything that `expr` names."""
    found, tokens = Read(), TOKEN.findall(expr)
    calls: list[tuple[str, int]] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        before, after = tokens[index - 1] if index else "", (*tokens, "")[index + 1]
        if token in GROUPING and after == "(":
            end = tokens.index(")", index)
            found.grouped.update(filter(NAME.fullmatch, tokens[index + 2 : end]))
            index = end
        elif token == "{":
            end = tokens.index("}", index)
            found.series.setdefault(before, set()).update(_matched(tokens[index:end]))
            index = end
        elif token == "(":
            calls.append((before, 0))
        elif token == ")":
            calls.pop()
        elif token == "," and calls:
            calls[-1] = (calls[-1][0], calls[-1][1] + 1)
        elif token[0] == '"' and calls and MAKES.get(calls[-1][0]) == calls[-1][1]:
            found.made.add(token.strip('"'))
        elif _is_series(token, after):
            found.series.setdefault(token, set())
        index += 1
    return found


def _is_series(token: str, after: str) -> bool:
    aggregates = after == "(" or after in ("by", "without")
    return bool(NAME.fullmatch(token)) and token not in WORDS and not aggregates


def _matched(tokens: list[str]) -> Iterator[str]:
    """The labels in braces: names with an operator after them."""
    for name, operator in pairwise(tokens):
        if NAME.fullmatch(name) and operator in ("=", "!"):
            yield name


def of_variable(query: str) -> tuple[str, str | None]:
    """What the question of a variable asks, and the label whose values are wanted, if one is."""
    if values := re.fullmatch(r"label_values\((.+),\s*(\w+)\)", query):
        return values[1], values[2]
    if result := re.fullmatch(r"query_result\((.+)\)", query):
        return result[1], None
    raise ValueError(f"no question that Grafana knows: {query}")
