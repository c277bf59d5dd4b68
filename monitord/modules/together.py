"""An inventory with the modules that it names: what is wrong with either is said at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from monitord import inventory
from monitord.inventory import InvalidInventoryError, Problem
from monitord.inventory.source import MOST_BYTES
from monitord.model.inventory import Inventory
from monitord.model.modules import Module
from monitord.modules.load import InvalidModulesError, load


@dataclass(frozen=True, slots=True)
class Loaded:
    """An inventory and the modules that there are for it."""

    inventory: Inventory
    modules: Mapping[str, Module]


def load_together(path: Path, own: Path | None = None) -> Loaded:
    """The inventory at `path` with its modules; as `parse_together`.

    Raises OSError as well, when the inventory cannot be read.
    """
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    return parse_together(data, str(path), path.parent, own)


def parse_together(data: bytes, filename: str, directory: Path, own: Path | None = None) -> Loaded:
    """The inventory in `data` with its modules.

    `own` is a folder of modules that stands in for `daemon.snmp_modules`, which is relative to
    `directory`. Raises InvalidInventoryError with the problems of the inventory and, after them,
    those of module files.
    """
    shelf = _Shelf(own)
    try:
        found = inventory.parse(data, filename, directory, shelf.names)
    except InvalidInventoryError as error:
        raise InvalidInventoryError([*error.problems, *shelf.problems]) from None
    if shelf.problems:
        raise InvalidInventoryError(shelf.problems)
    return Loaded(found, shelf.modules)


class _Shelf:
    """Loads the modules once the inventory says where they are."""

    def __init__(self, own: Path | None) -> None:
        self.own = own
        self.modules: dict[str, Module] = {}
        self.problems: tuple[Problem, ...] = ()

    def names(self, folder: Path | None) -> Collection[str]:
        """The ids of all modules, of those with problems too."""
        try:
            self.modules = load(self.own or folder)
        except InvalidModulesError as error:
            self.problems = error.problems
            return error.names
        return self.modules
