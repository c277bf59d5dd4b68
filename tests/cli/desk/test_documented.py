"""What the pages tell people to type is what the command line takes."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from monitord.cli.incidents.group import incidents
from monitord.cli.maintenance.group import maintenance
from monitord.cli.sla.group import sla

ROOT = Path(__file__).parents[3]
PAGES = [ROOT / "README.md", ROOT / "README.vi.md", *sorted((ROOT / "docs").rglob("*.md"))]
TYPED = re.compile(
    r"(?:`|^ *(?:\$ |\S*/)?)monitord ((?:incidents|maintenance|sla)\b[^`#\n]*)", re.MULTILINE
)


GROUPS: dict[str, click.Group] = {
    "incidents": incidents,
    "maintenance": maintenance,
    "sla": sla,
}


def typed() -> list[str]:
    """Every command line of these in the pages."""
    found = [line for page in PAGES if page.exists() for line in TYPED.findall(page.read_text())]
    return sorted({line.strip() for line in found})


def parsed(args: list[str]) -> None:
    """Without running it. Raises click.UsageError."""
    group, rest = GROUPS[args[0]], args[1:]
    name = rest.pop(0) if rest and not rest[0].startswith("-") else "list"
    command = group.get_command(click.Context(group), name)
    if group is sla and not args[1:]:  # the pages speak of it
        return
    assert command is not None, name
    if group is sla and not rest:
        return
    command.make_context(name, rest)


def test_there_are_some() -> None:
    assert len(typed()) > 5


@pytest.mark.parametrize("line", typed())
def test_a_documented_command_is_understood(line: str) -> None:
    parsed(shlex.split(line))


def test_a_wrong_one_is_not() -> None:
    with pytest.raises(click.UsageError):
        parsed(["incidents", "close", "K7"])
