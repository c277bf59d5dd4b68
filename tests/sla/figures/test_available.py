"""Which seconds count, and against whom."""

from __future__ import annotations

import pytest

from monitord.model.incidents import Certainty, Owner
from monitord.model.inventory import Sla
from monitord.model.ledger import Excluded, Interval
from monitord.model.states import State
from monitord.sla.available import Blame, Verdict, available, by_day, merged, verdict
from tests.sla.figures.made import (
    CONFIRMED,
    END,
    PROVIDER,
    START,
    SUSPECTED,
    UTILITY,
    at,
    interval,
)

DAY = 86400.0
AS_DEFAULT, UNKNOWN_UP = Sla(), Sla(unknown="up")
DEGRADED_DOWN, LEFT_OUT = Sla(degraded="down"), Sla(suspected="excluded")

VERDICTS: tuple[tuple[State, Owner | None, Certainty | None, Sla, bool, Verdict], ...] = (
    (State.UP, None, None, AS_DEFAULT, False, None),
    (State.OFF, None, None, AS_DEFAULT, False, None),
    (State.DEGRADED, PROVIDER, CONFIRMED, AS_DEFAULT, False, None),
    (State.DEGRADED, PROVIDER, CONFIRMED, DEGRADED_DOWN, False, Blame.PROVIDER),
    (State.DEGRADED, None, None, DEGRADED_DOWN, False, Blame.OTHERS),
    (State.MAINTENANCE, PROVIDER, CONFIRMED, AS_DEFAULT, False, Excluded.MAINTENANCE),
    (State.UNKNOWN, None, None, AS_DEFAULT, False, Excluded.UNKNOWN),
    (State.UNKNOWN, None, None, UNKNOWN_UP, False, None),
    (State.UNREACHABLE, PROVIDER, CONFIRMED, AS_DEFAULT, False, Excluded.UNREACHABLE),
    (State.DOWN, PROVIDER, CONFIRMED, AS_DEFAULT, False, Blame.PROVIDER),
    (State.DOWN, PROVIDER, SUSPECTED, AS_DEFAULT, False, Blame.SUSPECTED),
    (State.DOWN, PROVIDER, SUSPECTED, AS_DEFAULT, True, Blame.PROVIDER),
    (State.DOWN, PROVIDER, SUSPECTED, LEFT_OUT, False, Blame.SUSPECTED),
    (State.DOWN, PROVIDER, SUSPECTED, LEFT_OUT, True, Excluded.AGREED),
    (State.DOWN, PROVIDER, CONFIRMED, LEFT_OUT, True, Blame.PROVIDER),
    (State.DOWN, UTILITY, CONFIRMED, AS_DEFAULT, True, Blame.OTHERS),
    (State.DOWN, UTILITY, SUSPECTED, LEFT_OUT, True, Blame.OTHERS),
    (State.DOWN, Owner.UNDETERMINED, SUSPECTED, AS_DEFAULT, True, Blame.OTHERS),
    (State.DOWN, None, None, AS_DEFAULT, True, Blame.OTHERS),
)


@pytest.mark.parametrize(("state", "owner", "certainty", "sla", "closed", "judged"), VERDICTS)
def test_what_time_counts_as(
    state: State,
    owner: Owner | None,
    certainty: Certainty | None,
    sla: Sla,
    closed: bool,
    judged: Verdict,
) -> None:
    assert verdict(interval(0, 60, state, owner, certainty), sla, closed=closed) == judged


def test_what_both_sides_agreed_on_goes_before_everything() -> None:
    for state in State:
        agreed = interval(0, 60, state, PROVIDER, CONFIRMED, agreed=True)
        assert verdict(agreed, AS_DEFAULT, closed=False) is Excluded.AGREED


TIMELINE = (
    interval(0, 100, present=False, state=State.UNKNOWN),
    interval(100, 1000),
    interval(1000, 1500, State.DOWN, PROVIDER, CONFIRMED),
    interval(1500, 1800, State.DOWN, PROVIDER, SUSPECTED),
    interval(1800, 2000, State.DOWN, UTILITY, CONFIRMED),
    interval(2000, 2400, State.MAINTENANCE, measured=State.DOWN),
    interval(2400, 2500, State.UNKNOWN),
    interval(2500, 2700, State.UNREACHABLE),
    interval(2700, 3000, State.DOWN, PROVIDER, CONFIRMED, agreed=True),
    interval(3000, 4000),
)


def test_a_timeline_is_added_up() -> None:
    figures = available(TIMELINE, AS_DEFAULT, closed=False)
    assert figures.present == 3900
    assert figures.excluded == {
        Excluded.MAINTENANCE: 400, Excluded.UNKNOWN: 100, Excluded.UNREACHABLE: 200,
        Excluded.AGREED: 300,
    }  # fmt: skip
    assert figures.counted == 3900 - 1000
    assert (figures.provider_down, figures.suspected_down, figures.others_down) == (500, 300, 200)
    assert figures.ratio.good == 2400
    assert figures.with_suspected.good == 2100
    assert (figures.coverage.good, figures.coverage.of) == (3800, 3900)
    assert sum(figures.states.values()) == figures.present


def test_nothing_that_counts_is_no_availability() -> None:
    figures = available([interval(0, 60, State.UNKNOWN)], AS_DEFAULT, closed=False)
    assert figures.counted == 0
    assert figures.ratio.value is None


def test_the_days_of_a_timeline_come_to_the_whole() -> None:
    edges = [START, at(DAY), at(2 * DAY), at(3 * DAY)]
    over = interval(DAY - 600, 2 * DAY + 60, State.DOWN, PROVIDER, CONFIRMED)
    timeline = [interval(0, DAY - 600), over, interval(2 * DAY + 60, 3 * DAY)]
    days = by_day(timeline, AS_DEFAULT, edges, closed=False)
    assert [day.provider_down for day in days] == [600, DAY, 60]
    assert merged(days) == available(timeline, AS_DEFAULT, closed=False)


def test_an_interval_that_ends_at_midnight_is_not_in_the_next_day() -> None:
    timeline = [interval(0, DAY, State.DOWN, PROVIDER, CONFIRMED), interval(DAY, 2 * DAY)]
    days = by_day(timeline, AS_DEFAULT, [START, at(DAY), at(2 * DAY)], closed=False)
    assert [day.provider_down for day in days] == [DAY, 0]


def test_microseconds_are_added_without_rounding() -> None:
    tenth = [interval(n / 10, (n + 1) / 10, State.DOWN, PROVIDER, CONFIRMED) for n in range(1000)]
    assert available(tenth, AS_DEFAULT, closed=False).provider_down == 100.0


def test_sums_over_many_are_sums_of_both_sides() -> None:
    one = available(TIMELINE, AS_DEFAULT, closed=False)
    whole: list[Interval] = [interval(0, (END - START).total_seconds())]
    both = merged([one, available(whole, AS_DEFAULT, closed=False)])
    assert both.ratio.good == 2400 + 2678400
    assert both.ratio.of == 2900 + 2678400
    assert merged([]).ratio.value is None
