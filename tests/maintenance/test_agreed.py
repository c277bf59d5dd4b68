"""Whether a window was announced as early as the contract asks."""

from __future__ import annotations

import pytest

from monitord.maintenance import in_force
from monitord.model.inventory import Inventory
from monitord.model.maintenance import Cover, Window
from tests.maintenance.province import at, province, window

FIVE_DAYS = province("5d")


def verdict(inventory: Inventory, made: Window, now: str = "2026-11-22 23:00") -> bool | None:
    [occurrence] = in_force([made], inventory, at(now))
    return occurrence.agreed


@pytest.mark.parametrize(
    ("announced", "agreed"),
    [
        ("2026-11-17 22:00", True),
        ("2026-11-17 22:01", False),
        ("2026-11-23 00:00", False),
        (None, False),
    ],
)
def test_it_is_agreed_when_it_was_announced_in_time(announced: str | None, agreed: bool) -> None:
    made = window(cover=Cover("provider", "vnpt"), announced=announced)
    assert verdict(FIVE_DAYS, made) is agreed


@pytest.mark.parametrize(
    ("cover", "agreed"),
    [
        (Cover("circuit", "VN-3"), False),
        (Cover("circuit", "VT-1"), None),
        (Cover("site", "xa-a"), False),
        (Cover("site", "xa-c"), None),
        (Cover("provider", "viettel"), None),
        (Cover("mcu", "nhom"), None),
        (Cover("circuit", "gone-since"), None),
    ],
)
def test_the_contract_is_that_of_the_lines_worked_on(cover: Cover, agreed: bool | None) -> None:
    assert verdict(FIVE_DAYS, window(cover=cover)) is agreed


def test_where_two_contracts_are_touched_the_longer_notice_counts() -> None:
    made = window(cover=Cover("site", "huyen"), announced="2026-11-17 22:00")
    assert verdict(FIVE_DAYS, made) is True
    assert verdict(province("5d", "7d"), made) is False


def test_each_time_of_a_rule_is_held_against_the_one_announcement() -> None:
    made = window(
        repeat="FREQ=WEEKLY", cover=Cover("provider", "vnpt"), announced="2026-11-20 08:00"
    )
    assert verdict(FIVE_DAYS, made) is False
    assert verdict(FIVE_DAYS, made, "2026-11-29 23:00") is True
