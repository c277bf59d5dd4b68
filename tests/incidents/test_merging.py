"""One cause, one incident: what a wider one takes over, and what stays a matter of its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitord.model.incidents import Aspect, Fault, Happening, Scope
from tests.incidents.county import at, book, fault, happened, look, mild, of

COMMUNES = ("c1", "c2", "c3", "c4", "c5")


@pytest.mark.parametrize(
    ("later", "merged"), [(0.5, True), (59, True), (60, True), (61, False), (3600, False)]
)
def test_what_began_within_a_minute_of_a_wider_one_was_that(later: float, merged: bool) -> None:
    ours = book()
    look(ours, 5, fault("c1", 0))
    look(ours, later + 6, fault("d1", later, below=COMMUNES))
    child, parent = of(ours, "c1"), of(ours, "d1")
    assert (child.merged_into == parent.id) is merged
    assert child.open is not merged
    assert ("c1" in parent.sites) is merged


def test_nobody_is_told_that_what_was_merged_is_over() -> None:
    ours = book()
    look(ours, 5, fault("c1", 0))
    told = look(ours, 8, fault("d1", 2, below=COMMUNES))
    assert happened(told) == [("d1", "opened"), ("c1", "merged")]
    (alert,) = of(ours, "c1").alerts
    assert (alert.ended_at, alert.silent) == (at(8), True)
    assert told[1].events[0].data == {"into": of(ours, "d1").id}


def test_what_spreads_is_one_incident_in_the_end() -> None:
    ours = book()
    for second, child in enumerate(COMMUNES):
        look(ours, 6 + 6 * second, *(fault(c, 6 * n) for n, c in enumerate(COMMUNES[: second + 1])))
        assert of(ours, child).open
    look(ours, 36, fault("d1", 30, below=COMMUNES))
    assert [i.key.subject for i in ours.incidents if i.open] == ["d1"]
    assert {i.merged_into for i in ours.incidents if not i.open} == {of(ours, "d1").id}
    assert ours.by_site() == dict.fromkeys(("d1", *COMMUNES), of(ours, "d1").id)


def test_a_chain_of_causes_ends_in_the_widest() -> None:
    ours = book()
    look(ours, 5, fault("c1", 0))
    look(ours, 7, fault("d1", 2, below=COMMUNES))
    look(ours, 9, fault("p", 4, below=("d1", *COMMUNES, "d2", "e1")))
    assert of(ours, "d1").merged_into == of(ours, "p").id
    assert [i.key.subject for i in ours.incidents if i.open] == ["p"]


def test_a_provider_takes_over_the_sites_of_its_circuits() -> None:
    ours = book()
    look(ours, 5, fault("c1", 0), fault("c2", 1))
    sites = ("c1", "c2", "c3")
    outage = replace(fault("vnpt", 0, scope=Scope.PROVIDER, below=sites), covers=frozenset(sites))
    look(ours, 8, outage)
    assert [i.key.scope for i in ours.incidents if i.open] == [Scope.PROVIDER]
    assert of(ours, "vnpt").sites == sites


def outage(*sites: str) -> Fault:
    found = fault("vnpt", 0, scope=Scope.PROVIDER, below=sites)
    return replace(found, covers=frozenset(sites))


def test_what_is_left_of_an_outage_does_not_fall_apart() -> None:
    ours = book()
    look(ours, 5, outage(*COMMUNES))
    told = look(ours, 100, *(fault(c, 0) for c in COMMUNES[:4]))
    assert happened(told) == [("vnpt", "impact")]
    assert of(ours, "vnpt").sites == COMMUNES[:4]
    assert look(ours, 101, *(fault(c, 0) for c in COMMUNES[:4])) == []
    look(ours, 200, *(fault(c, 0) for c in COMMUNES[:3]))
    assert [i.key.subject for i in ours.incidents] == ["vnpt"]
    assert len(of(ours, "vnpt").alerts) == 1


def test_the_last_ones_of_an_outage_are_matters_of_their_own() -> None:
    ours = book()
    look(ours, 5, outage(*COMMUNES))
    assert happened(look(ours, 100, fault("c1", 0), fault("c2", 0))) == [("vnpt", "restored")]
    assert ours.due == at(130)
    assert look(ours, 129, fault("c1", 0), fault("c2", 0)) == []
    told = look(ours, 130, fault("c1", 0), fault("c2", 0))
    assert sorted(happened(told)) == [("c1", "opened"), ("c2", "opened"), ("vnpt", "closed")]
    assert of(ours, "c1").since == at(0)


def test_the_last_ones_that_are_back_a_moment_later_are_no_matters_of_their_own() -> None:
    ours = book()
    look(ours, 5, outage(*COMMUNES))
    look(ours, 100, fault("c1", 0), fault("c2", 0))
    look(ours, 101, fault("c2", 0))
    look(ours, 102)
    assert happened(look(ours, 140)) == [("vnpt", "closed")]
    assert [i.key.subject for i in ours.incidents] == ["vnpt"]


def test_what_falls_silent_after_an_outage_was_over_is_new() -> None:
    ours = book()
    look(ours, 5, outage(*COMMUNES))
    look(ours, 100)
    look(ours, 110, *(fault(c, 105) for c in COMMUNES[:3]))
    assert [i.key.subject for i in ours.incidents if i.open] == ["vnpt", "c1", "c2", "c3"]


def test_what_is_left_of_an_outage_goes_on_over_a_restart() -> None:
    ours, again = book(), book()
    look(ours, 5, outage(*COMMUNES))
    again.resume(ours.incidents)
    for second in (20, 60, 600):
        look(again, second, *(fault(c, 15) for c in COMMUNES[:3]))
        assert [i.key.subject for i in again.incidents] == ["vnpt"]
    assert again.due == at(5 + 600)


def test_a_wider_one_that_still_waits_takes_over_nothing_yet() -> None:
    ours = book()
    look(ours, 5, fault("c1", 0))
    parent = fault("d1", 6, below=COMMUNES, race=True)
    assert look(ours, 6, parent) == []
    assert of(ours, "c1").open
    assert happened(look(ours, 7.5, parent)) == [("d1", "opened"), ("c1", "merged")]


def test_a_dead_child_of_a_dead_parent_stays_its_own_incident() -> None:
    ours = book()
    look(ours, 5, fault("c1", 0))
    look(ours, 606, fault("d1", 600, below=COMMUNES))
    assert of(ours, "d1").sites == ("d1", "c2", "c3", "c4", "c5")
    assert look(ours, 700, fault("d1", 600, below=COMMUNES)) == []
    look(ours, 710, fault("c1", 0))
    look(ours, 750, fault("c1", 0))
    assert [i.key.subject for i in ours.incidents if i.open] == ["c1"]
    assert of(ours, "c1").reopened == 0


def test_a_hidden_incident_ends_when_its_site_is_seen_well() -> None:
    ours = book()
    look(ours, 5, fault("c1", 0))
    look(ours, 606, fault("d1", 600, below=COMMUNES))
    look(ours, 700)
    assert of(ours, "c1").restored_at == at(700)
    look(ours, 730)
    assert ours.by_site() == {}


def test_who_met_badly_before_is_counted_with_those_who_cannot_meet_now() -> None:
    ours = book()
    look(ours, 5, mild("c1", 0))
    look(ours, 606, fault("d1", 600, below=COMMUNES))
    assert "c1" in of(ours, "d1").sites
    assert of(ours, "c1", Aspect.QUALITY).open
    assert ours.by_site()["c1"] == of(ours, "d1").id


def test_a_child_that_stays_dead_gets_its_own_when_the_parent_is_back() -> None:
    ours = book()
    look(ours, 5, fault("c1", 0))
    look(ours, 8, fault("d1", 2, below=COMMUNES))
    told = look(ours, 100, fault("c1", 0))
    assert happened(told) == [("c1", "opened"), ("d1", "restored")]
    assert told[0].incident.id not in (of(ours, "d1").id, of(ours, "d1").merged_into)


def test_a_wide_fault_of_which_all_was_known_before_opens_nothing() -> None:
    ours = book()
    look(ours, 5, fault("c1", 0), fault("c2", 0))
    trunk = fault("TSL-d1", 600, scope=Scope.CIRCUIT, below=("c1", "c2"))
    assert look(ours, 606, trunk) == []
    changes = look(ours, 700, replace(trunk, sites=("c1", "c2", "c3"), covers=frozenset(COMMUNES)))
    assert [e.what for c in changes for e in c.events] == [Happening.OPENED]
    assert of(ours, "TSL-d1").sites == ("c3",)


def test_the_impact_grows_and_shrinks() -> None:
    ours = book()
    look(ours, 5, fault("d1", 0, below=("c1",)))
    grown = look(ours, 6, fault("d1", 0, below=COMMUNES))
    assert grown[0].events[0].data == {"sites": 6, "sites_before": 2}
    look(ours, 7, fault("d1", 0, below=("c1", "c2")))
    assert len(of(ours, "d1").sites) == 3
    assert of(ours, "d1").most_sites == 6


def test_an_equipment_fault_seen_just_before_its_site_fell_silent_was_that() -> None:
    ours = book()
    codec = fault("c1", 0, aspect=Aspect.EQUIPMENT)
    look(ours, 5, codec)
    look(ours, 8, fault("c1", 2))
    assert of(ours, "c1", Aspect.EQUIPMENT).merged_into == of(ours, "c1").id


def test_the_second_of_two_mcus_dies_too() -> None:
    ours = book()
    look(ours, 5, fault("centre", 0, scope=Scope.MCU, aspect=Aspect.STANDBY, below=("c1",)))
    look(ours, 30, fault("centre", 25, scope=Scope.MCU, below=("c1",)))
    assert of(ours, "centre", Aspect.STANDBY).merged_into == of(ours, "centre").id
