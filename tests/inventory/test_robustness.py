"""Whatever a file holds, it is an inventory or a list of problems, and never anything else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.inventory.good import GOOD, problems_of

LINES = GOOD.splitlines(keepends=True)
TOKENS = [
    *("&a", "*a", "<<", "!!int", "{", "}", "[", "]", ": ", "- ", "? ", "| ", ">", "'", '"', "#"),
    *("\n", "\r\n", "\t", " ", "  ", ",", "---\n", "...\n", "%", "@", "~", "null", "no", "1e9"),
    *("010", "10:20:30", "2025-07-01", "-1", "99.9%", "5s", "ttdl", "ttdl/mcu-1", "x-1", "vnpt"),
    *("id", "sites", "checks", "icmp", "snmp", "profiles", "merged_into", "uplink", "cascade_to"),
    *("\0", "\ufeff", "\u2028", "ữ", "e\u0301", "😀", "a" * 10_001, "[" * 60),
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


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=60))
def test_the_lines_of_a_good_file_in_any_order_and_number(lines: list[str]) -> None:
    check("".join(lines).encode())


@given(st.data())
def test_a_value_of_a_good_file_replaced_by_another_thing(data: st.DataObject) -> None:
    line = data.draw(st.integers(0, len(LINES) - 1))
    key, colon, _ = LINES[line].partition(": ")
    value = data.draw(st.sampled_from(["[]", "{}", "[[]]", "{a: b}", "[a, {b: c}]", "~", "''"]))
    check("".join([*LINES[:line], f"{key}{colon}{value}\n", *LINES[line + 1 :]]).encode())
