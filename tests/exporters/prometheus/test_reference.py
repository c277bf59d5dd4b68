"""`docs/metrics.md`."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from exporters.prometheus import reference
from exporters.prometheus.metrics import METRICS
from exporters.prometheus.place_metrics import SITE_STATES
from exporters.prometheus.reference import Census, page, read
from monitord.modules import load_together

INVENTORY = load_together(Path(__file__).parents[3] / "inventory.yaml").inventory
CENSUS = read()
CHECKS = sum(len(device.checks) for device in INVENTORY.devices.values())


def test_the_page_is_as_the_table_makes_it() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "exporters.prometheus.reference", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_page_that_differs_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reference, "PAGE", tmp_path / "metrics.md")
    monkeypatch.setattr(sys, "argv", ["reference", "--check"])
    assert reference.main() == 1
    (tmp_path / "metrics.md").write_text(page(CENSUS).replace("gauge", "counter", 1))
    assert reference.main() == 1
    assert "docs/metrics.md" in capsys.readouterr().out
    monkeypatch.setattr(sys, "argv", ["reference"])
    assert reference.main() == 0
    monkeypatch.setattr(sys, "argv", ["reference", "--check"])
    assert reference.main() == 0


def test_every_metric_has_one_row_of_seven_cells() -> None:
    rows = [line for line in page(CENSUS).splitlines() if line.startswith("| `monitord_")]
    assert [re.findall(r"`(\w+)`", row)[0] for row in rows] == [each.name for each in METRICS]
    assert {len(re.split(r"(?<!\\)\|", row)) for row in rows} == {9}


def test_what_was_counted_is_what_the_inventory_has() -> None:
    sites, circuits = len(INVENTORY.sites), len(INVENTORY.circuits)
    states = len(SITE_STATES)
    assert (CENSUS.sites, CENSUS.circuits) == (sites, circuits)
    assert CENSUS.devices == len(INVENTORY.devices)
    expected = {
        "monitord_site_info": sites,
        "monitord_site_state": sites * states,
        "monitord_circuit_state": circuits * states,
        "monitord_circuit_state_seconds_total": circuits * states,
        "monitord_check_flapping": CHECKS,
        "monitord_team_info": len(INVENTORY.teams),
        "monitord_icmp_rtt_seconds": len(INVENTORY.devices) * 9,
    }
    assert {name: CENSUS.series[name] for name in expected} == expected


def test_nothing_was_counted_that_is_not_exposed() -> None:
    counted = {name for name in CENSUS.series if name.startswith("monitord_")}
    assert counted <= {metric.name for metric in METRICS}


def test_what_was_not_there_is_no_zero() -> None:
    empty = Census(sites=1, devices=0, circuits=0, series={}, plain=0, packed=0)
    rows = [line for line in page(empty).splitlines() if line.startswith("| `monitord_")]
    assert all(row.split("|")[5].strip() == "—" for row in rows)
