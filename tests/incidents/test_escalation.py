"""Nobody takes care: who is told next, and when."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitord.incidents.book import Book
from monitord.incidents.routing import Routing
from monitord.model.actions import Acknowledge
from monitord.model.incidents import Escalation, Severity
from monitord.model.inventory import Team
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
    numbered,
    of,
)

ID = "261122-0001"


def test_the_teams_above_are_told_one_after_the_other() -> None:
    ours = book()
    look(ours, 0, fault())
    assert ours.due == at(600)
    assert look(ours, 599, fault()) == []
    assert happened(look(ours, 600, fault())) == [("c1", "escalated")]
    assert ours.due == at(1500)
    look(ours, 1500, fault())
    found = of(ours, "c1")
    assert found.escalations == (Escalation("province", at(600)), Escalation("heads", at(1500)))
    told = [(labels["team"], labels.get("escalated")) for labels in firing(found)]
    assert told == [("district", None), ("province", "yes"), ("heads", "yes")]
    assert len({tuple(sorted(labels.items())) for labels in firing(found)}) == 3
    assert ours.due is None
    assert found.team == "district"


def test_all_who_were_told_are_told_of_the_end() -> None:
    ours = book()
    look(ours, 0, fault())
    look(ours, 600, fault())
    look(ours, 700)
    look(ours, 730)
    assert [(a.ended_at, a.silent) for a in of(ours, "c1").alerts] == [(at(730), False)] * 2


def test_another_cause_is_told_to_all_who_were_told_of_the_first() -> None:
    ours = book()
    look(ours, 0, fault())
    look(ours, 600, fault())
    look(ours, 700, replace(fault(), owner=fault().owner.UTILITY))
    told = [(labels["team"], labels["owner"]) for labels in firing(of(ours, "c1"))]
    assert told == [("district", "utility"), ("province", "utility")]
    assert ours.due == at(1500)


def test_who_takes_care_stops_it() -> None:
    ours = book()
    look(ours, 0, fault())
    ours.act(Acknowledge(incident=ID, by=CLERK), at(599))
    assert look(ours, 5000, fault()) == []


def test_after_care_has_run_out_the_next_team_has_its_time() -> None:
    ours = book()
    look(ours, 0, fault())
    look(ours, 600, fault())
    ours.act(Acknowledge(incident=ID, by=CLERK, seconds=60.0), at(601))
    look(ours, 661, fault())
    assert ours.due == at(661 + 900)
    look(ours, 661 + 900, fault())
    assert [each.team for each in of(ours, "c1").escalations] == ["province", "heads"]


def test_a_warning_goes_on_to_nobody() -> None:
    ours = book()
    look(ours, 0, replace(fault(), severity=Severity.WARNING))
    assert ours.due is None


def test_what_is_well_again_goes_on_to_nobody() -> None:
    ours = book()
    look(ours, 0, fault())
    look(ours, 590)
    assert happened(look(ours, 600)) == []


def test_what_is_hidden_by_a_wider_one_goes_on_to_nobody() -> None:
    ours = book()
    look(ours, 0, fault())
    parent = fault("d1", 500, below=("c1", "c2"))
    look(ours, 505, parent)
    assert look(ours, 605, parent) == []
    look(ours, 700, fault())
    assert [each.at for each in of(ours, "c1").escalations] == [at(700)]


def test_a_late_look_tells_one_team_at_a_time() -> None:
    ours = book()
    look(ours, 0, fault())
    look(ours, 9000, fault())
    assert [each.team for each in of(ours, "c1").escalations] == ["province"]
    assert ours.due == at(9900)


@pytest.mark.parametrize(
    "teams",
    [
        [],
        [Team("district", "", (), None, 600.0)],
        [Team("district", "", (), "province", None), Team("province", "", (), None, None)],
        [Team("district", "", (), "district", 600.0)],
        [Team("district", "", (), "nobody", 600.0)],
    ],
)
def test_without_anybody_above_or_a_time_nobody_is_told(teams: list[Team]) -> None:
    ours = Book(RULES, Routing(inventory(teams=teams)), numbered())
    look(ours, 0, fault())
    assert ours.due is None
    assert look(ours, 99_999, fault()) == []


def test_teams_that_name_each_other_are_told_once_each() -> None:
    teams = [Team("district", "", (), "province", 60.0), Team("province", "", (), "district", 60.0)]
    ours = Book(RULES, Routing(inventory(teams=teams)), numbered())
    for second in (0, 60, 120, 180):
        look(ours, second, fault())
    assert [each.team for each in of(ours, "c1").escalations] == ["province"]
