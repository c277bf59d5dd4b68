"""The JSON Schema that is kept is the one of today, and fits what is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError

from exporters.reports.schema import schema
from monitord.model.figures import MonthReport
from monitord.sla.report import report
from tests.exporters.reports import sample
from tests.exporters.reports.opened import as_json
from tests.sla import golden

KEPT = Path(__file__).parents[3] / "docs" / "sla-report.schema.json"


def test_the_schema_that_is_kept_is_the_one_of_today() -> None:
    assert json.loads(KEPT.read_text(encoding="utf-8")) == schema()


def _golden(name: str) -> MonthReport:
    month = golden.load(name)
    return report(month.evidence, month.month)


@pytest.mark.parametrize(
    "made",
    [
        sample.small(),
        sample.small(closing=sample.REVISED),
        sample.small(provider="viettel"),
        _golden("owner-corrected-later"),
        _golden("not-over"),
    ],
)
def test_what_is_written_fits_the_schema(tmp_path: Path, made: MonthReport) -> None:
    Draft202012Validator.check_schema(schema())
    Draft202012Validator(schema()).validate(as_json(made, tmp_path))


def test_a_key_that_nobody_knows_does_not_fit(tmp_path: Path) -> None:
    document = as_json(sample.small(), tmp_path)
    document["circuits"][0]["available"]["unheard-of"] = 1
    with pytest.raises(ValidationError, match="unheard-of"):
        Draft202012Validator(schema()).validate(document)
