"""Ids to be said over the telephone."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.incidents.book import Book
from monitord.incidents.ids import ALPHABET, Ids, as_meant
from monitord.incidents.routing import Routing
from tests.incidents.county import RULES, fault, inventory, look

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    ("number", "tail"), [(0, "0000"), (1, "0001"), (31, "000Z"), (32, "0010"), (2**20 - 1, "ZZZZ")]
)
def test_an_id_is_the_day_and_four_letters(number: int, tail: str) -> None:
    made = Ids(ZONE, lambda bits: number % 2**bits)
    assert made(datetime(2026, 11, 22, 5, tzinfo=UTC)) == f"261122-{tail}"


def test_the_day_is_that_on_the_wall() -> None:
    made = Ids(ZONE, lambda bits: bits - bits)
    assert made(datetime(2026, 11, 22, 17, tzinfo=UTC)) == "261123-0000"


def test_no_letter_is_mistaken_for_another_one() -> None:
    assert len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)


@given(st.integers(0, 2**20 - 1))
def test_an_id_typed_in_small_letters_is_understood(number: int) -> None:
    ident = Ids(ZONE, lambda _: number)(datetime(2026, 11, 22, 5, tzinfo=UTC))
    assert as_meant(f" {ident.lower()} ") == ident
    assert as_meant(ident.replace("0", "o").replace("1", "l")) == ident
    assert as_meant(ident.replace("-", " ")) == as_meant(ident.replace("-", "")) == ident


def test_chance_is_behind_it_when_nothing_else_is_given() -> None:
    made = Ids(ZONE)
    day = datetime(2026, 11, 22, 5, tzinfo=UTC)
    assert len({made(day) for _ in range(100)}) > 90


def test_an_id_that_was_given_out_is_drawn_again() -> None:
    drawn = iter([7, 7, 7, 8])
    ours = Book(RULES, Routing(inventory()), Ids(ZONE, lambda _: next(drawn)))
    look(ours, 0, fault("c1"), fault("c2"))
    assert [each.id for each in ours.incidents] == ["261122-0007", "261122-0008"]


@pytest.mark.parametrize(("typed", "meant"), [("k7qf", "K7QF"), ("k7", "K7"), ("", ""), ("?", "")])
def test_what_is_no_whole_id_stays_what_it_is(typed: str, meant: str) -> None:
    assert as_meant(typed) == meant
