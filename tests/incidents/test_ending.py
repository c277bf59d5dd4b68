"""When an incident is over, and when the same one is back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitord.model.incidents import MONITORD, Fault
from monitord.texts import texts
from monitord.texts.catalogue import LANGUAGES
from tests.incidents.county import at, book, fault, firing, happened, look, of


def test_what_is_not_measured_is_not_over() -> None:
    ours = book()
    look(ours, 6, fault())
    key = fault().key
    for second in (50, 500):
        assert look(ours, second, unmeasured=[key]) == []
    assert happened(look(ours, 510)) == [("c1", "restored")]
    assert of(ours, "c1").restored_at == at(510)


def test_what_is_not_measured_any_more_is_not_over_for_having_been_well_a_moment() -> None:
    ours = book()
    look(ours, 6, fault())
    look(ours, 50)
    assert look(ours, 90, unmeasured=[fault().key]) == []
    assert of(ours, "c1").open
    look(ours, 100)
    assert of(ours, "c1").closed_at == at(100)


def test_what_comes_back_before_it_is_over_was_never_over() -> None:
    ours = book()
    look(ours, 6, fault())
    look(ours, 50)
    assert happened(look(ours, 79, fault("c1", 70))) == [("c1", "reopened")]
    back = of(ours, "c1")
    assert (back.restored_at, back.reopened, len(back.alerts)) == (None, 1, 1)


@pytest.mark.parametrize(("back", "same"), [(60, True), (350, True), (351, False)])
def test_what_comes_back_within_five_minutes_is_the_same(back: float, same: bool) -> None:
    ours = book()
    look(ours, 6, fault())
    look(ours, 50)
    look(ours, 80)
    told = look(ours, max(back, 81), fault("c1", back))
    assert happened(told) == [("c1", "reopened" if same else "opened")]
    assert len(ours.incidents) == (1 if same else 2)
    assert len(firing(of(ours, "c1"))) == 1


def test_what_is_back_alerts_again_and_nobody_takes_care_yet() -> None:
    ours = book()
    look(ours, 6, fault())
    look(ours, 50)
    look(ours, 80)
    look(ours, 100, fault("c1", 95))
    again = of(ours, "c1")
    assert [(a.starts_at, a.ended_at) for a in again.alerts] == [(at(100), None)]
    assert (again.closed_at, again.closed_by, again.restored_at) == (None, None, None)
    assert again.unattended_since == at(100)
    assert again.opened_at == at(6)


def test_what_is_back_for_another_cause_says_so() -> None:
    ours = book()
    look(ours, 6, fault())
    look(ours, 50)
    look(ours, 80)
    other = replace(fault("c1", 95), severity=fault().severity.WARNING)
    look(ours, 100, other)
    assert [labels["severity"] for labels in firing(of(ours, "c1"))] == ["warning"]
    assert all(a.starts_at != a.ended_at for a in of(ours, "c1").alerts)


def test_a_flapping_line_is_one_incident_and_one_alert() -> None:
    ours = book()
    for second in range(0, 400, 40):
        look(ours, second, replace(fault("c1", second), flapping=second > 100))
        look(ours, second + 20)
    line = of(ours, "c1")
    assert (len(ours.incidents), len(line.alerts), line.reopened) == (1, 1, 9)
    assert ours.due == at(380 + 300)
    look(ours, 679)
    assert of(ours, "c1").open
    look(ours, 680)
    assert (of(ours, "c1").restored_at, of(ours, "c1").closed_at) == (at(380), at(680))


def test_what_came_back_twice_is_watched_longer_before_it_is_over() -> None:
    ours = book()
    seen: list[Fault] = [fault("c1", second) for second in (0, 40, 80)]
    for second, each in zip((0, 40, 80), seen, strict=True):
        look(ours, second, each)
        look(ours, second + 20)
    assert ours.due == at(100 + 300)


def test_monitord_itself_closes_what_is_over() -> None:
    ours = book()
    look(ours, 6, fault())
    look(ours, 50)
    told = look(ours, 80)
    assert of(ours, "c1").closed_by == MONITORD
    assert told[0].events[0].data == {"why": "settled"}


def test_what_closed_is_shown_for_a_quarter_of_an_hour() -> None:
    ours = book()
    look(ours, 6, fault())
    look(ours, 50)
    look(ours, 80)
    look(ours, 80 + 899)
    assert len(ours.incidents) == 1
    look(ours, 80 + 900)
    assert not ours.incidents


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", ["settled", "person", "left", "window"])
def test_why_it_closed_has_words(why: str, language: str) -> None:
    assert texts(language).say(f"closed.{why}")
