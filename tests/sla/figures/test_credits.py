"""What is owed when a promise was not kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitord.model.figures import Available, CircuitFigures
from monitord.model.inventory import Credit, Sla
from monitord.sla.credits import budget, credit
from monitord.sla.report import report
from tests.sla import golden

TIERS = Sla(availability=0.999, credits=(Credit(0.999, 0.05), Credit(0.95, 0.5), Credit(0.99, 0.1)))


def down(seconds: float, of: float = 100_000) -> Available:
    return Available(
        present=of, states={}, excluded={}, provider_down=seconds, suspected_down=0,
        others_down=0, counted=of,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("seconds", "owed"),
    [
        (0, 0.0),
        (100, 0.0),  # 99.9 % is not below 99.9 %
        (101, 0.05),
        (1000, 0.05),  # nor 99 % below 99 %
        (1001, 0.1),
        (5001, 0.5),
        (100_000, 0.5),
    ],
)
def test_the_largest_tier_that_applies_is_owed(seconds: float, owed: float) -> None:
    assert credit(TIERS, down(seconds)) == owed


def test_nothing_is_owed_where_nothing_counted_or_nothing_is_promised() -> None:
    assert credit(TIERS, down(0, of=0)) == 0
    assert credit(Sla(), down(50_000)) == 0


@pytest.mark.parametrize(("seconds", "broken"), [(100, False), (101, True)])
def test_a_promise_is_broken_below_it(seconds: float, broken: bool) -> None:
    circuit = replace(golden_circuit(), target=TIERS.availability, available=down(seconds))
    assert (circuit.kept is False) is broken
    assert replace(circuit, target=None).kept is None
    assert replace(circuit, available=down(0, of=0)).kept is None


def golden_circuit() -> CircuitFigures:
    """Any: only its promise and its time matter here."""
    month = golden.load("across-midnight")
    return report(month.evidence, month.month).providers[0].circuits[0]


def test_the_budget_is_what_the_promise_leaves_of_what_counts() -> None:
    assert budget(TIERS, 2_678_400) == 2678.4
    assert budget(Sla(), 2_678_400) is None
