"""Maintenance: nothing opens inside a window, what is still dead at its end alerts at once."""

from __future__ import annotations

from dataclasses import replace

from tests.incidents.county import at, book, fault, firing, happened, look, of

COMMUNES = ("c1", "c2", "c3", "c4", "c5")
INSIDE = fault("c1", 10, window="m-1", race=True)


def test_planned_work_opens_nothing() -> None:
    ours = book()
    assert look(ours, 15, INSIDE) == []
    assert look(ours, 3000, INSIDE) == []
    assert (ours.incidents, ours.due) == ((), None)


def test_what_is_still_dead_when_the_window_is_over_alerts_at_once() -> None:
    ours = book()
    look(ours, 15, INSIDE)
    late = replace(INSIDE, window=None, decided_at=at(3600))
    assert happened(look(ours, 3600, late)) == [("c1", "opened"), ("c1", "overrun")]
    assert of(ours, "c1").overrun == "m-1"
    assert len(firing(of(ours, "c1"))) == 1


def test_what_ended_inside_the_window_is_no_overrun_later() -> None:
    ours = book()
    look(ours, 15, INSIDE)
    look(ours, 100)
    look(ours, 4000, fault("c1", 3990))
    assert of(ours, "c1").overrun is None


def test_what_is_not_measured_at_the_end_of_the_window_may_still_be_an_overrun() -> None:
    ours = book()
    look(ours, 15, INSIDE)
    assert INSIDE.key in ours.keys
    look(ours, 3600, unmeasured=[INSIDE.key])
    look(ours, 3630, fault("c1", 10))
    assert of(ours, "c1").overrun == "m-1"


def test_what_was_dead_before_its_window_stays_open_and_goes_on_to_nobody() -> None:
    ours = book()
    look(ours, 6, fault("c1", 0))
    look(ours, 300, fault("c1", 0, window="m-1"))
    assert look(ours, 3000, fault("c1", 0, window="m-1")) == []
    assert of(ours, "c1").open
    look(ours, 3600, fault("c1", 0))
    assert of(ours, "c1").escalations[0].at == at(3600)


def test_a_child_told_a_moment_before_its_parents_planned_work_ends_silently() -> None:
    ours = book()
    look(ours, 6, fault("c1", 0))
    told = look(ours, 8, fault("d1", 2, below=COMMUNES, window="m-1"))
    assert told[0].events[0].data == {"why": "window"}
    (alert,) = of(ours, "c1").alerts
    assert alert.silent


def test_all_that_hangs_below_overruns_as_one() -> None:
    ours = book()
    look(ours, 15, fault("d1", 10, below=COMMUNES, window="m-1"))
    told = look(ours, 3600, fault("d1", 10, below=COMMUNES))
    assert happened(told) == [("d1", "opened"), ("d1", "overrun")]
    assert len(told[0].incident.sites) == 6


def test_what_outlasts_a_window_that_began_while_it_was_dead_alerts_anew_at_its_end() -> None:
    ours = book()
    look(ours, 6, fault("c1", 0))
    look(ours, 60, fault("c1", 0, window="m-1"))
    assert of(ours, "c1").window == "m-1"
    (labels,) = firing(of(ours, "c1"))
    told = look(ours, 300, fault("c1", 0))
    assert happened(told) == [("c1", "overrun")]
    found = of(ours, "c1")
    assert (found.window, found.overrun) == (None, "m-1")
    assert firing(found) == [{**labels, "overrun": "yes"}]
    assert [each.ended_at for each in found.alerts] == [at(300), None]
    assert look(ours, 310, fault("c1", 0)) == []


def test_what_planned_work_above_hides_is_in_the_window_too() -> None:
    ours = book()
    look(ours, 6, fault("c1", 0))
    look(ours, 3600, fault("d1", 3590, below=COMMUNES, window="m-1"))
    assert of(ours, "c1").window == "m-1"
    look(ours, 7200, fault("c1", 0))
    assert (of(ours, "c1").window, of(ours, "c1").overrun) == (None, "m-1")


def test_what_ends_inside_the_window_is_told() -> None:
    ours = book()
    look(ours, 6, fault("c1", 0))
    look(ours, 60, fault("c1", 0, window="m-1"))
    look(ours, 100)
    look(ours, 130)
    (alert,) = of(ours, "c1").alerts
    assert (alert.ended_at, alert.silent) == (at(130), False)
