"""Which labels and columns a panel needs of its answers, and which it has. Pure.

A label is needed of every series (`labels_of_a_legend`); of a table, a column is there when any row
has it. Transformations are followed as far as names go: what they leave, and what it is called.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from tests.grafana.live.prometheus import Answer
from tests.grafana.live.read import Json, Panel, Target

OPTIONAL = frozenset({"cascade_to", "group", "role", "team", "team_name", "ticket"})
"""Labels that are empty for some things, and so for all of a panel there may be none."""
_LEGEND = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
_LABEL = re.compile(r"\$\{__field\.labels\.([A-Za-z_]\w*)\}")
_FIELD = re.compile(r"\$\{__data\.fields(?:\.([A-Za-z_]\w*)|\[\\?[\"']?([^\]\"'\\]+)\\?[\"']?\])\}")
_JOINED = 2
"""Answers in which the same label is told apart by a number, once they are joined."""


class UnknownTransformationError(Exception):
    """A transformation of which nobody has written down here what it leaves."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: by either name it is found."""

    name: str
    title: str


Columns: TypeAlias = tuple[Column, ...]
Answers: TypeAlias = Mapping[str, Answer]
"""By the letter of their targets."""


def labels_of_a_legend(target: Target) -> set[str]:
    """The labels that each series needs to be named."""
    return set(_LEGEND.findall(target.legend)) - {"value"}


def labels_of_texts(panel: Panel) -> set[str]:
    """The labels that links and names of a panel take from a series."""
    return {match[1] for text in panel.filled for match in _LABEL.finditer(text)}


def columns_of_texts(panel: Panel) -> set[str]:
    """The columns that links and names of a panel take from a row."""
    found = (match for text in panel.filled for match in _FIELD.finditer(text))
    return {match[1] or match[2] for match in found}


def columns(panel: Panel, answers: Answers) -> Columns:
    """The columns that a panel shows in the end. Raises UnknownTransformationError."""
    tables = [target for target in panel.targets if target.table]
    now = tuple(Column(name, name) for name in _first(tables, answers))
    for each in panel.transformations:
        if each.kind not in _EFFECTS:
            raise UnknownTransformationError(each.kind)
        now = _EFFECTS[each.kind](now, each.options)
    return now


def wanted(panel: Panel) -> set[str]:
    """The columns that the transformations of a panel name, before the first renames any."""
    names: set[str] = set()
    for each in panel.transformations:
        if each.kind == "organize":
            return names | set(each.options.get("renameByName", {}))
        if each.kind == "filterFieldsByName":
            names |= set(each.options.get("include", {}).get("names", ()))
        elif each.kind == "sortBy":
            names |= {by["field"] for by in each.options.get("sort", ())}
        elif each.kind == "joinByField":
            names.add(each.options["byField"])
    return names


def absent(panel: Panel, answers: Answers) -> set[str]:
    """The columns that a panel names and does not have, but for those that may be.

    Where several questions are asked, the value of one without an answer has no column, and that
    of the only one with an answer has no letter.
    """
    named = {name for name in wanted(panel) if not name.startswith("Value")}
    return named - OPTIONAL - titles(columns(replace(panel, transformations=()), answers))


def titles(found: Iterable[Column]) -> set[str]:
    """All names by which columns are found."""
    return {name for column in found for name in (column.name, column.title)}


def _first(tables: list[Target], answers: Answers) -> Iterator[str]:
    yield "Time"
    several = len(tables) > 1
    seen: dict[str, int] = {}
    for target in tables:
        for label in {name for series in answers[target.ref].series for name in series.labels}:
            seen[label] = seen.get(label, 0) + 1
        yield f"Value #{target.ref}" if several else "Value"
    for label, times in seen.items():
        yield label
        if times >= _JOINED:
            yield from (f"{label} {number}" for number in range(1, times + 1))


def _organized(now: Columns, options: Json) -> Columns:
    renamed, left_out = options.get("renameByName", {}), options.get("excludeByName", {})
    return tuple(
        Column(column.name, renamed.get(column.title) or column.title)
        for column in now
        if not left_out.get(column.title)
    )


def _filtered(now: Columns, options: Json) -> Columns:
    include, exclude = options.get("include"), options.get("exclude") or {}
    kept = now
    if include and "names" in include:
        kept = tuple(column for column in kept if column.title in include["names"])
    if include and "pattern" in include:
        pattern = re.compile(include["pattern"].strip("/"))
        kept = tuple(column for column in kept if pattern.search(column.title))
    return tuple(column for column in kept if column.title not in exclude.get("names", ()))


def _calculated(now: Columns, options: Json) -> Columns:
    alias = options.get("alias") or "Total"
    return (*(() if options.get("replaceFields") else now), Column(alias, alias))


def _same(now: Columns, _: Json) -> Columns:
    return now


_EFFECTS: Mapping[str, Callable[[Columns, Json], Columns]] = {
    "organize": _organized,
    "filterFieldsByName": _filtered,
    "calculateField": _calculated,
    "merge": _same,
    "joinByField": _same,
    "sortBy": _same,
    "limit": _same,
    "filterByValue": _same,
    "convertFieldType": _same,
}
