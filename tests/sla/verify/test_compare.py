"""Scrapes against a decided timeline: tables, and what is so for any timeline."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.model.states import State
from monitord.sla.decided import Piece
from monitord.sla.scrapes import Run, Scrapes, joined
from monitord.sla.verify import LAG, compare, measured_availability

UP, DOWN, UNKNOWN = State.UP, State.DOWN, State.UNKNOWN
EVERY = 60.0
MARGIN = EVERY + LAG


def scrapes(count: int, missing: range = range(0)) -> Scrapes:
    """One each minute from second 20 on; some are missing."""
    return Scrapes([20 + EVERY * number for number in range(count) if number not in missing])


def seen(pieces: list[Piece], at: Scrapes) -> list[Run]:
    """What each scrape of this timeline sees."""
    return joined(
        Run(index, index + 1, next(p.state for p in pieces if p.start <= when < p.end))
        for index, when in enumerate(at.at)
    )


def outage(start: float, end: float) -> list[Piece]:
    """Up for an hour but for that."""
    return [Piece(0, start, UP), Piece(start, end, DOWN), Piece(end, 3600, UP)]


def test_what_was_scraped_as_it_was_decided_agrees() -> None:
    at = scrapes(60)
    found = compare("L", seen(outage(600, 1210), at), outage(600, 1210), at)
    assert found.prometheus == {UP: 59 * 60 - 600, DOWN: 600}
    assert found.ledger == {UP: 59 * 60 - 610, DOWN: 610}
    assert (found.edges, found.explained, found.contradicted) == (2, 2 * MARGIN, 0)
    assert abs(found.difference) == 10
    assert not found.differs
    assert found.unseen == pytest.approx(3600 - 59 * 60)


@dataclass(frozen=True, slots=True)
class Case:
    """An outage as the ledger has it and as Prometheus saw it; how many scrapes contradict."""

    story: str
    ledger: tuple[float, float]
    prometheus: tuple[float, float]
    contradicted: int


CASES = (
    Case("the same", (600, 1200), (600, 1200), 0),
    Case("seen a scrape later", (600, 1200), (659, 1259), 0),
    Case("shortened by five minutes", (600, 1200), (600, 900), 4),
    Case("lengthened by five minutes", (600, 1200), (600, 1500), 4),
    Case("moved by ten minutes", (600, 1200), (1200, 1800), 17),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.story)
def test_a_scrape_contradicts_what_was_not_decided_near_it(case: Case) -> None:
    at = scrapes(60)
    found = compare("L", seen(outage(*case.prometheus), at), outage(*case.ledger), at)
    assert found.contradicted == case.contradicted
    assert found.differs == (case.contradicted > 0)


def test_an_outage_that_was_made_up_is_found_and_dated() -> None:
    at = scrapes(60)
    always = [Piece(0, 3600, UP)]
    found = compare("L", seen(outage(600, 900), at), always, at)
    assert (found.contradicted, found.first, found.explained) == (5, 620.0, 0.0)
    assert abs(found.difference) == 300
    assert found.differs


def test_an_outage_shorter_than_an_interval_may_be_missed() -> None:
    at = scrapes(60)
    found = compare("L", seen(outage(630, 670), at), outage(630, 670), at)
    assert found.prometheus == {UP: 59 * 60}
    assert found.ledger == {UP: 59 * 60 - 40, DOWN: 40}
    assert not found.differs


def test_where_prometheus_has_no_samples_nothing_is_compared() -> None:
    at = scrapes(60, missing=range(10, 25))
    found = compare("L", [Run(0, len(at.at), UP)], outage(700, 1400), at)
    assert found.ledger == {UP: pytest.approx(59 * 60 - 16 * 60)}
    assert found.unseen == pytest.approx(3600 - 43 * 60)
    assert not found.differs


def test_a_single_missing_scrape_is_a_gap_and_no_longer_interval() -> None:
    at = scrapes(60, missing=range(10, 11))
    assert at.interval == EVERY
    assert at.known(0, 4000) == 57 * 60
    assert at.known(20 + 9 * 60, 20 + 11 * 60) == 0


def test_a_circuit_that_prometheus_never_had_is_unseen_and_does_not_differ() -> None:
    found = compare("L", [], outage(600, 1200), scrapes(60))
    assert (found.prometheus, found.ledger, found.unseen) == ({}, {}, 3600)
    assert not found.differs


def test_a_circuit_of_which_the_ledger_knows_nothing_differs() -> None:
    at = scrapes(60)
    found = compare("L", [Run(0, 60, UP)], [Piece(0, 3600, UNKNOWN)], at)
    assert found.contradicted == 60
    assert found.differs


def test_a_circuit_that_left_is_compared_while_it_was_there() -> None:
    at = scrapes(60)
    left = [Piece(0, 1800, UP), Piece(1800, 3600, DOWN)]
    found = compare("L", [Run(0, 30, UP)], left, at)
    assert found.ledger == {UP: 1780.0, DOWN: 20.0}
    assert found.prometheus == {UP: 1800.0}
    assert not found.differs


def test_availability_is_of_what_was_measured() -> None:
    assert measured_availability({UP: 90, DOWN: 10, UNKNOWN: 900}) == 0.9
    assert measured_availability({UP: 80, State.DEGRADED: 10, DOWN: 10}) == 0.9
    assert measured_availability({UNKNOWN: 900}) is None


def test_two_scrapes_are_needed() -> None:
    with pytest.raises(ValueError, match="two scrapes"):
        Scrapes([1.0])


@given(
    edges=st.lists(st.floats(0.001, 35_999), max_size=40, unique=True),
    states=st.lists(st.sampled_from([UP, DOWN, UNKNOWN, State.UNREACHABLE]), min_size=41,
                    max_size=41),
    missing=st.sets(st.integers(1, 590), max_size=60),
    late=st.floats(0, LAG),
)  # fmt: skip
def test_whatever_happens_what_was_honestly_scraped_never_differs(
    edges: list[float], states: list[State], missing: set[int], late: float
) -> None:
    """A scrape may be answered as late as it may; the bound on seconds holds too."""
    bounds = [0.0, *sorted(edges), 36_000.0]
    pieces = [
        Piece(start, end, state) for (start, end), state in zip(pairwise(bounds), states,
                                                                strict=False)
    ]  # fmt: skip
    at = Scrapes([20 + EVERY * n for n in range(598) if n not in missing])
    answered = [
        Run(i, i + 1, next(p.state for p in pieces if p.start <= when + late < p.end))
        for i, when in enumerate(at.at)
    ]
    found = compare("L", joined(answered), pieces, at)
    assert not found.differs
    total = sum(found.prometheus.values())
    assert total == pytest.approx(sum(found.ledger.values()))
    assert total + found.unseen == pytest.approx(36_000)


@given(
    start=st.floats(100, 30_000), length=st.floats(2 * MARGIN + EVERY, 4000),
    edges=st.lists(st.floats(0.001, 35_999), max_size=10, unique=True),
)  # fmt: skip
def test_a_lie_of_some_minutes_is_always_found(
    start: float, length: float, edges: list[float]
) -> None:
    """However often the circuit changed besides between two honest states."""
    bounds = [0.0, *sorted(edges), 36_000.0]
    pieces = [
        Piece(a, b, UP if number % 2 else DOWN) for number, (a, b) in enumerate(pairwise(bounds))
    ]
    at = Scrapes([20 + EVERY * n for n in range(598)])
    runs = joined(
        Run(i, i + 1, UNKNOWN if start <= when < start + length else
            next(p.state for p in pieces if p.start <= when < p.end))
        for i, when in enumerate(at.at)
    )  # fmt: skip
    assert compare("L", runs, pieces, at).differs
