"""How far the writing of a file has come."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Progress: TypeAlias = Callable[[float], None]
"""Is told the part that is done, from 0 to 1, never less than before."""


def silent(done: float) -> None:
    """Nobody wants to know."""


def part_of(progress: Progress, index: int, of: int) -> Progress:
    """The progress of one of several things, the `index`-th from 0, within that of them all."""
    return lambda done: progress((index + done) / of)
