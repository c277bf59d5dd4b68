"""Readers of modules, each made once and shared by all checks that read the same modules."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TypeAlias

from monitord.model.modules import Module
from monitord.model.readings import Reader

MakeReader: TypeAlias = Callable[[Sequence[Module]], Reader]


class Readers:
    """One reader per set of modules."""

    def __init__(self, make: MakeReader) -> None:
        self._make = make
        self._known: dict[tuple[Module, ...], Reader] = {}

    def of(self, modules: tuple[Module, ...]) -> Reader:
        """The reader of these modules, made when it is new."""
        if modules not in self._known:
            self._known[modules] = self._make(modules)
        return self._known[modules]

    def keep_only(self, wanted: Collection[tuple[Module, ...]]) -> None:
        """Forget the others."""
        for modules in self._known.keys() - set(wanted):
            del self._known[modules]
