"""Which test streams may run at the same time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.model.checks import Pipe
from monitord.poller.budget import MOST_PASSED, TOTAL, Budget, Stay

MBIT = 1_000_000
NARROW, WIDE = Pipe("narrow", 1 * MBIT), Pipe("wide", 100 * MBIT)


def ask(budget: Budget, rate: float, *pipes: Pipe) -> Stay:
    stay = budget.stay(rate, pipes)
    budget.ask(stay)
    return stay


def test_streams_run_together_while_there_is_room() -> None:
    budget = Budget(10 * MBIT)
    stays = [ask(budget, 400_000, NARROW) for _ in range(3)]
    assert budget.admit() == stays[:2]
    assert (budget.waiting, budget.rate) == (1, 800_000)
    budget.leave(stays[0])
    assert budget.admit() == stays[2:]
    assert budget.admit() == []
    assert (budget.waiting, budget.rate) == (0, 800_000)


def test_what_fits_exactly_fits() -> None:
    budget = Budget(MBIT)
    stays = [ask(budget, 500_000, NARROW) for _ in range(2)]
    assert budget.admit() == stays


def test_each_line_on_the_way_counts_and_all_together() -> None:
    budget = Budget(2 * MBIT)
    below = [ask(budget, 800_000, Pipe(f"c{n}", MBIT), WIDE) for n in range(3)]
    assert budget.admit() == below[:2]


def test_one_that_does_not_fit_holds_up_nobody_else() -> None:
    budget = Budget(10 * MBIT)
    first = ask(budget, 900_000, NARROW)
    assert budget.admit() == [first]
    waits = ask(budget, MBIT, NARROW)
    others = [ask(budget, 50_000, NARROW), ask(budget, 900_000, WIDE), ask(budget, 900_000)]
    assert budget.admit() == others
    budget.leave(first)
    assert budget.admit() == []
    budget.leave(others[0])
    assert budget.admit() == [waits]


def test_one_that_waits_may_go() -> None:
    budget = Budget(10 * MBIT)
    first, second = ask(budget, MBIT, NARROW), ask(budget, MBIT, NARROW)
    assert budget.admit() == [first]
    budget.leave(second)
    budget.leave(second)
    budget.leave(first)
    assert (budget.admit(), budget.waiting, budget.rate) == ([], 0, 0)


def test_a_great_stream_is_not_passed_for_ever() -> None:
    """Small ones come without end, two at a time, and one of them always runs."""
    budget = Budget(10 * MBIT)
    running = ask(budget, 300_000, NARROW)
    budget.admit()
    great = ask(budget, MBIT, NARROW)
    for passed in range(MOST_PASSED):
        following = ask(budget, 300_000, NARROW)
        assert budget.admit() == [following]
        assert great.passed == passed + 1
        budget.leave(running)
        running = following
    late = ask(budget, 300_000, NARROW)
    elsewhere = ask(budget, 300_000, WIDE)
    assert budget.admit() == [elsewhere]
    budget.leave(running)
    assert budget.admit() == [great]
    budget.leave(great)
    assert budget.admit() == [late]


def test_passing_where_nothing_is_lacking_is_no_passing() -> None:
    budget = Budget(10 * MBIT)
    ask(budget, MBIT, NARROW)
    waits = ask(budget, MBIT, NARROW, WIDE)
    for _ in range(5):
        ask(budget, 100_000, WIDE)
    assert len(budget.admit()) == 6
    assert waits.passed == 0


@pytest.mark.parametrize(
    ("rate", "pipes", "line"),
    [
        (1 * MBIT, (NARROW, WIDE), None),
        (1 * MBIT + 0.1, (NARROW, WIDE), "narrow"),
        (3 * MBIT, (WIDE, NARROW), "narrow"),
        (11 * MBIT, (WIDE,), TOTAL),
        (11 * MBIT, (), TOTAL),
        (1, (Pipe("dead", 0.5), NARROW), "dead"),
    ],
)
def test_what_never_fits_is_told_and_refused(
    rate: float, pipes: tuple[Pipe, ...], line: str | None
) -> None:
    budget = Budget(10 * MBIT)
    stay = budget.stay(rate, pipes)
    assert budget.too_narrow(stay) == line
    if line is not None:
        with pytest.raises(ValueError, match="no room ever"):
            budget.ask(stay)
        assert budget.waiting == 0


ROOMS = {"a": 10, "b": 20, "c": 5, "d": 40}
TOTAL_ROOM, LONGEST = 50, 4


@dataclass
class Line:
    """A monitor's life in steps of a second, in which streams come, run and end."""

    budget: Budget = field(default_factory=lambda: Budget(TOTAL_ROOM))
    now: int = 0
    ends: dict[Stay, int] = field(default_factory=dict)
    lasts: dict[Stay, int] = field(default_factory=dict)
    asked: dict[Stay, int] = field(default_factory=dict)
    before: dict[Stay, int] = field(default_factory=dict)
    """Streams that waited when it came."""

    def second(self, coming: list[tuple[int, set[str], int]]) -> None:
        """Streams come, (rate, circuits, seconds) each; those whose time is up end."""
        self.now += 1
        for stay in [stay for stay, end in self.ends.items() if end <= self.now]:
            del self.ends[stay]
            self.budget.leave(stay)
        for rate, circuits, seconds in coming:
            stay = self.budget.stay(rate, [Pipe(name, ROOMS[name]) for name in circuits])
            if self.budget.too_narrow(stay) is None:
                self.before[stay] = len(self.asked)
                self.budget.ask(stay)
                self.asked[stay], self.lasts[stay] = self.now, seconds
        for stay in self.budget.admit():
            self.ends[stay] = self.now + self.lasts[stay]
            limit = (self.before[stay] + 1) * (MOST_PASSED + 2) * LONGEST
            assert self.now - self.asked.pop(stay) <= limit
        self.keeps_to_its_rooms()

    def keeps_to_its_rooms(self) -> None:
        taken = Counter[str]()
        for stay in self.ends:
            taken.update(dict.fromkeys(stay.rooms, stay.rate))
        assert all(taken[line] <= room for line, room in {**ROOMS, TOTAL: TOTAL_ROOM}.items())
        assert taken[TOTAL] == self.budget.rate
        assert len(self.asked) == self.budget.waiting


