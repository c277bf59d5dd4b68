"""Gathers what is wrong, wherever it is found, and gives each its place and path."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from monitord.inventory.nodes import Map, Node, Place
from monitord.inventory.paths import join, paths
from monitord.inventory.problems import MOST, Problem
from monitord.model.names import did_you_mean
from monitord.model.states import Param

MOST_COMPARISONS = 50_000
"""Words compared in search of near misses, over the whole file: each costs some 20 µs."""

MOST_SHOWN = 100
"""Characters of a value that a message repeats."""


class EnoughError(Exception):
    """So much is wrong that looking on helps nobody."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem whose path is not yet known: of `entry` in `node`, or of the node itself."""

    place: Place
    node: Node | None
    entry: str | int | None
    key: str
    params: dict[str, Param]


class Findings:
    """The problems of one file, in the order in which they are found."""

    def __init__(self) -> None:
        self._found: list[Finding] = []
        self._comparisons = MOST_COMPARISONS

    def __bool__(self) -> bool:
        return bool(self._found)

    def at(
        self, place: Place, node: Node | None, entry: str | int | None, key: str, **params: Param
    ) -> None:
        """Add a problem that stands at `place`, worded by `inventory.<key>`.

        A key with a dot names its own subject. Raises EnoughError when there are too many.
        """
        shown = {name: _short(param) for name, param in params.items()}
        subject = "" if "." in key else "inventory."
        self._found.append(Finding(place, node, entry, f"{subject}{key}", shown))
        if len(self._found) >= MOST:
            raise EnoughError

    def key(self, node: Map, entry: str, key: str, **params: Param) -> None:
        """Add a problem of a key itself."""
        self.at(node.places[entry][0], node, entry, key, **params)

    def value(self, node: Node, entry: str | int, key: str, **params: Param) -> None:
        """Add a problem of the value under `entry`; of the node when it has no such entry."""
        place = node.place_of(entry)
        if place is None:
            self.at(node.place, node, None, key, **params)
        else:
            self.at(place, node, entry, key, **params)

    def hint(self, word: str, candidates: Collection[str]) -> dict[str, Param]:
        """The nearest candidate as the parameter `hint`; nothing when none is near."""
        self._comparisons -= len(candidates)
        if self._comparisons < 0:
            return {}
        near = did_you_mean(word, candidates)
        return {"hint": near[0]} if near else {}

    def problems(self, filename: str, root: Node | None) -> list[Problem]:
        """Every problem, sorted by place, once each."""
        known = paths(root) if self._found and root is not None else {}
        problems: dict[tuple[int, int, str, str, str], Problem] = {}
        for finding in self._found:
            path = known.get(id(finding.node), "")
            if finding.entry is not None and id(finding.node) in known:
                path = join(path, finding.entry)
            line, column = finding.place
            problem = Problem(filename, line, column, path, finding.key, finding.params)
            problems[line, column, path, finding.key, str(finding.params)] = problem
        return [problems[order] for order in sorted(problems)]


def _short(param: Param) -> Param:
    """A parameter fit for one line: no line breaks, no more than `MOST_SHOWN` characters."""
    if not isinstance(param, str):
        return param
    line = " ".join(param.split())
    return line if len(line) <= MOST_SHOWN else line[: MOST_SHOWN - 1] + "…"
