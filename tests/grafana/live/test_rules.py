"""The deployed rules, evaluated by the Prometheus of the stage."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml

from tests.grafana.live.asking import BUDGET, Asker
from tests.grafana.live.marks import ON_STAGE
from tests.grafana.live.prometheus import RULES
from tests.grafana.live.stage import Document, Recorded

pytestmark = ON_STAGE

LOADED = {"MonitordAlive"}
"""Alerts that must fire on the stage."""


def rules() -> Iterator[Document]:
    for file in sorted(RULES.glob("*.yml")):
        for group in yaml.safe_load(file.read_text(encoding="utf-8"))["groups"]:
            yield from group["rules"]


def recorded() -> list[str]:
    return sorted({rule["record"] for rule in rules() if "record" in rule})


def test_every_rule_is_evaluated_without_error(stage: Recorded) -> None:
    said = {rule["name"]: (rule["health"], rule.get("lastError", "")) for rule in stage.rules}
    names = {rule.get("record") or rule["alert"] for rule in rules()}
    assert said == dict.fromkeys(names, ("ok", ""))


def test_every_rule_is_within_the_budget(stage: Recorded) -> None:
    slow = [rule["name"] for rule in stage.rules if rule["evaluationTime"] > BUDGET]
    assert not slow


@pytest.mark.parametrize("name", recorded())
def test_a_recording_rule_makes_series(name: str, stage: Recorded) -> None:
    assert Asker(stage).now(name).series


def test_the_alerts_that_fire_are_those_of_the_stage(stage: Recorded) -> None:
    firing = {rule["name"] for rule in stage.rules if rule.get("state") == "firing"}
    assert firing == LOADED
