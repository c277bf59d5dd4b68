"""Maintenance windows of the inventory and those added since."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitord.centre.works import KEPT, Works
from monitord.model.desk import DeskError, UnknownError
from monitord.model.incidents import Actor
from monitord.model.maintenance import Cover, Window
from tests.centre.province import PROVINCE, START

LAN = Actor("lan", "socket")
HOUR = timedelta(hours=1)


def window(ident: str, about: str = "district", start: datetime = START) -> Window:
    return Window(id=ident, cover=Cover("site", about), start=start, seconds=3600.0, why="modem")


def works(*planned: Window) -> Works:
    made = Works()
    made.apply(replace(PROVINCE, maintenance=planned), START)
    return made


def test_what_is_planned_and_what_was_added_cover_alike() -> None:
    both = works(window("a", "other"))
    both.add(window("m-1"))
    covered = both.look(START)
    assert (covered.site("other"), covered.site("commune-1")) == ("a", "m-1")
    assert covered.site("hub") is None
    assert both.due == START + HOUR


def test_it_is_due_when_the_next_one_begins_and_ends() -> None:
    later = works(window("a", start=START + HOUR))
    assert (later.in_force, later.due) == ((), START + HOUR)
    later.look(START + HOUR)
    assert [each.window.id for each in later.in_force] == ["a"]
    later.look(START + 2 * HOUR)
    assert (later.in_force, later.due) == ((), None)


def test_one_that_was_cancelled_covers_nothing_and_is_shown_for_a_day() -> None:
    made = works()
    made.add(window("m-1"))
    cancelled = made.cancel("m-1", LAN, START)
    assert (cancelled.cancelled_at, cancelled.cancelled_by) == (START, "lan")
    assert made.look(START).site("district") is None
    assert made.cancel("m-1", Actor("mai", "token"), START + HOUR) == cancelled
    made.look(START + KEPT)
    assert list(made.all) == [cancelled]
    made.look(START + KEPT + HOUR)
    assert not made.all


def test_what_was_added_before_a_restart_is_still_there() -> None:
    made = Works()
    made.resume([window("m-1")])
    assert made.apply(PROVINCE, START).site("district") == "m-1"


def test_what_cannot_be_done_is_said() -> None:
    made = works(window("a"))
    with pytest.raises(DeskError, match=r"desk\.window-of-inventory"):
        made.cancel("a", LAN, START)
    made.add(window("m-1"))
    with pytest.raises(UnknownError) as unknown:
        made.cancel("m1", LAN, START)
    assert unknown.value.near == ("m-1",)
    with pytest.raises(UnknownError) as nowhere:
        made.add(window("m-3", "distric"))
    assert nowhere.value.near == ("district",)
    assert [each.id for each in made.all] == ["a", "m-1"]


@pytest.mark.parametrize("start", [START, datetime(2026, 11, 29, 22, tzinfo=UTC)])
def test_an_added_one_goes_a_day_after_its_end(start: datetime) -> None:
    made = works()
    made.add(window("m-1", start=start))
    made.look(start + HOUR + KEPT - timedelta(seconds=1))
    assert len(made.all) == 1
    made.look(start + HOUR + KEPT)
    assert not made.all
