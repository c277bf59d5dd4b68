"""Which faults open an incident, and when."""

from __future__ import annotations

from dataclasses import replace

from monitord.model.incidents import Aspect, Scope, Severity
from tests.incidents.county import at, book, fault, firing, happened, look, mild, of

COMMUNES = ("c1", "c2", "c3", "c4", "c5")


def test_what_nothing_above_can_explain_is_told_at_once() -> None:
    ours = book()
    look(ours, 6, fault("p", 6))
    assert of(ours, "p").opened_at == at(6)


def test_a_site_waits_for_what_is_above_it() -> None:
    ours = book()
    assert look(ours, 6, fault("c1", 6, race=True)) == []
    assert ours.due == at(7.5)
    assert look(ours, 7.4, fault("c1", 6, race=True)) == []
    assert happened(look(ours, 7.5, fault("c1", 6, race=True))) == [("c1", "opened")]


def test_of_child_and_parent_only_the_parent_is_told() -> None:
    ours = book()
    look(ours, 6, fault("c1", 6, race=True))
    told = look(ours, 7, fault("d1", 6.5, below=COMMUNES))
    assert happened(told) == [("d1", "opened")]
    assert told[0].incident.sites == ("d1", *COMMUNES)
    assert look(ours, 8, fault("d1", 6.5, below=COMMUNES)) == []


def test_of_two_that_are_found_the_wider_one_hides_the_other() -> None:
    ours = book()
    told = look(ours, 7, fault("c1", 5), fault("d1", 6, below=COMMUNES))
    assert happened(told) == [("d1", "opened")]


def test_of_two_that_hide_each_other_the_wider_one_is_told() -> None:
    ours = book()
    line = fault("TSL-d1", 5, scope=Scope.CIRCUIT, below=("d1", "c1", "c2"))
    told = look(ours, 7, fault("d1", 6, below=COMMUNES), line)
    assert happened(told) == [("d1", "opened")]
    assert look(ours, 8, fault("d1", 6, below=COMMUNES), line) == []


def test_a_child_that_waits_while_its_parent_waits_is_not_told() -> None:
    ours = book()
    child, parent = fault("c1", 6, race=True), fault("d1", 7, below=COMMUNES, race=True)
    look(ours, 7, child, parent)
    assert look(ours, 8, child, parent) == []
    assert ours.due == at(8.5)
    assert happened(look(ours, 8.5, parent)) == [("d1", "opened")]


def test_what_was_well_again_before_it_was_told_is_never_told() -> None:
    ours = book()
    look(ours, 6, fault("c1", 6, race=True))
    assert look(ours, 7) == []
    assert look(ours, 9) == []


def test_a_site_that_is_silent_has_one_incident_whatever_else_was_wrong() -> None:
    ours = book()
    told = look(ours, 6, fault("c1", 6), mild("c1", 5))
    assert happened(told) == [("c1", "opened")]
    assert told[0].incident.severity is Severity.CRITICAL


def test_bad_quality_hides_bad_quality_only() -> None:
    ours = book()
    wide = replace(mild("d1", 5), covers=frozenset({"d1", *COMMUNES}))
    told = look(ours, 6, wide, mild("c1", 5), fault("c2", 5))
    assert sorted(happened(told)) == [("c2", "opened"), ("d1", "opened")]


def test_what_an_mcu_breaks_is_not_the_sites_own_silence() -> None:
    ours = book()
    mcu = fault("p/mcu-1", 5, scope=Scope.MCU, below=COMMUNES)
    told = look(ours, 6, mcu, fault("c1", 5))
    assert sorted(happened(told)) == [("c1", "opened"), ("p/mcu-1", "opened")]


def test_labels_say_what_where_and_whose() -> None:
    ours = book()
    look(ours, 6, fault("c1", 6))
    assert firing(of(ours, "c1")) == [
        {
            "alertname": "SiteDown", "severity": "critical", "urgency": "page", "scope": "site",
            "site": "c1", "cause": "circuit", "owner": "provider", "team": "district",
            "incident": "261122-0001", "province": "p", "district": "d1", "commune": "c1",
        }
    ]  # fmt: skip


def test_what_is_wrong_with_monitord_itself_makes_no_site_suffer_and_is_told() -> None:
    ours = book()
    own = replace(fault("store", 6, scope=Scope.MONITOR, aspect=Aspect.STORE), sites=())
    assert happened(look(ours, 6, own)) == [("store", "opened")]
    assert look(ours, 7, own) == []
    look(ours, 60)
    look(ours, 90)
    assert of(ours, "store", Aspect.STORE).closed_at == at(90)
