"""What people do to an incident."""

from __future__ import annotations

import pytest

from monitord.model.actions import Acknowledge, AnyAction, Close, Comment, Correct, Ticket
from monitord.model.desk import DeskError, UnknownError
from monitord.model.incidents import Cause, Certainty, Happening, IncidentChange
from tests.incidents.county import CLERK, at, book, fault, firing, happened, look, of

ID = "261122-0001"


def test_somebody_takes_care_until_it_is_over() -> None:
    ours = book()
    look(ours, 6, fault())
    told = ours.act(Acknowledge(incident=ID, by=CLERK, note="đang đi"), at(60))
    assert told.events[0].data == {"note": "đang đi"}
    care = told.incident.acknowledged
    assert care is not None
    assert (care.by, care.at, care.until) == (CLERK, at(60), None)
    assert told.incident.unattended_since is None
    assert len(firing(told.incident)) == 1
    assert ours.due is None


def test_who_takes_care_for_an_hour_is_asked_again_after_it() -> None:
    ours = book()
    look(ours, 6, fault())
    told = ours.act(Acknowledge(incident=ID, by=CLERK, seconds=3600.0), at(60))
    assert told.events[0].data == {"seconds": 3600.0}
    assert ours.due == at(3660)
    assert look(ours, 3659, fault()) == []
    assert happened(look(ours, 3660, fault())) == [("c1", "unacknowledged")]
    assert of(ours, "c1").acknowledged is None
    assert ours.due == at(3660 + 600)


def test_what_is_over_and_back_is_nobodys_again() -> None:
    ours = book()
    look(ours, 6, fault())
    ours.act(Acknowledge(incident=ID, by=CLERK), at(20))
    look(ours, 50)
    look(ours, 80)
    look(ours, 100, fault("c1", 95))
    again = of(ours, "c1")
    assert (again.acknowledged, again.unattended_since) == (None, at(100))


def test_what_a_person_writes_is_history_only() -> None:
    ours = book()
    look(ours, 6, fault())
    before = of(ours, "c1")
    told = ours.act(Comment(incident=ID, by=CLERK, note="đã gọi"), at(60))
    assert told.incident == before
    (event,) = told.events
    assert (event.what, event.by, event.at) == (Happening.COMMENTED, CLERK, at(60))


def test_a_ticket_confirms_that_it_is_the_line() -> None:
    ours = book()
    look(ours, 6, fault())
    told = ours.act(Ticket(incident=ID, by=CLERK, reported_at=at(30)), at(60))
    assert told.incident.certainty is Certainty.SUSPECTED
    told = ours.act(Ticket(incident=ID, by=CLERK, number="VNPT-77"), at(90))
    assert told.events[0].data == {
        "provider_ticket": "VNPT-77", "certainty": "confirmed", "certainty_before": "suspected",
    }  # fmt: skip
    told = ours.act(Ticket(incident=ID, by=CLERK, number="VNPT-78", accepted_at=at(99)), at(100))
    assert told.events[0].data["provider_ticket_before"] == "VNPT-77"
    assert (told.incident.reported_at, told.incident.accepted_at) == (at(30), at(99))


def test_a_ticket_says_nothing_of_what_is_not_a_line() -> None:
    ours = book()
    look(ours, 6, fault())
    ours.act(Correct(incident=ID, by=CLERK, cause=Cause.UNDETERMINED), at(20))
    told = ours.act(Ticket(incident=ID, by=CLERK, conference_id="HN-1"), at(60))
    assert told.incident.conference_id == "HN-1"
    assert "certainty" not in told.events[0].data


def test_a_person_closes_what_lasts_and_it_is_quiet_until_it_was_gone_once() -> None:
    ours = book()
    look(ours, 6, fault())
    told = ours.act(Close(incident=ID, by=CLERK, note="phá dỡ"), at(60))
    assert (told.incident.closed_by, told.incident.restored_at) == (CLERK, None)
    assert told.events[0].data == {"why": "person", "note": "phá dỡ"}
    assert not firing(told.incident)
    assert look(ours, 61, fault()) == []
    assert look(ours, 5000, fault()) == []
    assert look(ours, 5001, unmeasured=[fault().key]) == []
    assert happened(look(ours, 5050)) == [("c1", "restored")]
    assert happened(look(ours, 5060, fault("c1", 5055))) == [("c1", "opened")]


