"""What interfaces say about circuits."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.health.lines import LineWatch
from monitord.model.checks import Line
from monitord.model.readings import Reading

PRIMARY = Line("TSL-1", "primary", "wan0")
SECOND = Line("TSL-2", "primary", "wan1")
BACKUP = Line("4G-1", "backup", "wwan0")
LAN = Reading("interface_up", ("lan0",), 1)


def answer(load: float | None = None, **up: int | None) -> list[Reading]:
    """Which interfaces are up, and how full the backup's is; None: not read."""
    found = [LAN, *(Reading("interface_up", (n,), v) for n, v in up.items() if v is not None)]
    if load is not None:
        found.append(Reading("interface_receive_utilization_ratio", ("wwan0",), load / 2))
        found.append(Reading("interface_transmit_utilization_ratio", ("wwan0",), load))
    return found


def told(watch: LineWatch, readings: list[Reading]) -> list[str]:
    """What is said, shortly: the circuit and + or -, a backup in use with a star."""
    words = []
    for fact in watch.read(readings):
        star = "*" if fact.kind == "backup-in-use" else ""
        sign = "+" if fact.params["active" if star else "up"] else "-"
        words.append(f"{star}{fact.params['circuit']}{sign}")
    return words


def test_an_interface_is_told_when_it_is_first_known_and_at_each_change() -> None:
    watch = LineWatch([PRIMARY])
    states = [told(watch, answer(wan0=up)) for up in (None, 1, 1, 0, 0, None, 1)]
    assert states == [[], ["TSL-1+"], [], ["TSL-1-"], [], [], ["TSL-1+"]]


def test_it_is_told_with_its_name() -> None:
    (fact,) = LineWatch([BACKUP]).read(answer(wwan0=0))
    assert fact.kind == "circuit-interface"
    assert fact.params == {"circuit": "4G-1", "interface": "wwan0", "up": 0}


def test_the_backup_is_in_use_while_the_primary_is_down() -> None:
    watch = LineWatch([PRIMARY, BACKUP])
    assert told(watch, answer(wan0=1, wwan0=1)) == ["TSL-1+", "4G-1+"]
    assert told(watch, answer(wan0=0, wwan0=1)) == ["TSL-1-", "*4G-1+"]
    assert told(watch, answer(wan0=0, wwan0=1)) == []
    assert told(watch, answer(wan0=0, wwan0=0)) == ["4G-1-", "*4G-1-"]
    assert told(watch, answer(wan0=0, wwan0=1)) == ["4G-1+", "*4G-1+"]
    assert told(watch, answer(wan0=1, wwan0=1)) == ["TSL-1+", "*4G-1-"]


def test_it_is_told_at_first_sight_too() -> None:
    assert told(LineWatch([PRIMARY, BACKUP]), answer(wan0=0, wwan0=1))[-1] == "*4G-1+"


def test_while_one_primary_is_up_the_backup_is_not_in_use() -> None:
    watch = LineWatch([PRIMARY, SECOND, BACKUP])
    assert "*4G-1+" not in told(watch, answer(wan0=0, wan1=1, wwan0=1))
    assert "*4G-1+" not in told(watch, answer(wan0=0, wan1=None, wwan0=1))
    assert "*4G-1+" in told(watch, answer(wan0=0, wan1=0, wwan0=1))


@pytest.mark.parametrize("load", [0.9, None], ids=["busy", "unknown"])
def test_with_a_primary_that_is_named_traffic_says_nothing(load: float | None) -> None:
    watch = LineWatch([PRIMARY, BACKUP])
    assert told(watch, answer(load, wan0=1, wwan0=1)) == ["TSL-1+", "4G-1+"]


def test_without_one_it_is_in_use_while_it_carries_traffic() -> None:
    watch = LineWatch([BACKUP])
    loads = [0.01, 0.05, 0.06, 0.03, None, 0.025, 0.05]
    found = [told(watch, answer(load, wwan0=1)) for load in loads]
    assert found == [["4G-1+"], [], ["*4G-1+"], [], [], ["*4G-1-"], []]


def test_a_backup_that_is_down_carries_nothing() -> None:
    watch = LineWatch([BACKUP])
    assert told(watch, answer(0.5, wwan0=1)) == ["4G-1+", "*4G-1+"]
    assert told(watch, answer(0.5, wwan0=0)) == ["4G-1-", "*4G-1-"]


def test_a_primary_that_has_left_the_list_is_down_at_the_second_answer() -> None:
    watch = LineWatch([PRIMARY, BACKUP])
    told(watch, answer(wan0=1, wwan0=1))
    assert told(watch, answer(wwan0=1)) == []
    assert told(watch, answer(wwan0=1)) == ["TSL-1-", "*4G-1+"]
    assert told(watch, answer(wan0=1, wwan0=1)) == ["TSL-1+", "*4G-1-"]


def test_an_answer_without_any_interface_says_nothing() -> None:
    watch = LineWatch([PRIMARY])
    told(watch, answer(wan0=1))
    assert [watch.read([]) for _ in range(4)] == [[], [], [], []]


def test_a_backup_that_has_left_the_list_may_only_be_asleep() -> None:
    watch = LineWatch([PRIMARY, BACKUP])
    told(watch, answer(wan0=1, wwan0=1))
    assert [told(watch, answer(wan0=1)) for _ in range(4)] == [[], [], [], []]


@given(
    st.lists(
        st.tuples(*[st.sampled_from([0, 1, None])] * 2, st.sampled_from([None, 0.0, 0.03, 0.9]))
    ),
    st.booleans(),
)
def test_what_is_told_alternates(
    answers: list[tuple[int | None, int | None, float | None]], named: bool
) -> None:
    watch = LineWatch([PRIMARY, BACKUP] if named else [BACKUP])
    words = [
        w for wan, wwan, load in answers for w in told(watch, answer(load, wan0=wan, wwan0=wwan))
    ]
    for subject in ("TSL-1", "4G-1", "*4G-1"):
        signs = [word[-1] for word in words if word[:-1] == subject]
        assert all(a != b for a, b in pairwise(signs))
        assert not (subject[0] == "*" and signs[:1] == ["-"])


def test_lines_that_stay_are_not_told_again_and_those_that_change_are() -> None:
    before = LineWatch([PRIMARY, BACKUP])
    assert told(before, answer(wan0=0, wwan0=1)) == ["TSL-1-", "4G-1+", "*4G-1+"]
    moved = Line("TSL-1", "primary", "wan1")
    same, other = LineWatch([PRIMARY, BACKUP], before), LineWatch([moved, BACKUP], before)
    assert told(same, answer(wan0=0, wwan0=1)) == []
    assert told(other, answer(wan1=1, wwan0=1)) == ["TSL-1+", "*4G-1-"]


def test_a_backup_stands_in_for_the_primaries_of_its_own_site() -> None:
    others = Line("TSL-9", "primary", "wan9", owner="commune")
    spare = Line("4G-9", "backup", "wwan9", owner="commune")
    watch = LineWatch([PRIMARY, BACKUP, others, spare])
    told(watch, answer(wan0=1, wwan0=1, wan9=1, wwan9=1))
    assert told(watch, answer(wan0=0, wwan0=1, wan9=1, wwan9=1)) == ["TSL-1-", "*4G-1+"]
    assert told(watch, answer(wan0=0, wwan0=1, wan9=0, wwan9=1)) == ["TSL-9-", "*4G-9+"]
