"""A daemon with a past: the missed report is made at its start, months are closed and revised."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitord.reckoning.folder import files_of
from tests.reckoning.filled import MONTH, PROVINCE, fill
from tests.system.plain import Plain, daemon, run
from tests.system.talk import until

pytestmark = pytest.mark.alone
PROVIDERS = ("vnpt", "viettel")
PATIENCE = 120.0
"""Seconds for reports of three providers in four formats, on a machine that does other things."""


@pytest.fixture
def monitor(tmp_path: Path) -> Iterator[Plain]:
    """It was away since a month of last year."""
    fill(f"sqlite:///{tmp_path}/monitord.db", "suspected-then-confirmed")
    inventory = tmp_path / "inventory.yaml"
    inventory.write_bytes(PROVINCE)
    with daemon(inventory, MONITORD_REPORTS=str(tmp_path / "reports")) as plain:
        yield plain


def revisions(folder: Path, month: str) -> set[int | None]:
    """Of the PDF of all providers; empty: there is none."""
    found = files_of(folder / "reports", month, PROVIDERS)
    return {each.revision for each in found if each.format == "pdf" and each.provider is None}


def test_a_month_is_reported_closed_corrected_and_reported_again(
    monitor: Plain, tmp_path: Path
) -> None:
    months = monitor.ask("/api/v1/sla/months").json["months"]
    [last] = [each for each in months if each["over"]][:1]
    until(lambda: revisions(tmp_path, last["month"]), bool, PATIENCE)

    closed = run("sla", "close", "--month", MONTH, "--why", "agreed", "--json", folder=tmp_path)
    assert json.loads(closed.stdout)["closing"]["revision"] == 1
    until(lambda: revisions(tmp_path, MONTH), lambda found: None in found, PATIENCE)

    asked = ("incidents", "correct", "261008-BBBB", "--owner", "utility", "--note", "power cut")
    assert run(*asked, folder=tmp_path).returncode == 0
    until(lambda: revisions(tmp_path, MONTH), lambda found: 2 in found, PATIENCE)

    [month] = [
        each for each in monitor.ask("/api/v1/sla/months").json["months"] if each["month"] == MONTH
    ]
    assert [(each["revision"], each["why"]) for each in month["closings"]] == [
        (1, "agreed"),
        (2, "power cut"),
    ]
    assert monitor.figure("monitord_sla_reports_failed_total") == 0
    assert monitor.end()[0] == 0
