"""The daemon's own metrics."""

from __future__ import annotations

import platform
from dataclasses import replace

from exporters.prometheus.own import TRAP_KINDS
from exporters.prometheus.peak import LAG_SPAN, Peak
from monitord.model.snmp import Outcome
from probes.snmp.traps.trap import KINDS
from tests.exporters.parsed import families, key, samples
from tests.exporters.prometheus.conftest import OPENMETRICS, Stage


async def test_the_poller_and_the_build_are_told(stage: Stage) -> None:
    found = samples(await stage.scrape())
    version = {"version": "1.2.3", "python": platform.python_version()}
    assert found[key("monitord_build_info", **version)] == 1
    assert found[key("monitord_inventory_info", revision="0123456789abcdef")] == 1
    assert found[key("monitord_probes_total", probe="icmp")] == 1_000_000
    assert found[key("monitord_probe_overruns_total", probe="icmp")] == 3
    assert found[key("monitord_socket_drops_total", family="ipv4")] == 2
    assert found[key("monitord_socket_drops_total", family="ipv6")] == 0
    assert found[key("monitord_probes_in_flight", probe="icmp")] == 17
    assert found[key("monitord_unresolved_names")] == 1
    assert found[key("monitord_isolated")] == 0


async def test_isolation_shows_at_the_next_scrape(stage: Stage) -> None:
    stage.province = replace(stage.province, poller=replace(stage.province.poller, isolated=True))
    assert samples(await stage.scrape())[key("monitord_isolated")] == 1


async def test_reloads_are_counted_in_a_pair_and_the_last_good_one_is_dated(stage: Stage) -> None:
    stage.own.loaded(at=1000.5)
    stage.own.reload(ok=True, at=2000.5)
    stage.own.reload(ok=False, at=3000.5)
    found = samples(await stage.scrape())
    assert found[key("monitord_reloads_total")] == 2
    assert found[key("monitord_reloads_failed_total")] == 1
    assert found[key("monitord_reload_last_successful")] == 0
    assert found[key("monitord_reload_last_success_timestamp_seconds")] == 2000.5
    stage.own.reload(ok=True, at=4000.5)
    found = samples(await stage.scrape())
    assert found[key("monitord_reload_last_successful")] == 1
    assert found[key("monitord_reload_last_success_timestamp_seconds")] == 4000.5


async def test_each_working_out_of_the_month_is_counted_and_timed(stage: Stage) -> None:
    stage.own.worked_out(1.5)
    stage.own.not_worked_out()
    found = samples(await stage.scrape())
    assert found[key("monitord_sla_computations_total")] == 2
    assert found[key("monitord_sla_computations_failed_total")] == 1
    assert found[key("monitord_sla_computation_seconds_sum")] == 1.5
    assert found[key("monitord_sla_computation_seconds_count")] == 1


async def test_loop_lag_is_a_histogram_and_a_recent_maximum(stage: Stage) -> None:
    for lag in (0.0005, 0.004, 0.03):
        stage.own.loop_lag(lag)
    found = samples(await stage.scrape())
    assert found[key("monitord_loop_lag_seconds_bucket", le="0.005")] == 2
    assert found[key("monitord_loop_lag_seconds_count")] == 3
    assert found[key("monitord_loop_lag_max_seconds")] == 0.03
    stage.ticks += 2 * LAG_SPAN
    assert samples(await stage.scrape())[key("monitord_loop_lag_max_seconds")] == 0


async def test_each_scrape_is_timed_for_the_next(stage: Stage) -> None:
    assert samples(await stage.scrape())[key("monitord_scrape_render_seconds_count")] == 0
    assert samples(await stage.scrape())[key("monitord_scrape_render_seconds_count")] == 1


async def test_two_daemons_in_one_process_do_not_meet(stage: Stage) -> None:
    other = Stage(stage.province)
    other.own.reload(ok=False, at=1.0)
    assert samples(await stage.scrape())[key("monitord_reloads_failed_total")] == 0


async def test_no_series_of_creation_times(stage: Stage) -> None:
    found = families(await stage.scrape(OPENMETRICS))
    names = {sample.name for family in found.values() for sample in family.samples}
    assert not [name for name in names if name.endswith("_created")]
    assert "process_resident_memory_bytes" in names


def test_a_peak_is_kept_for_one_span_and_once_more() -> None:
    peak = Peak(0.0).seen(10.0, 0.5).seen(20.0, 0.2)
    assert peak.greatest(20.0) == 0.5
    assert peak.greatest(LAG_SPAN + 50) == 0.5
    assert peak.greatest(2 * LAG_SPAN) == 0.0
    later = peak.seen(LAG_SPAN + 1, 0.3)
    assert later.greatest(LAG_SPAN + 1) == 0.5
    assert later.greatest(2 * LAG_SPAN + 1) == 0.3


async def test_polls_are_told_by_outcome_and_what_nobody_asked_for_by_kind(stage: Stage) -> None:
    found = samples(await stage.scrape())
    outcomes = {
        dict(labels)["outcome"]: value
        for (name, labels), value in found.items()
        if name == "monitord_snmp_outcomes_total"
    }
    assert outcomes.keys() == {outcome.value for outcome in Outcome}
    assert (outcomes["ok"], outcomes["timeout"], outcomes["refused"]) == (19_990, 7, 0)
    assert found[key("monitord_snmp_strays_total", kind="wrong-source")] == 1


async def test_traps_are_counted_by_kind_from_zero(stage: Stage) -> None:
    stage.own.trap("received")
    stage.own.trap("received")
    stage.own.trap("limited")
    found = samples(await stage.scrape())
    counts = {kind: found[key("monitord_snmp_traps_total", kind=kind)] for kind in TRAP_KINDS}
    assert counts == {**dict.fromkeys(TRAP_KINDS, 0), "received": 2, "limited": 1}


def test_everything_that_the_receiver_of_traps_counts_starts_at_zero() -> None:
    assert set(TRAP_KINDS) == KINDS.keys()
