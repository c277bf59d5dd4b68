"""Takes a YAML text apart field by field, and notes every problem with its line and column."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeVar

import yaml

from monitord.inventory.findings import EnoughError, Findings
from monitord.inventory.nodes import List, Map, Value
from monitord.inventory.paths import join, paths
from monitord.inventory.problems import Problem
from monitord.inventory.tree import read
from monitord.model.names import did_you_mean
from monitord.model.states import Param

T = TypeVar("T")


class InvalidScenarioError(Exception):
    """The text is no valid scenario. `problems` has every reason, in the order of the text."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: (problem.line, problem.column))
        super().__init__("\n".join(problem.text("en") for problem in self.problems))


class Reading:
    """One text as nodes, and what is wrong with it so far."""

    def __init__(self, text: str, filename: str) -> None:
        """Raises InvalidScenarioError when `text` is no map, or has duplicate keys and the like."""
        self.filename = filename
        self.problems: list[Problem] = []
        self.root = self._read(text)
        self.paths = paths(self.root)

    def finish(self) -> None:
        """Raises InvalidScenarioError when there was a problem."""
        if self.problems:
            raise InvalidScenarioError(self.problems)

    def wrong(self, node: Map | List, entry: str | int | None, key: str, **params: Param) -> None:
        """Note a problem of the value under `entry`, or of `node` where it has no such entry."""
        path, place = self.paths[id(node)], node.place_of(entry) if entry is not None else None
        if entry is not None and place is not None:
            path = join(path, entry)
        self._note(place or node.place, path, key, params)

    def known(self, node: Map, keys: Collection[str]) -> None:
        """Note every key that is not among `keys`."""
        for entry in node:
            if entry not in keys:
                path = join(self.paths[id(node)], entry)
                self._note(node.places[entry][0], path, "unknown-key", hint(entry, keys))

    def scalar(self, node: Map, entry: str, parse: Callable[[str], T], wants: str, default: T) -> T:
        """The value under `entry`; the default when it is absent or, which is noted, wrong."""
        value = node.get(entry)
        if value is None:
            return default
        try:
            return parse(as_text(value))
        except ValueError:
            self.wrong(node, entry, f"wants-{wants}", value=as_text(value)[:60])
            return default

    def map(self, node: Map, entry: str) -> Map | None:
        """The map under `entry`; None when it is absent or, which is noted, no map."""
        value = node.get(entry)
        if value is not None and not isinstance(value, Map):
            self.wrong(node, entry, "wants-map")
        return value if isinstance(value, Map) else None

    def maps(self, node: Map, entry: str) -> list[Map]:
        """The maps in the list under `entry`; whatever else there is, is noted."""
        value = node.get(entry)
        if not isinstance(value, List):
            if value is not None:
                self.wrong(node, entry, "wants-list")
            return []
        for index, item in enumerate(value):
            if not isinstance(item, Map):
                self.wrong(value, index, "wants-map")
        return node.maps(entry)

    def _read(self, text: str) -> Map:
        findings, root = Findings(), None
        try:
            root = read(text, findings)
        except EnoughError:
            pass
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            self._note(place, "", "no-yaml", {"problem": error.problem or ""})
        problems = [*self.problems, *findings.problems(self.filename, root)]
        if problems or root is None:
            raise InvalidScenarioError(problems)
        return root

    def _note(self, place: tuple[int, int], path: str, key: str, params: dict[str, Param]) -> None:
        key = f"simulator.scenario.{key}"
        self.problems.append(Problem(self.filename, *place, path, key, params))


def hint(word: str, candidates: Collection[str]) -> dict[str, Param]:
    """The nearest candidate as the parameter `hint`; nothing when none is near."""
    near = did_you_mean(word, candidates)
    return {"hint": near[0]} if near else {}


def as_text(value: Value) -> str:
    """A plain value as it was typed; a sign of omission for anything else."""
    return value if isinstance(value, str) else "…"
