"""The JSON document holds all figures, and comes back as what it was made from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from monitord.model.figures import (
    AreaFigures,
    CircuitFigures,
    Inputs,
    McuFigures,
    Month,
    MonthReport,
    Outage,
    ProviderFigures,
    Served,
    SiteFigures,
)
from monitord.model.ledger import Closing, Correction, Interval
from tests.exporters.reports import sample
from tests.exporters.reports.opened import as_json


@pytest.fixture(scope="module")
def small() -> MonthReport:
    return sample.small(closing=sample.CLOSED)


@pytest.fixture(scope="module")
def document(small: MonthReport, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return as_json(small, tmp_path_factory.mktemp("json"))


def back(kind: Any, value: object) -> Any:
    """`value` as the dataclass that it was."""
    return TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("areas", AreaFigures),
        ("sites", SiteFigures),
        ("mcus", McuFigures),
        ("corrections", Correction),
        ("intervals", Interval),
    ],
)
def test_lists_come_back_as_they_were(
    small: MonthReport, document: Any, key: str, kind: type
) -> None:
    assert back(list[kind], document[key]) == list(getattr(small, key))  # type: ignore[valid-type]


def test_circuits_and_outages_come_back_as_they_were(small: MonthReport, document: Any) -> None:
    circuits = [each for provider in small.providers for each in provider.circuits]
    outages = [each for provider in small.providers for each in provider.outages]
    assert back(list[Outage], document["outages"]) == outages
    assert back(list[CircuitFigures], document["circuits"]) == [
        replace(each, moved=list(each.moved), quality=list(each.quality), days=list(each.days))
        for each in circuits
    ]


def test_the_rest_comes_back_as_it_was(small: MonthReport, document: Any) -> None:
    assert back(Month, document["month"]) == small.month
    assert back(Closing, document["closing"]) == small.closing
    assert back(Inputs, document["inputs"]) == small.inputs
    assert back(Served, document["served"]) == small.served
    assert document["names"] == small.names
    assert document["days"] == [day.isoformat() for day in small.days]


def test_providers_have_their_contract_and_their_sums(small: MonthReport, document: Any) -> None:
    for provider, found in zip(small.providers, document["providers"], strict=True):
        made = back(ProviderFigures, {**found, "provider": {"hotline": None, **found["provider"]}})
        assert made.available == provider.available
        assert made.repairs == provider.repairs
        assert made.provider.sla == provider.provider.sla
        assert made.quality == provider.quality


def test_ratios_come_with_numerator_denominator_and_value(document: Any) -> None:
    first = document["circuits"][0]["available"]
    good, of = first["counted"] - first["provider_down"], first["counted"]
    assert first["ratio"] == {"good": good, "of": of, "value": good / of}


def test_nobodys_telephone_number_is_in_it(tmp_path: Path) -> None:
    document = as_json(sample.small(), tmp_path)
    assert set(document["providers"][0]["provider"]) == {"id", "name", "sla", "signatory"}
    assert "18001260" not in str(document)
