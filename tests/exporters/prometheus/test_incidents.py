"""The metrics of incidents, maintenance, and of what is told and kept."""

from __future__ import annotations

from dataclasses import replace

from monitord.model.incidents import Cause, Owner, Severity
from tests.exporters.parsed import key, samples
from tests.exporters.prometheus.conftest import Stage
from tests.exporters.prometheus.troubles import AT, SOMEBODY, Keeper, incident, troubled
from tests.exporters.province import Province, province


async def test_open_incidents_are_counted_by_cause_severity_and_owner(stage: Stage) -> None:
    stage.province = troubled(
        province(40),
        incident("a", "xa-00001"),
        incident("b", "xa-00002"),
        incident("c", "xa-00003", cause=Cause.POWER, owner=Owner.UTILITY, acknowledged=SOMEBODY),
        incident("d", "xa-00004", severity=Severity.WARNING),
        incident("e", "xa-00005", closed_at=AT),
    )
    found = samples(await stage.scrape())
    circuit = {"cause": "circuit", "owner": "provider"}
    assert found[key("monitord_incidents", severity="critical", **circuit)] == 2
    assert found[key("monitord_incidents", severity="warning", **circuit)] == 1
    power = key("monitord_incidents", cause="power", severity="critical", owner="utility")
    assert found[power] == 1
    assert found[key("monitord_incidents_unacknowledged", severity="critical")] == 2
    assert found[key("monitord_incidents_unacknowledged", severity="warning")] == 1


async def test_a_site_shows_the_cause_that_explains_how_it_is_until_that_is_over(
    stage: Stage,
) -> None:
    open_one = incident("a", "xa-00001", "xa-00028")
    stage.province = troubled(province(40), open_one)
    found = samples(await stage.scrape())
    assert found[key("monitord_site_cause", site="xa-00001", cause="circuit")] == 1
    assert found[key("monitord_site_cause", site="xa-00028", cause="circuit")] == 1
    assert key("monitord_site_cause", site="xa-00002", cause="circuit") not in found
    stage.province = troubled(province(40), replace(open_one, cause=Cause.POWER))
    found = samples(await stage.scrape())
    assert found[key("monitord_site_cause", site="xa-00001", cause="power")] == 1
    assert key("monitord_site_cause", site="xa-00001", cause="circuit") not in found
    stage.province = province(40)
    found = samples(await stage.scrape())
    assert key("monitord_site_cause", site="xa-00001", cause="power") not in found
    assert found[key("monitord_incidents_unacknowledged", severity="critical")] == 0


async def test_sites_in_maintenance_are_counted_whatever_their_state(stage: Stage) -> None:
    quiet: Province = province(40)
    stage.province = quiet
    assert samples(await stage.scrape())[key("monitord_sites_in_maintenance")] == 0
    stage.province = troubled(quiet, windows=("xa-00000", "xa-00001"))
    found = samples(await stage.scrape())
    assert found[key("monitord_sites_in_maintenance")] == 2
    assert found[key("monitord_maintenance_windows")] == 2


async def test_what_was_told_is_counted_in_pairs_by_whom_it_was_told_to(stage: Stage) -> None:
    stage.own.alerts_posted("http://a", "accepted", 30)
    stage.own.alerts_posted("http://a", "failed", 5)
    stage.own.alerts_posted("http://a", "refused", 1)
    stage.own.alerts_posted("http://b", "accepted", 7)
    stage.own.notified("thu", "sent", 2)
    stage.own.notified("thu", "failed", 1)
    found = samples(await stage.scrape())
    assert found[key("monitord_alerts_total", replica="http://a")] == 36
    assert found[key("monitord_alerts_failed_total", replica="http://a")] == 6
    assert found[key("monitord_alerts_failed_total", replica="http://b")] == 0
    assert found[key("monitord_notifications_total", receiver="thu")] == 3
    assert found[key("monitord_notifications_failed_total", receiver="thu")] == 1


async def test_how_recording_fares_is_told_as_of_the_scrape(stage: Stage) -> None:
    stage.own.watch_store(keeper := Keeper())
    found = samples(await stage.scrape())
    assert found[key("monitord_store_failing")] == 0
    assert found[key("monitord_store_lag_seconds")] == 0
    keeper.waiting, keeper.lost, keeper.lag, keeper.failing_since = 12, 3, 7.5, AT
    found = samples(await stage.scrape())
    assert found[key("monitord_store_failing")] == 1
    assert found[key("monitord_store_lag_seconds")] == 7.5
    assert found[key("monitord_store_entries_waiting")] == 12
    assert found[key("monitord_store_entries_lost_total")] == 3


async def test_it_is_ready_once_it_has_started(stage: Stage) -> None:
    assert samples(await stage.scrape())[key("monitord_ready")] == 0
    stage.own.loaded(1.0)
    assert samples(await stage.scrape())[key("monitord_ready")] == 1
