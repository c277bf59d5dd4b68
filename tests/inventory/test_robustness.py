"""Whatever a file holds, it is an inventory or a list of problems, and never anything else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.inventory.good import GOOD, problems_of
from tests.mangled import Edit, assert_said, edited, edits, with_another_value

LINES = GOOD.splitlines(keepends=True)
TOKENS = [
    *("&a", "*a", "<<", "!!int", "{", "}", "[", "]", ": ", "- ", "? ", "| ", ">", "'", '"', "#"),
    *("\n", "\r\n", "\t", " ", "  ", ",", "---\n", "...\n", "%", "@", "~", "null", "no", "1e9"),
    *("010", "10:20:30", "2025-07-01", "-1", "99.9%", "5s", "ttdl", "ttdl/mcu-1", "x-1", "vnpt"),
    *("codecs", "rtp", "sip", "like", "rate", "burst", "g711", "video-720p", "1bit/s", "off", "0%"),
    *("id", "sites", "checks", "icmp", "snmp", "profiles", "merged_into", "uplink", "cascade_to"),
    *("\0", "\ufeff", "\u2028", "ữ", "e\u0301", "😀", "a" * 10_001, "[" * 60),
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


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=60))
def test_the_lines_of_a_good_file_in_any_order_and_number(lines: list[str]) -> None:
    check("".join(lines).encode())


@given(with_another_value(GOOD))
def test_a_value_of_a_good_file_replaced_by_another_thing(data: bytes) -> None:
    check(data)
