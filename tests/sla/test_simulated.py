"""A month of 621 sites with thousands of outages: the report says what happened, to the second."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitord.inventory import load
from monitord.model.figures import Available, CircuitFigures
from monitord.model.ledger import Excluded
from monitord.model.states import State
from monitord.sla.months import month_of
from monitord.sla.report import report
from tests.sla.simulated import Simulated, simulated

THANH_HOA = Path(__file__).parents[2] / "examples" / "thanh-hoa.yaml"
AFTERWARDS = datetime(2026, 11, 2, tzinfo=UTC)
MICROSECOND = 1e-6


@pytest.fixture(scope="module")
def province() -> Simulated:
    inventory = load(THANH_HOA)
    month = month_of("2026-10", inventory.organization.timezone, AFTERWARDS)
    return simulated(inventory, month)


@pytest.fixture(scope="module")
def circuits(province: Simulated) -> dict[str, CircuitFigures]:
    made = report(province.evidence, province.month)
    return {each.id: each for provider in made.providers for each in provider.circuits}


def said(figures: Available) -> dict[str, float]:
    """The classes of the truth as the report has them, seconds."""
    return {
        "provider": figures.provider_down,
        "suspected": figures.suspected_down,
        "others": figures.others_down,
        "unreachable": figures.states.get(State.UNREACHABLE, 0.0),
        "maintenance": figures.states.get(State.MAINTENANCE, 0.0),
        "unknown": figures.states.get(State.UNKNOWN, 0.0),
        "up": figures.states.get(State.UP, 0.0),
    }


def test_every_circuit_has_the_seconds_that_were_drawn(
    province: Simulated, circuits: dict[str, CircuitFigures]
) -> None:
    assert sum(province.outages.values()) > 2000
    for ident, truth in province.truth.items():
        drawn = {what: microseconds * MICROSECOND for what, microseconds in truth.items()}
        expected = dict.fromkeys(said(circuits[ident].available), 0.0) | drawn
        assert said(circuits[ident].available) == pytest.approx(expected, abs=1e-3), ident


def test_every_circuit_has_the_outages_that_were_drawn(
    province: Simulated, circuits: dict[str, CircuitFigures]
) -> None:
    counted = {ident: circuits[ident].repairs.outages for ident in province.outages}
    assert counted == province.outages


def test_availability_is_that_of_the_drawn_seconds(
    province: Simulated, circuits: dict[str, CircuitFigures]
) -> None:
    for ident, truth in province.truth.items():
        left_out = sum(truth.get(each.value, 0) for each in Excluded)
        counted = sum(truth.values()) - left_out
        expected = 1 - truth.get("provider", 0) / counted
        assert circuits[ident].available.ratio.value == pytest.approx(expected, abs=1e-9), ident
