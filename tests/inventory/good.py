"""The good file, and what becomes of it when it is edited."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from monitord.inventory import InvalidInventoryError, Problem, parse
from monitord.model.inventory import Inventory

TESTDATA = Path(__file__).parent / "testdata"
GOOD = (TESTDATA / "good.yaml").read_text(encoding="utf-8")
NOWHERE = Path("/nowhere")
"""A directory without secrets."""


def edited(*edits: tuple[str, str]) -> str:
    """The good file with the first of each old text replaced by the new one."""
    text = GOOD
    for old, new in edits:
        assert old in text, f"testdata/good.yaml has no {old!r}"
        text = text.replace(old, new, 1)
    return text


def parsed(*edits: tuple[str, str]) -> Inventory:
    """The inventory of the edited good file."""
    return parse(edited(*edits).encode(), "f.yaml", NOWHERE)


def problems_of(data: bytes | str, directory: Path = NOWHERE) -> tuple[Problem, ...] | None:
    """What is wrong with a file called f.yaml; None when it is an inventory."""
    content = data.encode() if isinstance(data, str) else data
    try:
        parse(content, "f.yaml", directory)
    except InvalidInventoryError as error:
        return error.problems
    return None


def complaints(data: bytes | str, language: str = "en", directory: Path = NOWHERE) -> list[str]:
    """The same in words."""
    return [problem.text(language) for problem in problems_of(data, directory) or ()]


def refuses(parse: Callable[[str], object], text: str) -> bool:
    """Whether `parse` raises ValueError for the text."""
    try:
        parse(text)
    except ValueError:
        return True
    return False
