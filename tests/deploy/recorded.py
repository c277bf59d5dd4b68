"""Series for the rules that record, and promtool, which says what becomes of them."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.deploy.test_rules import HERE, PROMTOOL

RULES = Path(__file__).parents[2] / "deploy" / "prometheus" / "rules" / "recording.yml"
DEVICE_INFO, CIRCUIT_INFO = "monitord_device_info", "monitord_circuit_info"


@dataclass(frozen=True, slots=True)
class Trial:
    """Series in promtool's notation, a query and what it answers after so long."""

    series: Mapping[str, str]
    expr: str
    expected: Mapping[str, float]
    when: str = "10m"
    interval: str = "15s"

    def document(self) -> dict[str, Any]:
        """As promtool reads it."""
        samples = [{"labels": labels, "value": value} for labels, value in self.expected.items()]
        wanted = {"expr": self.expr, "eval_time": self.when, "exp_samples": samples}
        series = [{"series": name, "values": values} for name, values in self.series.items()]
        return {
            "interval": self.interval,
            "input_series": series,
            "promql_expr_test": [wanted],
        }


@dataclass(frozen=True, slots=True)
class Case:
    """Series every 15 seconds, and what a rule makes of ten minutes of them."""

    rule: str
    story: str
    """For whoever reads the cases."""
    series: Mapping[str, str]
    expected: Mapping[str, float]
    """Values by labels, as PromQL writes them."""

    def trial(self) -> Trial:
        """To be tried; rounded, for promtool wants the very same figures."""
        expected = {labelled(labels): value for labels, value in self.expected.items()}
        return Trial(self.series, f"round({self.rule}, 0.0001)", expected)


def labelled(labels: str) -> str:
    """Labels of a series without a name, of the job `monitord`."""
    return f"{{{HERE}, {labels}}}"


def of(name: str, labels: str) -> str:
    """A series as the job `monitord` scrapes it."""
    return f"{name}{{{HERE}, {labels}}}"


def at(place: str) -> str:
    """Labels `site` and `device` of `site/device`."""
    site, device = place.split("/")
    return f'device="{device}", site="{site}"'


def echoes(
    place: str, sent: int, lost: int, unmeasured: int = 0, off: str = "0x40"
) -> Mapping[str, str]:
    """So many in each 15 seconds."""
    check = f'check="icmp", {at(place)}, state="off"'
    return {
        of("monitord_icmp_echoes_total", at(place)): f"0+{sent}x40",
        of("monitord_icmp_echoes_lost_total", at(place)): f"0+{lost}x40",
        of("monitord_icmp_echoes_unmeasured_total", at(place)): f"0+{unmeasured}x40",
        of("monitord_check_state", check): off,
    }


def trips(place: str, count: int, seconds: float) -> Mapping[str, str]:
    return {
        of("monitord_icmp_rtt_seconds_sum", at(place)): f"0+{seconds}x40",
        of("monitord_icmp_rtt_seconds_count", at(place)): f"0+{count}x40",
    }


def device(place: str, role: str) -> Mapping[str, str]:
    return {of(DEVICE_INFO, f'{at(place)}, role="{role}"'): "1x40"}


def gauge(name: str, labels: str, value: float) -> Mapping[str, str]:
    return {of(name, labels): f"{value}x40"}


def circuit(place: str, ident: str, role: str, in_use: str) -> Mapping[str, str]:
    labels = f'{at(place)}, circuit="{ident}", provider="vnpt", role="{role}", interface="{ident}"'
    used = {of("monitord_circuit_in_use", f'circuit="{ident}"'): in_use} if in_use else {}
    return {of(CIRCUIT_INFO, labels): "1x40", **used}


def known(ident: str, role: str) -> str:
    """The labels of a circuit at s1/rt."""
    return f'{at("s1/rt")}, circuit="{ident}", provider="vnpt", role="{role}", interface="{ident}"'


def own(ident: str) -> str:
    """The labels that stay of a circuit at s1."""
    return f'circuit="{ident}", provider="vnpt", site="s1"'


def promtool(folder: Path, trials: Sequence[Trial]) -> subprocess.CompletedProcess[str]:
    """What `promtool test rules` says of them."""
    path = folder / "test.yml"
    document = {
        "rule_files": [str(RULES)],
        "evaluation_interval": "30s",
        "tests": [trial.document() for trial in trials],
    }
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    return subprocess.run(
        [PROMTOOL, "test", "rules", str(path)], capture_output=True, text=True, check=False
    )
