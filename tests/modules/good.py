"""The good file, and what becomes of it when it is edited."""

from __future__ import annotations

from pathlib import Path

from monitord.inventory import Problem
from monitord.model.modules import Module
from monitord.modules import InvalidModulesError, parse

TESTDATA = Path(__file__).parent / "testdata"
GOOD = (TESTDATA / "good.yaml").read_text(encoding="utf-8")


def edited(*edits: tuple[str, str]) -> str:
    """The good file with the first of each old text replaced by the new one."""
    text = GOOD
    for old, new in edits:
        assert old in text, f"testdata/good.yaml has no {old!r}"
        text = text.replace(old, new, 1)
    return text


def parsed(*edits: tuple[str, str]) -> Module:
    """The module of the edited good file."""
    return parse(edited(*edits).encode(), "good.yaml")


def problems_of(data: bytes | str) -> tuple[Problem, ...] | None:
    """What is wrong with a file called good.yaml; None when it is a module."""
    content = data.encode() if isinstance(data, str) else data
    try:
        parse(content, "good.yaml")
    except InvalidModulesError as error:
        return error.problems
    return None


def complaints(data: bytes | str, language: str = "en") -> list[str]:
    """The same in words."""
    return [problem.text(language) for problem in problems_of(data) or ()]
