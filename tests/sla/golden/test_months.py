"""Months worked out by hand, and the report that is made of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest

from monitord.model.figures import Available, CircuitFigures, MonthReport, Outage, Ratio, Repairs
from monitord.model.inventory import Sla
from monitord.model.states import State
from monitord.sla.report import report
from tests.sla import golden
from tests.sla.golden.expected import (
    ExpectedAvailable,
    ExpectedCircuit,
    ExpectedMcu,
    ExpectedOutage,
    ExpectedRepairs,
    ExpectedSite,
)

MONTHS = pytest.mark.parametrize("name", golden.NAMES)


@cache
def made(name: str) -> tuple[golden.Golden, MonthReport]:
    month = golden.load(name)
    return month, report(month.evidence, month.month)


def circuits_of(of: MonthReport) -> Mapping[str, CircuitFigures]:
    return {f"{c.id}@{c.provider}": c for each in of.providers for c in each.circuits}


@MONTHS
def test_circuits_come_to_what_was_worked_out_by_hand(name: str) -> None:
    month, of = made(name)
    figures = circuits_of(of)
    assert {key: said(figures[key], each) for key, each in month.expected.circuits.items()} == (
        month.expected.circuits
    )


@MONTHS
def test_circuits_that_are_not_named_had_a_perfect_month(name: str) -> None:
    month, of = made(name)
    whole = (month.month.end - month.month.start).total_seconds()
    for key, each in circuits_of(of).items():
        if key not in month.expected.circuits:
            assert available(each.available) == nothing(whole), key
            assert each.repairs.outages == 0, key


@MONTHS
def test_sites_come_to_what_was_worked_out_by_hand(name: str) -> None:
    month, of = made(name)
    figures = {
        each.id: ExpectedSite(
            hours=each.served.hours,
            lost=each.served.lost,
            unknown=each.served.unknown,
            outages=each.outages,
            longest=each.longest,
        )
        for each in of.sites
        if each.id in month.expected.sites
    }
    assert figures == month.expected.sites


@MONTHS
def test_mcus_come_to_what_was_worked_out_by_hand(name: str) -> None:
    month, of = made(name)
    figures = {
        each.id: ExpectedMcu(
            down=each.states.get(State.DOWN, 0.0), outages=each.outages, longest=each.longest
        )
        for each in of.mcus
        if each.id in month.expected.mcus
    }
    assert figures == month.expected.mcus


@MONTHS
def test_the_outages_of_circuits_are_those_and_no_others(name: str) -> None:
    month, of = made(name)
    outages = sorted(
        (outage for each in of.providers for outage in each.outages),
        key=lambda outage: (outage.start, outage.id),
    )
    assert list(map(told, outages)) == list(month.expected.outages)


@MONTHS
def test_the_report_says_which_corrections_it_holds(name: str) -> None:
    month, of = made(name)
    assert [each.id for each in of.corrections] == list(month.expected.corrections)


@MONTHS
def test_a_provider_is_the_sum_of_its_circuits(name: str) -> None:
    _, of = made(name)
    for each in of.providers:
        assert each.available.counted == pytest.approx(
            sum(circuit.available.counted for circuit in each.circuits), abs=1e-6
        )
        assert each.available.provider_down == pytest.approx(
            sum(circuit.available.provider_down for circuit in each.circuits), abs=1e-6
        )


def said(figures: CircuitFigures, told_of: ExpectedCircuit) -> ExpectedCircuit:
    """The figures in the form of what is expected, as far as the file says."""
    repairs = figures.repairs
    return ExpectedCircuit(
        available=available(figures.available),
        availability=pair(figures.available.ratio),
        outages=repairs.outages,
        longest=repairs.longest,
        detection=pair(repairs.detection) if told_of.detection else None,
        report=pair(repairs.report) if told_of.report else None,
        between=pair(repairs.between) if told_of.between else None,
        answered=answered(figures.answered, told_of.answered),
        budget=figures.budget if told_of.budget is not None else None,
        credit=figures.credit if told_of.credit is not None else None,
        moved=list(figures.moved) if told_of.moved else None,
        days={
            day: available(figures.days[day.day - 1]) for day in told_of.days
        },
    )  # fmt: skip


def answered(figures: Repairs, told_of: ExpectedRepairs) -> ExpectedRepairs:
    return ExpectedRepairs(
        outages=figures.outages,
        longest=figures.longest,
        detection=pair(figures.detection) if told_of.detection else None,
        report=pair(figures.report) if told_of.report else None,
        between=pair(figures.between) if told_of.between else None,
    )


def available(figures: Available) -> ExpectedAvailable:
    return ExpectedAvailable(
        present=figures.present,
        counted=figures.counted,
        provider_down=figures.provider_down,
        suspected_down=figures.suspected_down,
        others_down=figures.others_down,
        excluded=figures.excluded,
    )


def nothing(whole: float) -> ExpectedAvailable:
    """All of it counted, and was good."""
    return ExpectedAvailable(
        present=whole, counted=whole, provider_down=0.0, suspected_down=0.0, others_down=0.0,
        excluded={},
    )  # fmt: skip


def told(outage: Outage) -> ExpectedOutage:
    return ExpectedOutage(
        id=outage.id, start=outage.start, end=outage.end, down=outage.down,
        excluded=outage.excluded, cause=outage.cause, owner=outage.owner,
        certainty=outage.certainty, settled=outage.settled, agreed=outage.agreed,
        corrected=outage.corrected,
    )  # fmt: skip


def pair(ratio: Ratio) -> tuple[float, float]:
    return ratio.good, ratio.of


def test_the_default_contract_is_what_the_files_take_for_granted() -> None:
    assert Sla().unknown == "excluded"
    assert Sla().degraded == "up"
