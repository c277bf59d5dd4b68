"""The month so far."""

from __future__ import annotations

import pytest

from monitord.model.standing import MonthToDate, Standing
from monitord.sla.report import report
from monitord.sla.standing import month_to_date
from tests.sla import golden


def standing(name: str) -> tuple[MonthToDate, dict[str, Standing]]:
    month = golden.load(name)
    so_far = month_to_date(month.evidence, month.month)
    return so_far, {f"{each.id}@{each.provider}": each for each in so_far.circuits}


def test_the_budget_is_that_of_the_whole_month() -> None:
    so_far, circuits = standing("not-over")
    line = circuits["TSL-A@vnpt"]
    assert line.available.counted == 820_800  # nine days and a half
    assert line.budget == 2678.4  # 0.1 % of all 31 days
    assert line.budget_left == pytest.approx(2678.4 - 1800)
    assert line.outages == 1
    assert so_far.month == "2026-10"
    assert so_far.computed_at == golden.load("not-over").evidence.now.timestamp()


def test_a_provider_has_the_budgets_of_all_its_circuits() -> None:
    so_far, _ = standing("not-over")
    vnpt, viettel = so_far.providers
    assert (vnpt.id, viettel.id) == ("vnpt", "viettel")
    assert vnpt.budget == pytest.approx(4 * 2678.4)
    assert vnpt.available.provider_down == 1800
    assert vnpt.outages == 1
    assert viettel.budget == pytest.approx(0.005 * 2_678_400)


def test_what_ends_within_the_month_has_no_more_time_to_come() -> None:
    _, circuits = standing("ends-soon")
    # until 20 October: 20 days of 86,400 s, of which 0.1 %
    assert circuits["TSL-B@vnpt"].budget == 1728.0
    assert circuits["TSL-A@vnpt"].budget == 2678.4


@pytest.mark.parametrize("name", golden.NAMES)
def test_it_says_the_same_as_the_report(name: str) -> None:
    _, circuits = standing(name)
    month = golden.load(name)
    of = report(month.evidence, month.month)
    figures = [circuit for each in of.providers for circuit in each.circuits]
    assert len(figures) == len(circuits)
    for each in figures:
        so_far = circuits[f"{each.id}@{each.provider}"]
        assert so_far.available == each.available
        assert so_far.outages == each.repairs.outages
        if not of.provisional:
            assert so_far.budget == each.budget
