"""Where a fault belongs, who is told, under which labels."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from monitord.incidents.book import Book
from monitord.incidents.routing import Routing, level_label
from monitord.model.incidents import ALERT_NAMES, Aspect, Fault, FaultKey, Scope
from monitord.model.inventory import Level
from tests.incidents.county import RULES, at, fault, firing, inventory, look, numbered

DAY = date(2026, 11, 22)


def labels(told: Fault, routing: Routing | None = None) -> dict[str, str]:
    ours = Book(RULES, routing or Routing(inventory()), numbered())
    look(ours, 6, told)
    found = firing(ours.incidents[0])[0]
    return {
        name: value
        for name, value in found.items()
        if name not in ("severity", "urgency", "cause", "owner", "incident", "scope")
    }


def test_a_circuit_is_named_with_its_site_and_its_provider() -> None:
    line = fault("TSL-d1", scope=Scope.CIRCUIT, below=("d1",))
    assert labels(line) == {
        "alertname": "CircuitDown", "circuit": "TSL-d1", "provider": "vnpt", "site": "d1",
        "province": "p", "district": "d1", "team": "district",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sites", "place"),
    [
        (("c1", "c2"), {"province": "p", "district": "d1", "team": "district"}),
        (("c1", "e1"), {"province": "p", "team": "province"}),
    ],
)
def test_a_providers_outage_is_told_to_those_above_all_who_suffer(
    sites: tuple[str, ...], place: dict[str, str]
) -> None:
    outage = fault("vnpt", scope=Scope.PROVIDER, below=sites)
    assert labels(outage) == {"alertname": "ProviderOutage", "provider": "vnpt", **place}


@pytest.mark.parametrize("subject", ["p/mcu-1", "centre"])
def test_an_mcu_is_at_its_site_and_a_group_at_that_of_its_primary(subject: str) -> None:
    assert labels(fault(subject, scope=Scope.MCU, below=("c1",))) == {
        "alertname": "McuDown", "mcu": subject, "site": "p", "province": "p", "team": "province",
    }  # fmt: skip


def test_the_centre_is_its_site() -> None:
    assert labels(fault("p", scope=Scope.CENTRE, below=("p",))) == {
        "alertname": "UpstreamDown", "site": "p", "province": "p", "team": "province",
    }  # fmt: skip


def test_what_is_wrong_with_monitord_is_told_to_the_centre() -> None:
    own = fault("store", scope=Scope.MONITOR, aspect=Aspect.STORE, below=("p",))
    assert labels(own) == {
        "alertname": "MonitorNotRecording", "monitor": "store", "province": "p",
        "team": "province",
    }  # fmt: skip


def test_who_has_no_team_has_no_such_label() -> None:
    bare = inventory()
    nobody = {ident: replace(site, team=None) for ident, site in bare.sites.items()}
    assert "team" not in labels(fault(), Routing(replace(bare, sites=nobody)))


@pytest.mark.parametrize(
    ("level", "label"),
    [
        ("commune", "commune"),
        ("cap-xa", "cap_xa"),
        ("cap.2", "cap_2"),
        ("2nd", "level_2nd"),
        ("site", "level_site"),
        ("team", "level_team"),
    ],
)
def test_a_level_becomes_a_label_that_is_nobody_elses(level: str, label: str) -> None:
    assert level_label(level) == label


def test_a_level_called_as_a_label_of_ours_hides_nothing() -> None:
    odd = inventory()
    sites = {i: replace(s, level="site" if s.level == "commune" else s.level)
             for i, s in odd.sites.items()}  # fmt: skip
    routing = Routing(replace(odd, sites=sites, levels=(Level("site", "điểm"),)))
    found = labels(fault(), routing)
    assert (found["site"], found["level_site"]) == ("c1", "c1")


@pytest.mark.parametrize(("scope", "aspect"), ALERT_NAMES)
def test_every_fault_that_there_is_has_labels(scope: Scope, aspect: Aspect) -> None:
    subjects = {
        Scope.SITE: "c1", Scope.CIRCUIT: "TSL-c1", Scope.PROVIDER: "vnpt", Scope.MCU: "centre",
        Scope.CENTRE: "p", Scope.MONITOR: "store",
    }  # fmt: skip
    told = fault(subjects[scope], scope=scope, aspect=aspect, below=("c2",))
    assert labels(told)["alertname"] == ALERT_NAMES[scope, aspect]


@pytest.mark.parametrize(
    ("scope", "there", "not_there"),
    [
        (Scope.SITE, "c1", "c9"),
        (Scope.CIRCUIT, "TSL-c1", "TSL-c9"),
        (Scope.PROVIDER, "vnpt", "fpt"),
        (Scope.MCU, "centre", "west"),
        (Scope.MCU, "p/mcu-1", "p/mcu-9"),
        (Scope.CENTRE, "p", "q"),
    ],
)
def test_what_left_is_known_to_have_left(scope: Scope, there: str, not_there: str) -> None:
    routing = Routing(inventory())
    assert routing.knows(FaultKey(scope, there, Aspect.SILENCE), DAY)
    assert not routing.knows(FaultKey(scope, not_there, Aspect.SILENCE), DAY)


def test_what_is_not_in_force_any_more_has_left_too() -> None:
    found = inventory()
    over = replace(found.sites["c1"], until=DAY)
    routing = Routing(replace(found, sites={**found.sites, "c1": over}))
    keys = [FaultKey(Scope.SITE, "c1", Aspect.SILENCE),
            FaultKey(Scope.CIRCUIT, "TSL-c1", Aspect.SILENCE)]  # fmt: skip
    assert [routing.knows(key, DAY) for key in keys] == [True, True]
    assert [routing.knows(key, DAY + timedelta(days=1)) for key in keys] == [False, False]


def test_the_day_is_that_of_the_organization() -> None:
    routing = Routing(inventory())
    assert routing.day(at(12 * 3600 - 1)) == DAY
    assert routing.day(at(12 * 3600)) == DAY + timedelta(days=1)
