"""The metrics of incidents, and of what is told and kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exporters.prometheus.incidents import OPEN, subject_name
from monitord.model.incidents import Aspect, Cause, FaultKey, Owner, Scope, Severity
from tests.exporters.parsed import Key, key, samples
from tests.exporters.prometheus.conftest import Stage
from tests.exporters.prometheus.troubles import AT, SOMEBODY, Keeper, incident, troubled
from tests.exporters.province import province


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
    def shown(found: dict[Key, float]) -> dict[str, tuple[str, str]]:
        causes = [dict(labels) for name, labels in found if name == "monitord_site_cause"]
        return {each["site"]: (each["cause"], each["incident"]) for each in causes}

    open_one = incident("a", "xa-00001", "xa-00028")
    stage.province = troubled(province(40), open_one)
    found = samples(await stage.scrape())
    assert shown(found) == {"xa-00001": ("circuit", "a"), "xa-00028": ("circuit", "a")}
    stage.province = troubled(province(40), replace(open_one, cause=Cause.POWER))
    found = samples(await stage.scrape())
    assert shown(found) == {"xa-00001": ("power", "a"), "xa-00028": ("power", "a")}
    stage.province = province(40)
    found = samples(await stage.scrape())
    assert shown(found) == {}
    assert found[key("monitord_incidents_unacknowledged", severity="critical")] == 0


async def test_each_open_incident_says_what_is_wrong_with_what_until_it_is_over(
    stage: Stage,
) -> None:
    one = incident(
        "261122-K7QF",
        "xa-00001",
        "xa-00028",
        team="truc-tinh",
        provider_ticket='VT "12\\3"',
        acknowledged=SOMEBODY,
    )
    of_provider = FaultKey(Scope.PROVIDER, "vnpt", Aspect.SILENCE)
    other = incident("261122-B2CD", "xa-00002", key=of_provider, cause=Cause.PROVIDER)
    over = incident("261122-C3DE", "xa-00003", closed_at=AT)
    stage.province = troubled(province(40), one, other, over)
    found = samples(await stage.scrape())
    said = {"severity": "critical", "urgency": "page", "owner": "provider"}
    expected = [
        {
            **{"incident": "261122-K7QF", "scope": "site", "subject": "xa-00001"},
            **{"name": "Điểm cầu xã Như Thanh số 1", "cause": "circuit", **said},
            **{"team": "truc-tinh", "ticket": 'VT "12\\3"'},
        },
        {
            **{"incident": "261122-B2CD", "scope": "provider", "subject": "vnpt"},
            **{"name": "VNPT Thanh Hóa", "cause": "provider", **said},
            **{"team": "", "ticket": ""},
        },
    ]
    assert _infos(found) == expected
    for ident, sites, acknowledged in (("261122-K7QF", 2, 1), ("261122-B2CD", 1, 0)):
        assert found[key("monitord_incident_sites", incident=ident)] == sites
        assert found[key("monitord_incident_acknowledged", incident=ident)] == acknowledged
        since = key("monitord_incident_since_timestamp_seconds", incident=ident)
        assert found[since] == AT.timestamp()
    stage.province = troubled(province(40), replace(one, closed_at=AT))
    found = samples(await stage.scrape())
    assert not [each for each in found if "incident" in dict(each[1])]
    assert not stage.exposition.renderer.templates[OPEN]


@pytest.mark.parametrize(
    ("scope", "subject", "name"),
    [
        (Scope.CENTRE, "xa-00000", "Điểm cầu xã Như Thanh số 0"),
        (Scope.SITE, "gone", "gone"),
        (Scope.CIRCUIT, "TSL-0001", "TSL-0001"),
        (Scope.MCU, "chinh", "chinh"),
        (Scope.MCU, "xa-00000/rt", "xa-00000/rt"),
        (Scope.MONITOR, "store", "store"),
    ],
)
def test_what_has_no_name_is_called_by_its_id(scope: Scope, subject: str, name: str) -> None:
    key = FaultKey(scope, subject, Aspect.SILENCE)
    assert subject_name(key, province(3).inventory) == name


def _infos(found: dict[Key, float]) -> list[dict[str, str]]:
    return [dict(labels) for name, labels in found if name == "monitord_incident_info"]


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
