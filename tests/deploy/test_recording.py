"""What Prometheus works out for panels: each rule's figures, by promtool."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from exporters.prometheus.metrics import METRICS
from tests.deploy.recorded import (
    RULES,
    Case,
    Trial,
    at,
    circuit,
    device,
    echoes,
    gauge,
    known,
    labelled,
    of,
    own,
    promtool,
    trips,
)
from tests.deploy.test_rules import needs_promtool

GROUPS = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
RECORDED: Mapping[str, str] = {
    rule["record"]: rule["expr"] for group in GROUPS for rule in group["rules"]
}
LOSS, RTT = "monitord:device_icmp_loss:ratio5m", "monitord:device_icmp_rtt_seconds:mean5m"
SITE_LOSS, SITE_RTT = "monitord:site_icmp_loss:ratio5m", "monitord:site_icmp_rtt_seconds:mean5m"

LINES = {
    **circuit("s1/rt", "fo", "primary", "1x40"),
    **circuit("s1/rt", "4g", "backup", "0x40"),
}
ON_BACKUP = {
    **circuit("s1/rt", "fo", "primary", "0x40"),
    **circuit("s1/rt", "4g", "backup", "1x40"),
}
UNSAID = {**circuit("s1/rt", "fo", "primary", ""), **circuit("s1/rt", "4g", "backup", "")}


def measured(rule: str, source: str, value: float) -> tuple[Case, ...]:
    """A rule that puts what its router measures to the circuit that carries."""
    of_router = gauge(source, at("s1/rt"), value)
    return (
        Case(rule, "over the primary", {**LINES, **of_router}, {own("fo"): value}),
        Case(rule, "over the backup", {**ON_BACKUP, **of_router}, {own("4g"): value}),
        Case(rule, "nobody says", {**UNSAID, **of_router}, {own("fo"): value}),
    )


def by_router(rule: str, source: str) -> tuple[Case, ...]:
    """A rule that takes a site to be as its router is reached."""
    there = {
        **device("s1/rt", "router"),
        **device("s1/vc", "endpoint"),
        **gauge(source, at("s1/rt"), 0.25),
        **gauge(source, at("s1/vc"), 0.75),
    }
    without = {**gauge(source, at("s2/vc"), 0.25), **gauge(source, at("s2/pc"), 0.75)}
    return (
        Case(rule, "the codec has a fault of its own", there, {'site="s1"': 0.25}),
        Case(rule, "without a router", {**there, **without}, {'site="s1"': 0.25, 'site="s2"': 0.5}),
    )


def over_interface(rule: str, counter: str) -> Case:
    ports = {of(counter, f'{at("s1/rt")}, interface="{port}"'): "0+1500x40" for port in ("fo", "x")}
    return Case(rule, "one of its ports is the line", {**LINES, **ports}, {own("fo"): 100.0})


def percentile(rule: str, source: str, labels: str, value: float) -> Case:
    """Of 0, 1, …, 100 at as many sites."""
    several = {
        of(source, f'{labels}{"" if not labels else ", "}site="s{number}"'): f"{number}x40"
        for number in range(101)
    }
    return Case(rule, "a hundred and one sites", several, {labels: value})


def percentiles(stem: str, source: str, labels: str, *names: str) -> tuple[Case, ...]:
    return tuple(
        percentile(f"{stem}:{name}", source, labels, float(name.removeprefix("p")))
        for name in names
    )


def states(name: str, labels: str, state: str) -> Mapping[str, str]:
    return {
        of(name, f'{labels}state="{each}"'): f"{int(each == state)}x40" for each in ("down", "up")
    }


def site_info(ident: str, parent: str, service: str = "live") -> Mapping[str, str]:
    labels = f'site="{ident}", parent="{parent}", service="{service}"'
    return {of("monitord_site_info", labels): "1x40"}


DIRECTION = 'direction="to_site"'

CASES = (
    Case(
        LOSS,
        "some echoes are of unknown fate",
        {**echoes("s1/rt", 15, 3, 5), **echoes("s2/pc", 15, 0)},
        {at("s1/rt"): 0.3, at("s2/pc"): 0.0},
    ),
    Case(LOSS, "it is switched off", echoes("s1/vc", 15, 15, off="1x40"), {}),
    Case(LOSS, "it came back two minutes ago", echoes("s1/vc", 15, 7, off="1x32 0x8"), {}),
    Case(
        LOSS, "it came back long ago", echoes("s1/vc", 10, 5, off="1x10 0x30"), {at("s1/vc"): 0.5}
    ),
    Case(LOSS, "nothing was measured", echoes("s1/rt", 15, 0, 15), {}),
    Case(RTT, "twenty milliseconds", trips("s1/rt", 10, 0.2), {at("s1/rt"): 0.02}),
    Case(RTT, "nothing comes back", trips("s1/rt", 0, 0.0), {}),
    *by_router(SITE_LOSS, LOSS),
    *by_router(SITE_RTT, RTT),
    Case("monitord:circuit_measured:info", "as always", LINES, {known("fo", "primary"): 1.0}),
    Case("monitord:circuit_measured:info", "stood in", ON_BACKUP, {known("4g", "backup"): 1.0}),
    *measured("monitord:circuit_icmp_loss:ratio5m", LOSS, 0.25),
    *measured("monitord:circuit_icmp_rtt_seconds:mean5m", RTT, 0.03),
    over_interface(
        "monitord:circuit_receive_bytes:rate5m", "monitord_interface_receive_bytes_total"
    ),
    over_interface(
        "monitord:circuit_transmit_bytes:rate5m", "monitord_interface_transmit_bytes_total"
    ),
    Case(
        "monitord:sites:count",
        "as monitord says",
        {of("monitord_sites", 'state="up"'): "600x40", of("monitord_sites", 'state="off"'): "0x40"},
        {'state="up"': 600.0, 'state="off"': 0.0},
    ),
    Case(
        "monitord:area_sites:count",
        "one below is down, one is only planned",
        {
            **site_info("root", ""),
            **states("monitord_site_state", 'site="root", ', "up"),
            **site_info("s1", "root"),
            **states("monitord_site_state", 'site="s1", ', "down"),
            **site_info("s2", "root", "temporary"),
            **states("monitord_site_state", 'site="s2", ', "up"),
            **site_info("s3", "root", "planned"),
            **states("monitord_site_state", 'site="s3", ', "down"),
        },
        {'parent="root", state="down"': 1.0, 'parent="root", state="up"': 1.0},
    ),
    Case(
        "monitord:provider_circuits:count",
        "one of two is down",
        {
            **LINES,
            **states("monitord_circuit_state", 'circuit="fo", ', "down"),
            **states("monitord_circuit_state", 'circuit="4g", ', "up"),
        },
        {'provider="vnpt", state="down"': 1.0, 'provider="vnpt", state="up"': 1.0},
    ),
    Case(
        "monitord:cause_sites:count",
        "two sites by one incident",
        {
            of("monitord_site_cause", f'site="s{each}", cause="power", incident="a"'): "1x40"
            for each in (1, 2)
        },
        {'cause="power"': 2.0},
    ),
    Case(
        "monitord:incidents:count",
        "warnings only",
        {
            of("monitord_incidents", 'cause="mcu", owner="site", severity="warning"'): "2x40",
            of("monitord_incidents", 'cause="power", owner="site", severity="warning"'): "1x40",
            of("monitord_incidents_unacknowledged", 'severity="warning"'): "1x40",
            of("monitord_incidents_unacknowledged", 'severity="critical"'): "0x40",
        },
        {'severity="warning"': 3.0, 'severity="critical"': 0.0},
    ),
    *percentiles("monitord:icmp_loss_ratio", SITE_LOSS, "", "p50", "p95", "p99"),
    *percentiles("monitord:icmp_rtt_seconds", SITE_RTT, "", "p50", "p95", "p99"),
    *percentiles(
        "monitord:rtp_loss_ratio", "monitord_rtp_loss_ratio", DIRECTION, "p50", "p95", "p99"
    ),
    *percentiles(
        "monitord:rtp_jitter_seconds", "monitord_rtp_jitter_seconds", DIRECTION, "p50", "p95", "p99"
    ),
    *percentiles("monitord:rtp_rtt_seconds", "monitord_rtp_rtt_seconds", "", "p50", "p95", "p99"),
    *percentiles("monitord:rtp_mos", "monitord_rtp_mos", DIRECTION, "p50", "p05"),
    *percentiles("monitord:rtp_wideband_mos", "monitord_rtp_wideband_mos", DIRECTION, "p50", "p05"),
    Case(
        "monitord:circuit_down_seconds:increase5m",
        "down all the time",
        {of("monitord_circuit_state_seconds_total", 'circuit="fo", state="down"'): "0+15x40"},
        {'circuit="fo", state="down"': 300.0},
    ),
    Case(
        "monitord:circuit_outages:count5m",
        "it fell once, and one that is up again had fallen before",
        {
            of("monitord_circuit_state", 'circuit="fo", state="down"'): "0x29 1x10",
            of("monitord_circuit_state", 'circuit="4g", state="down"'): "1x29 0x10",
        },
        {'circuit="fo", state="down"': 1.0, 'circuit="4g", state="down"': 0.0},
    ),
)


@pytest.mark.system
@needs_promtool
def test_every_rule_works_out_what_it_says(tmp_path: Path) -> None:
    """All in one run: promtool shows each query that fails, what was expected and what came."""
    done = promtool(tmp_path, [case.trial() for case in CASES])
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.system
@needs_promtool
def test_a_figure_that_is_not_as_expected_is_found(tmp_path: Path) -> None:
    case = replace(CASES[0], expected={at("s1/rt"): 0.31, at("s2/pc"): 0.0})
    done = promtool(tmp_path, [case.trial()])
    assert done.returncode == 1
    assert CASES[0].rule in done.stdout + done.stderr


@pytest.mark.system
@needs_promtool
@pytest.mark.parametrize("phase", [0, 1, 7, 14])
def test_an_outage_is_counted_once_wherever_in_the_interval_it_falls(
    phase: int, tmp_path: Path
) -> None:
    """Scraped so many seconds after the rule is due; each circuit falls a scrape after the last."""
    rule = RECORDED["monitord:circuit_outages:count5m"]
    states = [f'circuit="c{number}", state="down"' for number in range(21)]
    series = {
        of("monitord_circuit_state", labels): f"_x{phase} {_scraped(40 + number, 1 + number, 60)}"
        for number, labels in enumerate(states)
    }
    expected = {labelled(labels): 1.0 for labels in states}
    whole = Trial(series, f"sum_over_time(({rule})[25m:5m])", expected, "30m", "1s")
    done = promtool(tmp_path, [whole])
    assert done.returncode == 0, done.stdout + done.stderr


def _scraped(*runs: int) -> str:
    """0, 1 and 0 again, each for so many scrapes of 15 seconds, second by second."""
    return " ".join(
        f"{value} _x14" for value, count in zip((0, 1, 0), runs, strict=True) for _ in range(count)
    )


def test_each_rule_is_tried() -> None:
    assert {case.rule for case in CASES} == set(RECORDED)


@pytest.mark.parametrize("rule", RECORDED)
def test_each_rule_has_a_name_of_ours_and_reads_what_there_is(rule: str) -> None:
    assert re.fullmatch(r"monitord:[a-z_]+:[a-z0-9]+", rule)
    ends = {f"{metric.name}{end}" for metric in METRICS for end in ("", "_sum", "_count")}
    assert set(re.findall(r"monitord_\w+", RECORDED[rule])) <= ends
    assert set(re.findall(r"monitord:[\w:]+", RECORDED[rule])) <= set(RECORDED) - {rule}


def test_each_rule_or_the_ones_before_it_say_why() -> None:
    for block in RULES.read_text(encoding="utf-8").split("\n\n"):
        if "- record:" in block:
            assert "#" in block, block
