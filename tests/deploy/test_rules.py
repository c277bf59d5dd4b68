"""The rules for Prometheus: promtool takes them, each fires when it should and not otherwise."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from exporters.prometheus.metrics import METRICS

RULES = Path(__file__).parents[2] / "deploy" / "prometheus" / "rules" / "monitord.yml"
GROUPS = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
ALERTS: Mapping[str, Mapping[str, Any]] = {
    rule["alert"]: rule for group in GROUPS for rule in group["rules"]
}
HERE = 'instance="a:9779", job="monitord"'
SERIES = {"instance": "a:9779", "job": "monitord"}
PROMTOOL = shutil.which("promtool") or ""

needs_promtool = pytest.mark.skipif(
    not PROMTOOL, reason="promtool is not installed (Debian: prometheus)"
)


@dataclass(frozen=True, slots=True)
class Case:
    """What is scraped each minute (promtool's notation), and what fires after so many of them."""

    alert: str
    story: str
    series: Mapping[str, str]
    minutes: int
    labels: Mapping[str, str] | None
    """Of the one alert that fires, without the rule's own; None: it does not fire."""
    value: str = ""


UP = f"up{{{HERE}}}"
ALERTMANAGER = {**SERIES, "replica": "http://am:9093"}

RULE_GROUP = "/etc/prometheus/rules/recording.yml;monitord-sites"
RULE_FAILURES = (
    "prometheus_rule_evaluation_failures_total"
    f'{{instance="p:9090", job="prometheus", rule_group="{RULE_GROUP}"}}'
)


def _posted(total: str, failed: str) -> dict[str, str]:
    labels = f'{HERE}, replica="http://am:9093"'
    return {
        f"monitord_alerts_total{{{labels}}}": total,
        f"monitord_alerts_failed_total{{{labels}}}": failed,
    }


def _notified(total: str, failed: str) -> dict[str, str]:
    labels = f'{HERE}, receiver="zalo"'
    return {
        f"monitord_notifications_total{{{labels}}}": total,
        f"monitord_notifications_failed_total{{{labels}}}": failed,
    }


def _probed(total: str, overruns: str) -> dict[str, str]:
    labels = f'{HERE}, probe="icmp"'
    return {
        f"monitord_probes_total{{{labels}}}": total,
        f"monitord_probe_overruns_total{{{labels}}}": overruns,
    }


def _refused(reason: str, values: str) -> dict[str, str]:
    return {f'monitord_http_refusals_total{{{HERE}, reason="{reason}"}}': values}


def _gauge(name: str, values: str) -> dict[str, str]:
    return {f"{name}{{{HERE}}}": values}


CASES = (
    Case("MonitordAbsent", "it answers nothing", {UP: "1x2 0x5"}, 6, SERIES),
    Case("MonitordAbsent", "nobody scrapes it", {'up{job="other"}': "1x9"}, 5, {"job": "monitord"}),
    Case("MonitordAbsent", "one scrape failed", {UP: "1 1 1 0 1 1 1"}, 3, None),
    Case("MonitordNotReady", "it hangs", _gauge("monitord_ready", "0x9"), 5, SERIES),
    Case("MonitordNotReady", "it starts", _gauge("monitord_ready", "0 1x9"), 5, None),
    Case(
        "MonitordOverrunning",
        "every tenth turn is skipped",
        _probed("0+900x30", "0+100x30"),
        20,
        {**SERIES, "probe": "icmp"},
    ),
    Case(
        "MonitordOverrunning",
        "everything is",
        _probed("0x30", "0+100x30"),
        20,
        {**SERIES, "probe": "icmp"},
    ),
    Case("MonitordOverrunning", "the machine paused", _probed("0+900x30", "0 20x29"), 20, None),
    Case(
        "MonitordReloadFailed",
        "the file is wrong",
        _gauge("monitord_reload_last_successful", "1 0x9"),
        8,
        SERIES,
    ),
    Case(
        "MonitordReloadFailed",
        "it was put right at once",
        _gauge("monitord_reload_last_successful", "1 0 0 1x9"),
        8,
        None,
    ),
    Case("MonitordIsolated", "all is silent", _gauge("monitord_isolated", "0 1x9"), 4, SERIES),
    Case("MonitordIsolated", "nothing is", _gauge("monitord_isolated", "0x9"), 4, None),
    Case("MonitordNotRecording", "disk full", _gauge("monitord_store_failing", "1x9"), 7, SERIES),
    Case(
        "MonitordNotRecording",
        "the database was restarted",
        _gauge("monitord_store_failing", "0 1 1 0x9"),
        7,
        None,
    ),
    Case(
        "MonitordLosingRecords",
        "the buffer is full",
        _gauge("monitord_store_entries_lost_total", "0 0+100x20"),
        12,
        SERIES,
        "1k",
    ),
    Case(
        "MonitordLosingRecords",
        "it once was",
        _gauge("monitord_store_entries_lost_total", "700x20"),
        12,
        None,
    ),
    Case("MonitordAlertsFailing", "none is taken", _posted("0+9x20", "0+9x20"), 9, ALERTMANAGER),
    Case("MonitordAlertsFailing", "some are", _posted("0+9x20", "0+5x20"), 9, None),
    Case("MonitordAlertsFailing", "there are none", _posted("9x20", "9x20"), 9, None),
    Case(
        "MonitordNotificationsFailing",
        "the receiver is away",
        _notified("0+1x30", "0+1x30"),
        25,
        {**SERIES, "receiver": "zalo"},
    ),
    Case(
        "MonitordNotificationsFailing",
        "the second try works",
        _notified("0+2x30", "0+1x30"),
        25,
        None,
    ),
    Case(
        "MonitordMonthNotWorkedOut",
        "it was worked out once",
        _gauge("monitord_sla_computed_timestamp_seconds", "0x80"),
        70,
        SERIES,
    ),
    Case(
        "MonitordMonthNotWorkedOut",
        "it goes on",
        _gauge("monitord_sla_computed_timestamp_seconds", "0x30 1800x30 3600x30"),
        80,
        None,
    ),
    Case(
        "MonitordLoginsGuessed",
        "somebody tries passwords",
        _refused("guessing", "0 0+5x9"),
        4,
        {**SERIES, "reason": "guessing"},
    ),
    Case(
        "MonitordLoginsGuessed", "a slip of the finger", _refused("wrong_login", "0 2x9"), 4, None
    ),
    Case("MonitordLoginsGuessed", "it was last week", _refused("guessing", "500x20"), 15, None),
    Case(
        "MonitordRulesFailing",
        "a join finds two",
        {RULE_FAILURES: "0+1x30"},
        20,
        {"instance": "p:9090", "job": "prometheus", "rule_group": RULE_GROUP},
    ),
    Case(
        "MonitordRulesFailing",
        "it failed once, while Prometheus started",
        {RULE_FAILURES: "0 0 1x40"},
        12,
        None,
    ),
    Case("MonitordAlive", "all is well", _gauge("monitord_ready", "1x9"), 1, SERIES),
    Case("MonitordAlive", "monitord is gone", {UP: "0x9"}, 8, None),
)


@pytest.mark.system
@needs_promtool
def test_promtool_finds_nothing_wrong() -> None:
    done = subprocess.run(
        [PROMTOOL, "check", "rules", str(RULES)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.system
@needs_promtool
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.alert}: {case.story}")
def test_it_fires_when_it_should_and_not_otherwise(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "test.yml"
    path.write_text(yaml.safe_dump(_unit_test(case), allow_unicode=True), encoding="utf-8")
    done = subprocess.run(
        [PROMTOOL, "test", "rules", str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("alert", ALERTS)
def test_each_rule_is_tried_both_ways(alert: str) -> None:
    outcomes = {case.labels is not None for case in CASES if case.alert == alert}
    assert outcomes == {True, False}


@pytest.mark.parametrize("alert", ALERTS)
def test_each_rule_says_what_to_do_and_names_metrics_that_there_are(alert: str) -> None:
    rule = ALERTS[alert]
    assert set(rule["annotations"]) == {"summary", "description", "what_to_do"}
    names = set(re.findall(r"monitord_\w+", rule["expr"]))
    assert names <= {metric.name for metric in METRICS}


def _unit_test(case: Case) -> dict[str, Any]:
    """A file for `promtool test rules`."""
    expected = [] if case.labels is None else [_expected(case, case.labels)]
    series = [{"series": name, "values": values} for name, values in case.series.items()]
    wanted = {"eval_time": f"{case.minutes}m", "alertname": case.alert, "exp_alerts": expected}
    return {
        "rule_files": [str(RULES)],
        "evaluation_interval": "1m",
        "tests": [{"interval": "1m", "input_series": series, "alert_rule_test": [wanted]}],
    }


def _expected(case: Case, labels: Mapping[str, str]) -> dict[str, Any]:
    rule = ALERTS[case.alert]
    return {
        "exp_labels": {**labels, **rule["labels"]},
        "exp_annotations": dict(_filled_in(rule["annotations"], labels, case.value)),
    }


def _filled_in(
    annotations: Mapping[str, str], labels: Mapping[str, str], value: str
) -> Iterator[tuple[str, str]]:
    """The annotations as Prometheus words them. Every label that one names has to be there."""
    for name, text in annotations.items():
        worded = re.sub(r"\{\{ \$labels\.(\w+) \}\}", lambda found: labels[found[1]], text)
        yield name, worded.replace("{{ $value | humanize }}", value)
