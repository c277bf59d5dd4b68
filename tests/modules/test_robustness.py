"""Whatever a file holds, it is a module or a list of problems, and never anything else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.mangled import Edit, assert_said, edited, edits, with_another_value
from tests.modules.good import GOOD, problems_of

LINES = GOOD.splitlines(keepends=True)
TOKENS = [
    *("&a", "*a", "<<", "!!int", "{", "}", "[", "]", ": ", "- ", "? ", "'", '"', "#", "\n", "  "),
    *(".1.2.0", ".0", "1.3.6.1.2.1", ".1.3.6.1.4.1", "none", "true", "(a+)+", "(", "*", "1e99"),
    *("1e-99", "-0", "0", "4294967296", "device_uptime_seconds", "mcu_status", "is", "above"),
    *("rules", "when", "values", "labels", "scale_by", "sensor", "factors", "suits", "always"),
    *("\0", "\u2028", "ữ", "e\u0301", "😀", "a" * 10_001, "[" * 60, "{1: none}", "~"),
]


def check(data: bytes) -> None:
    """It loads, or every problem is said as it should be."""
    assert_said(problems_of(data), data)


@given(st.binary(max_size=300))
def test_random_bytes(data: bytes) -> None:
    check(data)


@given(st.lists(st.sampled_from(TOKENS) | st.text(max_size=5), max_size=40).map("".join))
def test_random_pieces_of_yaml(text: str) -> None:
    check(text.encode("utf-8", "replace"))


@given(st.lists(edits(GOOD, TOKENS), min_size=1, max_size=4))
def test_a_good_file_that_was_edited_at_random(slips: list[Edit]) -> None:
    check(edited(GOOD, slips))


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=50))
def test_the_lines_of_a_good_file_in_any_order_and_number(lines: list[str]) -> None:
    check("".join(lines).encode())


@given(with_another_value(GOOD))
def test_a_value_of_a_good_file_replaced_by_another_thing(data: bytes) -> None:
    check(data)
