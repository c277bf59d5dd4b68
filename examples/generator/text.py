"""YAML as a person would write it: short things on one line, the rest by indentation."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

WIDTH = 132

PLAIN = re.compile(
    r"""(?x)
    [^\W\d_][\w./()–+-]*(?:\ [\w./()–+-]+)*     # words
    | \d+(?:\.\d+)?(?:ms|s|m|h|d|%|[kMG]bit/s)    # a quantity with its unit
    | \d+(?:\.\d+){3}                           # an IPv4 address
    | \dG-[\w-]+ | 2c                           # a mobile line, an SNMP version
    """
)
NOT_TEXT = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment between two items of a list."""

    text: str


Node: TypeAlias = "str | int | date | Comment | Sequence[Node] | Mapping[str, Node]"
Map: TypeAlias = Mapping[str, Node]


@dataclass(frozen=True, slots=True)
class Document:
    """A file: the comment at its head and what it says."""

    header: str
    content: Map


def render(document: Document) -> str:
    """The whole file, ending in a newline."""
    lines = [f"# {line}".rstrip() for line in document.header.strip().splitlines()]
    long_before = False
    for key, value in document.content.items():
        section = list(entry(key, value, 0))
        long = len(section) > 1
        lines += ["", *section] if long or long_before else section
        long_before = long
    return "\n".join([*lines, ""])


def entry(key: str, value: Node, indent: int) -> Iterator[str]:
    """`key: value`, on one line where it fits and holds no site."""
    line = f"{' ' * indent}{key}: {flow(value)}"
    if key != "sites" and len(line) <= WIDTH:
        yield line
        return
    yield f"{' ' * indent}{key}:"
    yield from block(value, indent + 2)


def block(value: Node, indent: int) -> Iterator[str]:
    """A list or map over several lines."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from entry(key, inner, indent)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            yield from item(inner, indent)
    else:
        yield f"{' ' * indent}{flow(value)}"


def item(value: Node, indent: int) -> Iterator[str]:
    """`- value`, on one line where it fits."""
    pad = " " * indent
    if isinstance(value, Comment):
        yield f"{pad}# {value.text}"
        return
    line = f"{pad}- {flow(value)}"
    if len(line) <= WIDTH:
        yield line
        return
    first, *rest = block(value, indent + 2)
    yield f"{pad}- {first.lstrip()}"
    yield from rest


def flow(value: Node) -> str:
    """`value` on one line; a comment cannot be."""
    match value:
        case str():
            plain = PLAIN.fullmatch(value) and value.lower() not in NOT_TEXT
            return value if plain else json.dumps(value, ensure_ascii=False)
        case Mapping():
            return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
        case Sequence():
            return "[" + ", ".join(flow(inner) for inner in value) + "]"
        case _:
            return str(value)
