"""Months of which there is next to nothing: every file is made, and says no more than is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from exporters.reports.pdf import as_pdf
from monitord.inventory import parse
from monitord.model.evidence import Evidence
from monitord.model.figures import Month, MonthReport
from monitord.model.ledger import LedgerError
from monitord.sla.months import month_of
from monitord.sla.report import report
from monitord.texts import texts
from tests.exporters.reports.opened import as_csv, as_json, book
from tests.sla import golden

A_SECOND = timedelta(seconds=1)
NO_LINE = b"""version: 1
organization: {id: golden, name: T, timezone: Asia/Ho_Chi_Minh}
levels: [{id: province, name: t}]
sites: [{id: ttdl, name: T, level: province, service: planned}]
"""


@pytest.fixture
def october() -> golden.Golden:
    return golden.load("power-cut")


def in_every_format(evidence: Evidence, month: Month, folder: Path) -> MonthReport:
    made = report(evidence, month)
    intervals, _, circuits = as_csv(made, folder)
    assert len(as_json(made, folder)["circuits"]) == len(circuits)
    assert len(as_json(made, folder)["intervals"]) == len(intervals)
    assert book(made, folder, values=True).sheetnames
    assert as_pdf(made, texts("vi")).startswith(b"%PDF")
    return made


def measured(evidence: Evidence, start: datetime, end: datetime) -> Evidence:
    [life] = evidence.spans
    return replace(evidence, spans=[replace(life, first_at=start, last_at=end)])


def test_a_second_measured_of_a_whole_month(october: golden.Golden, tmp_path: Path) -> None:
    month = october.month
    noon = month.start + timedelta(days=8)
    made = in_every_format(measured(october.evidence, noon, noon + A_SECOND), month, tmp_path)
    for figures in made.providers[0].circuits:
        assert figures.available.counted == 1.0
        assert figures.available.ratio.value == 1.0
        assert figures.available.coverage.good == 1.0


def test_nothing_measured_is_no_availability(october: golden.Golden, tmp_path: Path) -> None:
    made = in_every_format(replace(october.evidence, spans=[]), october.month, tmp_path)
    assert all(each.available.ratio.value is None for each in made.providers)
    assert made.served.ratio.value is None


def test_installed_in_the_last_second_of_a_month(october: golden.Golden, tmp_path: Path) -> None:
    evidence = october.evidence
    month = month_of("2026-09", october.month.timezone, evidence.now)
    last = month.end - A_SECOND
    late = replace(
        measured(evidence, last, evidence.now),
        revisions=[replace(evidence.revisions[0], start=last)],
    )
    made = in_every_format(late, month, tmp_path)
    assert {each.available.present for one in made.providers for each in one.circuits} == {1.0}
    before = month_of("2026-08", month.timezone, evidence.now)
    with pytest.raises(LedgerError) as caught:
        report(late, before)
    assert caught.value.code == "sla.nothing-known"


def test_a_province_without_a_line(october: golden.Golden, tmp_path: Path) -> None:
    only = replace(
        october.evidence.revisions[0], inventory=parse(NO_LINE, "province.yaml", tmp_path)
    )
    made = in_every_format(replace(october.evidence, revisions=[only]), october.month, tmp_path)
    assert not made.providers
