"""The configuration of Prometheus, as the package and as compose mount it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.test_rules import GROUPS, PROMTOOL, needs_promtool

FOLDER = Path(__file__).parents[2] / "deploy" / "prometheus"
CONFIG: dict[str, Any] = yaml.safe_load((FOLDER / "prometheus.yml").read_text(encoding="utf-8"))
RULES = sorted((FOLDER / "rules").iterdir())
TARGETS = ("targets", "targets.compose")


@pytest.mark.system
@needs_promtool
@pytest.mark.parametrize("targets", TARGETS)
def test_promtool_takes_it_with_its_rules(targets: str, tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    shutil.rmtree(tmp_path / "targets")
    shutil.copytree(FOLDER / targets, tmp_path / "targets")
    done = _checked(tmp_path / "prometheus.yml")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"SUCCESS: {len(RULES)} rule files found" in done.stdout


@pytest.mark.system
@needs_promtool
def test_what_is_offered_in_comments_can_be_taken(tmp_path: Path) -> None:
    """With a certificate, and a password or a token: each in turn."""
    for other in ("basic_auth", "authorization"):
        folder = tmp_path / other
        shutil.copytree(FOLDER, folder)
        text = (folder / "prometheus.yml").read_text(encoding="utf-8")
        text = re.sub(rf"^(\s+)# (scheme|tls_config|{other}):", r"\1\2:", text, flags=re.MULTILINE)
        for name in re.findall(r"/etc/prometheus/([\w.-]+)", text):
            (folder / name).touch()
        text = text.replace("/etc/prometheus/", f"{folder}/")
        (folder / "prometheus.yml").write_text(text, encoding="utf-8")
        job = _job(yaml.safe_load(text), "monitord")
        assert {"scheme", "tls_config", other} <= set(job)
        done = _checked(folder / "prometheus.yml")
        assert done.returncode == 0, done.stderr


def test_both_sets_of_targets_are_of_the_same_jobs_at_the_same_ports() -> None:
    ports = [
        {path.name: _ports(path) for path in (FOLDER / targets).iterdir()} for targets in TARGETS
    ]
    assert ports[0] == ports[1] == {"monitord.yml": ["9779"], "alertmanager.yml": ["9093"]}


def test_rules_are_worked_out_as_often_as_they_count_on() -> None:
    """`monitord:circuit_outages:count5m` reads a range of 5 minutes and one scrape."""
    assert CONFIG["global"]["scrape_interval"] == "15s"
    assert CONFIG["global"]["evaluation_interval"] == "30s"
    [outages] = [rule for rule in _records() if rule["record"].startswith("monitord:circuit_outa")]
    assert "[5m14s999ms]" in outages["expr"]


def test_alerts_look_for_the_job_that_is_scraped() -> None:
    jobs = {job["job_name"] for job in CONFIG["scrape_configs"]}
    expressions = "".join(rule["expr"] for group in GROUPS for rule in group["rules"])
    named = set(re.findall(r'job="(\w+)"', expressions))
    assert named == {"monitord"}
    assert named < jobs


def _checked(config: Path) -> subprocess.CompletedProcess[str]:
    command = [PROMTOOL, "check", "config", str(config)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _job(config: dict[str, Any], name: str) -> dict[str, Any]:
    [found] = [job for job in config["scrape_configs"] if job["job_name"] == name]
    assert isinstance(found, dict)
    return found


def _ports(path: Path) -> list[str]:
    groups = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [target.rpartition(":")[2] for group in groups for target in group["targets"]]


def _records() -> list[dict[str, str]]:
    document = yaml.safe_load((FOLDER / "rules" / "recording.yml").read_text(encoding="utf-8"))
    return [rule for group in document["groups"] for rule in group["rules"]]
