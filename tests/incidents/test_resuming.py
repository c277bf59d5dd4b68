"""A restart in the middle: nothing alerts again, nothing closes unseen, clocks go on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from monitord.incidents.book import Book
from monitord.incidents.routing import Routing
from monitord.model.actions import Acknowledge, Close
from monitord.model.incidents import Cause, Certainty, Happening, Incident
from tests.incidents.county import (
    CLERK,
    RULES,
    at,
    book,
    fault,
    firing,
    happened,
    inventory,
    look,
    of,
)

COMMUNES = ("c1", "c2", "c3", "c4", "c5")
ID = "261122-0001"


def again(before: Book, given: Iterable[str] = ()) -> Book:
    """Another book that goes on with what the first one kept."""
    after = book()
    after.resume(before.incidents, given)
    return after


def test_an_open_incident_goes_on_and_alerts_no_second_time() -> None:
    first = book()
    look(first, 6, fault())
    second = again(first)
    assert second.incidents == first.incidents
    assert second.by_site() == {"c1": ID}
    assert look(second, 20, unmeasured=[fault().key]) == []
    assert look(second, 26, fault()) == []
    assert of(second, "c1").alerts == of(first, "c1").alerts


def test_what_was_not_measured_again_is_not_closed() -> None:
    first = book()
    look(first, 6, fault())
    second = again(first)
    assert look(second, 300, unmeasured=[fault().key]) == []
    assert of(second, "c1").open


def test_what_is_well_after_the_restart_ends_and_was_well_when_it_was_seen() -> None:
    first = book()
    look(first, 6, fault())
    second = again(first)
    look(second, 100)
    assert second.due == at(130)
    told = look(second, 130)
    assert happened(told) == [("c1", "restored"), ("c1", "closed")]
    assert told[0].incident.restored_at == at(100)


def test_the_clock_of_escalation_goes_on() -> None:
    first = book()
    look(first, 0, fault())
    second = again(first)
    look(second, 300, fault())
    assert second.due == at(330)
    look(second, 330, fault())
    assert second.due == at(600)
    assert happened(look(second, 600, fault())) == [("c1", "escalated")]


def test_an_acknowledgement_runs_out_on_time() -> None:
    first = book()
    look(first, 0, fault())
    first.act(Acknowledge(incident=ID, by=CLERK, seconds=100.0), at(10))
    second = again(first)
    look(second, 70, fault())
    assert happened(look(second, 110, fault())) == [("c1", "unacknowledged")]


def test_what_was_well_before_the_restart_is_over_when_it_is_well_after_it() -> None:
    first = book()
    look(first, 0, fault())
    look(first, 50)
    second = again(first)
    look(second, 60, unmeasured=[fault().key])
    assert of(second, "c1").open
    look(second, 95)
    assert (of(second, "c1").restored_at, of(second, "c1").closed_at) == (at(50), at(95))


def test_what_closed_shortly_before_can_come_back() -> None:
    first = book()
    look(first, 0, fault())
    look(first, 50)
    look(first, 80)
    second = again(first)
    assert happened(look(second, 100, fault("c1", 95))) == [("c1", "reopened")]
    assert len(firing(of(second, "c1"))) == 1


def test_what_a_person_closed_although_it_lasted_stays_closed() -> None:
    first = book()
    look(first, 0, fault())
    first.act(Close(incident=ID, by=CLERK), at(10))
    second = again(first)
    assert look(second, 30, fault()) == []


def test_a_wide_cause_that_is_not_found_again_yet_still_hides_its_sites() -> None:
    first = book()
    wide = fault("d1", 0, below=COMMUNES)
    look(first, 5, wide)
    second = again(first)
    assert look(second, 10, fault("c1", 8), unmeasured=[wide.key]) == []
    assert look(second, 12, fault("c1", 8), fault("c2", 9)) == []
    assert look(second, 14, wide, fault("c1", 8)) == []
    assert [i.key.subject for i in second.incidents] == ["d1"]


def test_what_is_hidden_right_after_a_restart_waits_for_nothing() -> None:
    first = book()
    look(first, 0, fault())
    look(first, 200, fault())
    second = again(first)
    look(second, 200, fault())
    look(second, 201, fault("d1", 201, below=COMMUNES))
    assert second.due == at(230)
    look(second, 230, fault("d1", 201, below=COMMUNES))
    assert second.due == at(201 + 600)


def test_a_cause_is_not_judged_anew_from_half_of_the_facts() -> None:
    first = book()
    look(first, 0, fault())
    second = again(first)
    unsure = replace(fault(), cause=Cause.UNDETERMINED)
    assert look(second, 20, unsure) == []
    assert look(second, 25, fault()) == []
    third = again(first)
    look(third, 20, unsure)
    assert happened(look(third, 50, unsure)) == [("c1", "cause")]


def test_what_was_certain_stays_so_without_the_trap_that_said_it() -> None:
    first = book()
    look(first, 0, replace(fault(), cause=Cause.POWER, certainty=Certainty.CONFIRMED))
    second = again(first)
    look(second, 20, fault())
    assert look(second, 90, fault()) == []


def test_ids_are_not_given_out_again() -> None:
    first = book()
    look(first, 0, fault())
    second = again(first, given=["261122-0002", "261122-0003"])
    look(second, 10, fault(), fault("e1", 5))
    assert of(second, "e1").id == "261122-0004"


def test_of_two_of_one_fault_the_elder_goes_on() -> None:
    first, other = book(), book()
    look(first, 0, fault())
    look(other, 100, fault())
    younger = replace(other.incidents[0], id="261122-0009")
    merged = book()
    merged.resume([younger])
    merged.resume(first.incidents)
    assert _open(merged) == [ID]
    (told,) = look(merged, 110, fault())
    assert told.incident.id == "261122-0009"
    assert (told.events[0].what, told.incident.merged_into) == (Happening.MERGED, ID)
    assert all(alert.silent for alert in told.incident.alerts)


def test_a_site_that_left_closes_its_incidents() -> None:
    ours = book()
    look(ours, 0, fault(), fault("e1"))
    ours.reroute(Routing(inventory(without=["c1"])), RULES)
    told = look(ours, 10, fault("e1"))
    assert happened(told) == [("c1", "closed")]
    assert told[0].events[0].data == {"why": "left"}
    assert told[0].incident.restored_at is None
    assert ours.by_site() == {"e1": "261122-0002"}


def test_labels_of_what_is_open_stay_when_the_inventory_changes() -> None:
    ours = book()
    look(ours, 0, fault())
    before = of(ours, "c1").alerts
    ours.reroute(Routing(inventory(teams=[])), RULES)
    assert ours.due is None
    look(ours, 10, replace(fault(), certainty=Certainty.CONFIRMED))
    assert of(ours, "c1").alerts == before


def test_new_times_hold_at_once() -> None:
    ours = book()
    look(ours, 0, fault())
    look(ours, 50)
    ours.reroute(Routing(inventory()), replace(RULES, settle=5.0))
    assert ours.due == at(55)


def _open(book_: Book) -> list[str]:
    found: list[Incident] = [each for each in book_.incidents if each.open]
    return [each.id for each in found]