arrivals = st.lists(
    st.tuples(st.integers(1, 45), st.sets(st.sampled_from(sorted(ROOMS))), st.integers(1, LONGEST)),
    max_size=4,
)


@given(st.lists(arrivals, max_size=60))
def test_no_line_ever_carries_more_than_its_room_and_everybody_has_a_turn(
    seconds: list[list[tuple[int, set[str], int]]],
) -> None:
    line = Line()
    for coming in seconds:
        line.second(coming)
    for _ in range((len(line.asked) + 1) * (LONGEST + 1)):
        line.second([])
    assert line.asked == {}
    assert (line.budget.rate, line.budget.waiting) == (0, 0)


@given(arrivals, st.integers(1, 10), st.integers(1, 45))
def test_nobody_starves_however_many_come_for_ever(
    again: list[tuple[int, set[str], int]], small: int, great: int
) -> None:
    line = Line()
    flood = [*again, (small, {"b", "d"}, 2), (small, {"d"}, 3)]
    line.second(flood)
    wanted = line.budget.stay(great, [Pipe("d", ROOMS["d"])])
    if line.budget.too_narrow(wanted) is not None:
        return
    line.before[wanted], line.lasts[wanted] = len(line.asked), 1
    line.asked[wanted] = line.now
    line.budget.ask(wanted)
    for _ in range((line.before[wanted] + 1) * (MOST_PASSED + 2) * LONGEST):
        line.second(flood)
    assert wanted not in line.asked
