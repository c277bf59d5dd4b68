"""The values of a YAML file, with the places where they stood."""

from __future__ import annotations

from typing import Final, TypeAlias

Place: TypeAlias = tuple[int, int]
"""Line and column, both from 1."""


class Map(dict[str, "Value"]):
    """A map; `places` has where each key and its value stood."""

    __slots__ = ("place", "places")

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.places: dict[str, tuple[Place, Place]] = {}

    def place_of(self, entry: str | int) -> Place | None:
        """Where the value of `entry` stands; None when there is none."""
        both = self.places.get(entry) if isinstance(entry, str) else None
        return both[1] if both else None

    def value(self, entry: str | int) -> Value | None:
        """The value under `entry`; None when there is none."""
        return self.get(entry) if isinstance(entry, str) else None

    def text(self, key: str) -> str | None:
        """The text under `key`; None when there is none or it is something else."""
        value = self.get(key)
        return value if isinstance(value, str) else None

    def map(self, key: str) -> Map:
        """The map under `key`; an empty one when there is none or it is something else."""
        value = self.get(key)
        return value if isinstance(value, Map) else Map(self.place)

    def maps(self, key: str) -> list[Map]:
        """The maps in the list under `key`; whatever else is in it is passed over."""
        value = self.get(key)
        return [item for item in value if isinstance(item, Map)] if isinstance(value, List) else []

    def entries(self, key: str) -> dict[str, Map]:
        """The maps in the map under `key`, by their own keys."""
        return {name: item for name, item in self.map(key).items() if isinstance(item, Map)}


class List(list["Value"]):
    """A list; `places` has where each item stood."""

    __slots__ = ("place", "places")

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.places: list[Place] = []

    def place_of(self, entry: str | int) -> Place | None:
        """Where the item `entry` stands; None when there is none."""
        return self.places[entry] if isinstance(entry, int) and entry < len(self) else None

    def value(self, entry: str | int) -> Value | None:
        """The item `entry`; None when there is none."""
        return self[entry] if isinstance(entry, int) and entry < len(self) else None


class Broken:
    """Stands where a value was refused while reading, so that it is not reported twice."""


BROKEN: Final = Broken()

Value: TypeAlias = str | Map | List | Broken
Node: TypeAlias = Map | List


def kind(value: Value) -> str:
    """What `value` is, as the catalogue calls it: `map`, `list` or `text`."""
    if isinstance(value, Map):
        return "map"
    return "list" if isinstance(value, List) else "text"
