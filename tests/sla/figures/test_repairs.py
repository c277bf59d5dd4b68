"""How many outages, how long, how far apart."""

from __future__ import annotations

from monitord.model.figures import Ratio
from monitord.model.states import State
from monitord.sla.repairs import answered, merged, repairs
from tests.sla.figures.made import MONTH, SUSPECTED, UTILITY, interval, outage

HOUR = 3600.0


def test_an_outage_that_began_before_the_month_is_not_counted_but_may_be_the_longest() -> None:
    figures = repairs([outage(-HOUR, 2 * HOUR, down=2 * HOUR), outage(9000, 9600)], [], MONTH)
    assert figures.outages == 1
    assert figures.longest == 2 * HOUR
    assert figures.detection == Ratio(594, 1)


def test_one_that_begins_with_the_month_is_counted() -> None:
    assert repairs([outage(0, 60)], [], MONTH).outages == 1


def test_one_that_is_left_out_altogether_is_none() -> None:
    figures = repairs([outage(0, 60, down=0, excluded=60)], [], MONTH)
    assert (figures.outages, figures.longest, figures.detection) == (0, 0, Ratio(0, 0))


def test_one_that_has_not_ended_was_not_repaired() -> None:
    figures = repairs([outage(0, None, down=500, reported=60)], [], MONTH)
    assert (figures.outages, figures.longest) == (1, 500)
    assert figures.detection == figures.report == Ratio(0, 0)


def test_the_two_clocks_begin_with_detection_and_with_the_report() -> None:
    figures = repairs([outage(0, 600, reported=120), outage(1000, 1300)], [], MONTH)
    assert figures.detection == Ratio(594 + 294, 2)
    assert figures.report == Ratio(480, 1)


def test_what_was_known_or_told_after_the_end_took_no_time() -> None:
    figures = repairs([outage(0, 60, decided=90, reported=100)], [], MONTH)
    assert figures.detection == figures.report == Ratio(0, 1)


def test_between_outages_only_what_was_measured_well_counts() -> None:
    timeline = [
        interval(0, 100),
        interval(100, 200, State.DEGRADED),
        interval(200, 300, State.UNKNOWN),
        interval(300, 400, State.MAINTENANCE, measured=State.UP),
        interval(400, 500, State.MAINTENANCE, measured=State.DOWN),
        interval(500, 600, State.OFF),
        interval(600, 700, State.UP, present=False),
    ]
    assert repairs([outage(400, 500)], timeline, MONTH).between == Ratio(300, 1)


def test_the_provider_answers_for_its_own_outages_and_for_those_it_is_suspected_of() -> None:
    own, suspected = outage(0, 600), outage(1000, 1300, certainty=SUSPECTED)
    others = [outage(2000, 20000, UTILITY), outage(30000, 30600, None, None, incident=None)]
    assert answered([own, suspected, *others]) == [own, suspected]
    figures = repairs(answered([own, suspected, *others]), [interval(0, 100)], MONTH)
    assert (figures.outages, figures.longest) == (2, 600)
    assert figures.detection == Ratio(594 + 294, 2)
    assert figures.between == Ratio(100, 2)


def test_over_many_sums_and_the_longest() -> None:
    one = repairs([outage(0, 600, reported=120)], [interval(0, 100)], MONTH)
    two = repairs([outage(0, 60), outage(1000, 1090)], [interval(0, 50)], MONTH)
    both = merged([one, two])
    assert (both.outages, both.longest) == (3, 600)
    assert both.detection == Ratio(594 + 54 + 84, 3)
    assert both.report == Ratio(480, 1)
    assert both.between == Ratio(150, 3)
