"""Whatever a file holds, it is a module or a list of problems, and never anything else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.modules.good import GOOD, problems_of

LINES = GOOD.splitlines(keepends=True)
TOKENS = [
    *("&a", "*a", "<<", "!!int", "{", "}", "[", "]", ": ", "- ", "? ", "'", '"', "#", "\n", "  "),
    *(".1.2.0", ".0", "1.3.6.1.2.1", ".1.3.6.1.4.1", "none", "true", "(a+)+", "(", "*", "1e99"),
    *("1e-99", "-0", "0", "4294967296", "device_uptime_seconds", "mcu_status", "is", "above"),
    *("rules", "when", "values", "labels", "scale_by", "sensor", "factors", "suits", "always"),
    *("\0", "\u2028", "ữ", "e\u0301", "😀", "a" * 10_001, "[" * 60, "{1: none}", "~"),
]

edit = st.tuples(
    st.integers(0, len(GOOD)),
    st.integers(0, 40),
    st.lists(st.sampled_from(TOKENS) | st.text(max_size=8), max_size=3).map("".join),
)


def check(data: bytes) -> None:
    """It loads, or each problem can be said on one line and lies in the file or at its end."""
    problems = problems_of(data)
    breaks = data.count(b"\n") + data.count(b"\r")
    for problem in problems or ():
        assert 1 <= problem.line <= breaks + 2
        assert problem.column >= 1
        for language in ("vi", "en"):
            assert problem.text(language).splitlines() == [problem.text(language)]
    assert problems != ()


@given(st.binary(max_size=300))
def test_random_bytes(data: bytes) -> None:
    check(data)


@given(st.lists(st.sampled_from(TOKENS) | st.text(max_size=5), max_size=40).map("".join))
def test_random_pieces_of_yaml(text: str) -> None:
    check(text.encode("utf-8", "replace"))


@given(st.lists(edit, min_size=1, max_size=4))
def test_a_good_file_that_was_edited_at_random(edits: list[tuple[int, int, str]]) -> None:
    text = GOOD
    for at, gone, typed in edits:
        text = text[:at] + typed + text[at + gone :]
    check(text.encode("utf-8", "replace"))


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=50))
def test_the_lines_of_a_good_file_in_any_order_and_number(lines: list[str]) -> None:
    check("".join(lines).encode())


@given(st.data())
def test_a_value_of_a_good_file_replaced_by_another_thing(data: st.DataObject) -> None:
    line = data.draw(st.integers(0, len(LINES) - 1))
    key, colon, _ = LINES[line].partition(": ")
    value = data.draw(st.sampled_from(["[]", "{}", "[[]]", "{a: b}", "[a, {b: c}]", "~", "''"]))
    check("".join([*LINES[:line], f"{key}{colon}{value}\n", *LINES[line + 1 :]]).encode())
