"""Patterns that some text would keep busy for ever are refused; the others are quick."""

from __future__ import annotations

import re
from time import process_time

import pytest

from monitord.modules.patterns import flaw


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("([0-9.]+) *%", None),
        (r"^\s*(-?\d+(?:\.\d+)?)\s*(?:ms|s)?$", None),
        (r"(\d{1,3})(?: *%)?", None),
        (r"[+*(|]\+\(\*\|", None),
        ("a|b", None),
        ("(?:ab){2}", None),
        ("(", "invalid"),
        ("a{2,1}", "invalid"),
        ("*", "invalid"),
        ("[[a]", "invalid"),
        ("a{4294967296}", "invalid"),
        ("(a)(b)", "groups"),
        ("(?:a+)+", "nested"),
        ("(?:a|b)*", "nested"),
        ("(?:(?:a*)b)*", "nested"),
        ("(?:a{2}){3}", "nested"),
        (r"(?:\(a+\))*", "nested"),
        ("(?:[)]+)*", "nested"),
        ("(?:a+)?", None),
        ("a*b*c*d*e*", "slow"),
        ("a{0,9}b{1,}c{10}d+?e+", "slow"),
        ("a" * 201, "too-long"),
    ],
)
def test_what_speaks_against_a_pattern_for_a_number(pattern: str, found: str | None) -> None:
    assert flaw(pattern, "number") == found


def test_a_pattern_for_a_text_repeats_less_and_may_have_groups() -> None:
    assert flaw(r"(SoftW|SW): (\S+)", "text") is None
    assert flaw("a*b*c*", "text") == "slow"


def test_the_worst_that_is_let_through_is_bearable() -> None:
    for worst, text, purpose in (("a*a*b", "a" * 256, "text"), ("a*a*a*a*b", "a" * 64, "number")):
        assert flaw(worst, purpose) is None
        start = process_time()
        assert re.search(worst, text) is None
        assert process_time() - start < 1
