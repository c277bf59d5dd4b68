"""What deploy/compose.yaml says, with the variables of its example filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import yaml

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
VARIABLE = re.compile(r"\$\{(?P<name>[A-Z_]+)(?::(?P<how>[-?])(?P<rest>[^}]*))?\}")
Service: TypeAlias = Mapping[str, Any]


def text() -> str:
    return (DEPLOY / "compose.yaml").read_text(encoding="utf-8")


def example() -> dict[str, str]:
    """The variables of `.env.example`, in its order."""
    lines = (DEPLOY / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def filled() -> dict[str, str]:
    """The same with something where the example leaves it to the reader."""
    return {name: value or "secret" for name, value in example().items()}


def document(variables: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The file as YAML with the variables put in, those of the example if none are given."""
    given = filled() if variables is None else variables

    def value(match: re.Match[str]) -> str:
        return given.get(match["name"]) or match["rest"] or ""

    found: dict[str, Any] = yaml.safe_load(VARIABLE.sub(value, text()))
    return found


def services() -> dict[str, Service]:
    """By name."""
    found: dict[str, Service] = document()["services"]
    return found
