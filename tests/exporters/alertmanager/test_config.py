"""The configuration for Alertmanager, as amtool understands it."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import yaml

from exporters.alertmanager.config import ALIVE_ALERT, alertmanager_config
from monitord.model.inventory import Inventory, Team
from monitord.modules import load_together
from monitord.texts import texts

AMTOOL = shutil.which("amtool") or ""
ROOT = Path(__file__).parents[3]
INVENTORIES = [ROOT / "inventory.yaml", *sorted((ROOT / "examples").glob("*.yaml"))]

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(not AMTOOL, reason="amtool is not installed (prometheus-alertmanager)"),
]


@cache
def loaded(path: Path) -> Inventory:
    return load_together(path).inventory


@pytest.fixture(params=INVENTORIES, ids=lambda path: path.stem)
def inventory(request: pytest.FixtureRequest) -> Inventory:
    path: Path = request.param
    return loaded(path)


def written(inventory: Inventory, folder: Path, language: str = "vi") -> Path:
    file = folder / "alertmanager.yml"
    file.write_text(alertmanager_config(inventory, texts(language)), "utf-8")
    return file


def check(file: Path) -> str:
    done = subprocess.run(
        [AMTOOL, "check-config", file], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def routed(file: Path, **labels: str) -> list[str]:
    """The receivers of an alert with these labels."""
    pairs = [f"{name}={value}" for name, value in labels.items()]
    options = ["--config.file", str(file), *pairs]
    done = subprocess.run(
        [AMTOOL, "config", "routes", "test", *options], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().split(",")


def of(team: str, **more: str) -> dict[str, str]:
    """Labels of an incident's alert."""
    labels = {"alertname": "SiteDown", "incident": "261122-K7QF", "severity": "critical"}
    return labels | {"urgency": "page", "team": team} | more


@pytest.mark.parametrize("language", ["vi", "en"])
def test_amtool_finds_it_good(inventory: Inventory, tmp_path: Path, language: str) -> None:
    file = written(inventory, tmp_path, language)
    assert "SUCCESS" in check(file)
    assert file.read_text("utf-8").startswith(
        "# Cấu hình Alertmanager" if language == "vi" else "# Configuration of Alertmanager"
    )


def test_every_team_has_its_receivers(inventory: Inventory, tmp_path: Path) -> None:
    file = written(inventory, tmp_path)
    for team in list(inventory.teams)[:3]:
        assert routed(file, **of(team)) == [f"{team}/page"]
        assert routed(file, **of(team, urgency="morning")) == [f"{team}/morning"]
        assert routed(file, **of(team, escalated="yes")) == [f"{team}/escalated"]


def test_each_inventory_has_teams_to_be_told(inventory: Inventory) -> None:
    assert inventory.teams


def test_what_is_of_no_team_and_prometheus_own_alerts_have_a_receiver(tmp_path: Path) -> None:
    file = written(loaded(INVENTORIES[0]), tmp_path)
    assert routed(file, alertname="SiteDown", incident="i1", urgency="page") == ["others"]
    assert routed(file, alertname="MonitordAbsent", severity="critical") == ["others"]
    assert routed(file, alertname="MonitordAlive") == ["dead-mans-switch"]


def test_the_dead_mans_switch_is_that_of_the_rules() -> None:
    rules = yaml.safe_load((ROOT / "deploy/prometheus/rules/monitord.yml").read_text("utf-8"))
    names = {rule["alert"] for group in rules["groups"] for rule in group["rules"]}
    assert ALIVE_ALERT in names


def test_incidents_are_grouped_by_themselves(tmp_path: Path) -> None:
    document = yaml.safe_load(written(loaded(INVENTORIES[0]), tmp_path).read_text("utf-8"))
    assert document["route"]["group_by"] == ["incident"]
    assert document["route"]["group_wait"] == "10s"
    assert "inhibit_rules" not in document


def test_strange_names_stay_comments(tmp_path: Path) -> None:
    known = loaded(INVENTORIES[0])
    team = Team("to.1-a", "Tổ 1\nroute: {}\u2028receivers: []", (), None, None)
    strange = replace(
        known,
        teams={"to.1-a": team, "1": replace(team, id="1")},
        organization=replace(known.organization, name="Tỉnh\nroute: {}"),
    )
    file = written(strange, tmp_path)
    check(file)
    assert routed(file, **of("to.1-a")) == ["to.1-a/page"]
    assert routed(file, **of("1", urgency="morning")) == ["1/morning"]


async def test_waits_and_webhooks_are_as_asked(tmp_path: Path) -> None:
    known = await asyncio.to_thread(loaded, INVENTORIES[0])
    text = alertmanager_config(known, await asyncio.to_thread(texts, "en"), 0.25, 1, "http://h/x/")
    document = yaml.safe_load(text)
    assert document["route"]["group_wait"] == "250ms"
    assert document["route"]["group_interval"] == "1s"
    urls = {each["webhook_configs"][0]["url"] for each in document["receivers"]}
    assert "http://h/x/truc-tinh/page" in urls
    assert all(url.startswith("http://h/x/") for url in urls)
