"""Files of which anything may be wrong, and what complaints about them must look like."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from hypothesis import strategies as st

from monitord.inventory import Problem

Edit: TypeAlias = tuple[int, int, str]
"""Where, how many characters go, and what is typed instead."""


def edits(good: str, tokens: Sequence[str]) -> st.SearchStrategy[Edit]:
    """Slips of whoever edits `good`."""
    return st.tuples(
        st.integers(0, len(good)),
        st.integers(0, 40),
        st.lists(st.sampled_from(tokens) | st.text(max_size=8), max_size=3).map("".join),
    )


def edited(good: str, slips: Iterable[Edit]) -> bytes:
    """`good` after them."""
    for at, gone, typed in slips:
        good = good[:at] + typed + good[at + gone :]
    return good.encode("utf-8", "replace")


def with_another_value(good: str) -> st.SearchStrategy[bytes]:
    """`good` with the value of some line replaced by another thing."""
    lines = good.splitlines(keepends=True)

    def replaced(line: int, value: str) -> bytes:
        key, colon, _ = lines[line].partition(": ")
        return "".join([*lines[:line], f"{key}{colon}{value}\n", *lines[line + 1 :]]).encode()

    values = st.sampled_from(["[]", "{}", "[[]]", "{a: b}", "[a, {b: c}]", "~", "''"])
    return st.builds(replaced, st.integers(0, len(lines) - 1), values)


def assert_said(problems: Sequence[Problem] | None, data: bytes) -> None:
    """It loads, or each problem can be said on one line and lies in the file or at its end."""
    breaks = data.count(b"\n") + data.count(b"\r")
    for problem in problems or ():
        assert 1 <= problem.line <= breaks + 2
        assert problem.column >= 1
        for language in ("vi", "en"):
            assert problem.text(language).splitlines() == [problem.text(language)]
    assert problems != ()
