"""Names the parts of a file as a person would: `sites.ttdl.devices.mcu-1.address`."""

from __future__ import annotations

from collections.abc import Iterator

from monitord.inventory.nodes import List, Map, Node
from monitord.inventory.units import is_ident


def join(path: str, entry: str | int) -> str:
    """The path of an entry of what is at `path`."""
    if isinstance(entry, int):
        return f"{path}[{entry}]"
    name = entry if is_ident(entry) else f"{entry[:30]!r}"
    return f"{path}.{name}" if path else name


def paths(root: Node) -> dict[int, str]:
    """The path of every map and list below `root`, by the `id()` of it."""
    found: dict[int, str] = {}
    waiting: list[tuple[str, Node]] = [("", root)]
    while waiting:
        path, node = waiting.pop()
        found[id(node)] = path
        waiting.extend(_below(path, node))
    return found


def _below(path: str, node: Node) -> Iterator[tuple[str, Node]]:
    if isinstance(node, Map):
        for key, value in node.items():
            if isinstance(value, Map | List):
                yield join(path, key), value
    else:
        for index, value in enumerate(node):
            if isinstance(value, Map | List):
                yield _item(path, index, value), value


def _item(path: str, index: int, item: Node) -> str:
    """An entry of a list by its id where it has one; a site by that alone, however deep."""
    ident = item.text("id") if isinstance(item, Map) else None
    if ident is None or not is_ident(ident):
        return join(path, index)
    return join("sites" if path.endswith("sites") else path, ident)