def test_what_a_person_closed_is_not_reopened() -> None:
    ours = book()
    look(ours, 6, fault())
    look(ours, 50)
    ours.act(Close(incident=ID, by=CLERK), at(60))
    assert happened(look(ours, 70, fault("c1", 65))) == [("c1", "opened")]
    assert len(ours.incidents) == 2


def test_what_is_hidden_when_a_person_closes_it_is_not_gone_by_that() -> None:
    ours = book()
    look(ours, 6, fault())
    parent = fault("d1", 600, below=("c1", "c2"))
    look(ours, 606, parent)
    ours.act(Close(incident=ID, by=CLERK), at(610))
    look(ours, 620, parent)
    assert look(ours, 630, fault()) != []
    assert [i.key.subject for i in ours.incidents if i.open] == ["d1"]


def test_what_is_closed_can_still_be_corrected() -> None:
    ours = book()
    look(ours, 6, fault())
    look(ours, 50)
    look(ours, 80)
    ended = of(ours, "c1").alerts
    told = ours.act(Correct(incident=ID, by=CLERK, cause=Cause.POWER), at(90))
    assert (told.incident.cause, told.incident.alerts) == (Cause.POWER, ended)
    assert of(ours, "c1").cause is Cause.POWER


@pytest.mark.parametrize("typed", ["261122-0001", " 261122-ooO1 ", "261122-OOOl", "261122-000i"])
def test_an_id_is_understood_as_it_is_heard(typed: str) -> None:
    ours = book()
    look(ours, 6, fault())
    assert ours.act(Comment(incident=typed, by=CLERK, note="có"), at(9)).incident.id == ID


def test_an_unknown_id_names_what_may_have_been_meant() -> None:
    ours = book()
    look(ours, 6, fault())
    with pytest.raises(UnknownError) as error:
        ours.act(Comment(incident="261122-0002", by=CLERK, note="có"), at(9))
    assert error.value.near == (ID,)
    assert error.value.params == {"id": "261122-0002"}


@pytest.mark.parametrize(
    ("action", "code"),
    [
        (Comment(incident=ID, by=CLERK), "desk.note-missing"),
        (Comment(incident=ID, by=CLERK, note=" "), "desk.note-missing"),
        (Correct(incident=ID, by=CLERK), "desk.nothing-to-correct"),
        (Ticket(incident=ID, by=CLERK, note="?"), "desk.nothing-to-report"),
        (Acknowledge(incident=ID, by=CLERK, seconds=0.0), "desk.seconds-not-positive"),
        (Acknowledge(incident=ID, by=CLERK, seconds=float("nan")), "desk.seconds-not-positive"),
    ],
)
def test_what_says_nothing_is_refused(action: AnyAction, code: str) -> None:
    ours = book()
    look(ours, 6, fault())
    before = ours.incidents
    with pytest.raises(DeskError) as error:
        ours.act(action, at(9))
    assert error.value.code == code
    assert ours.incidents == before


@pytest.mark.parametrize(
    "action", [Acknowledge(incident=ID, by=CLERK), Close(incident=ID, by=CLERK)]
)
def test_what_is_closed_is_neither_taken_care_of_nor_closed_again(action: AnyAction) -> None:
    ours = book()
    look(ours, 6, fault())
    ours.act(Close(incident=ID, by=CLERK), at(8))
    with pytest.raises(DeskError) as error:
        ours.act(action, at(9))
    assert (error.value.code, error.value.params) == ("desk.incident-closed", {"id": ID})


def test_an_action_is_one_change_with_one_line() -> None:
    ours = book()
    look(ours, 6, fault())
    told = ours.act(Close(incident=ID, by=CLERK), at(8))
    assert isinstance(told, IncidentChange)
    assert [event.by for event in told.events] == [CLERK]
