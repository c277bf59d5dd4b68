"""What a replica is still to be told."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from exporters.alertmanager.ledger import LINGER, SILENCED, SILENTLY, Ledger, latest
from exporters.alertmanager.wire import key_of
from monitord.model.alerts import Alert
from tests.exporters.alertmanager.boards import alert, at, board, silence

HOUR = 3600.0
FIRING = alert()
ENDED = replace(FIRING, ended_at=at(10))
HUSHED = replace(ENDED, silent=True)
JUST = 1.0


def told(*alerts: Alert, seconds: float = 0) -> Ledger:
    """A ledger whose replica has accepted these."""
    ledger = Ledger(HOUR)
    ledger.look(board(*alerts), at(seconds))
    ledger.taken(alerts, at(seconds))
    return ledger


def test_only_what_is_new_is_due_unless_everything_is() -> None:
    ledger = told(FIRING)
    ledger.look(board(FIRING, other := alert("i2")), at(1))
    assert ledger.due(everything=False) == [other]
    assert ledger.due(everything=True) == [FIRING, other]


def test_other_words_are_news() -> None:
    ledger = told(FIRING)
    ledger.look(board(changed := alert(summary="Hai điểm cầu")), at(1))
    assert ledger.due(everything=False) == [changed]


def test_of_an_end_and_a_return_under_the_same_labels_the_return_counts() -> None:
    again = alert(starts=at(60))
    for things in ([ENDED, again], [again, ENDED]):
        assert latest(things) == {key_of(FIRING): again}


@given(st.permutations([ENDED, replace(ENDED, starts_at=at(5)), alert(starts=at(3))]))
def test_of_many_with_the_same_labels_the_firing_one_counts(things: list[Alert]) -> None:
    assert list(latest(things).values()) == [alert(starts=at(3))]


def test_an_end_is_told_until_it_was_heard_long_enough_whatever_the_board_has() -> None:
    ledger = told(FIRING)
    ledger.look(board(ENDED), at(10))
    ledger.look(board(), at(1000))
    assert ledger.due(everything=False) == [ENDED]
    ledger.taken([ENDED], at(1000))
    heard = 1000 + LINGER.total_seconds()
    ledger.look(board(), at(heard - JUST))
    assert ledger.due(everything=True) == [ENDED]
    ledger.look(board(), at(heard))
    assert ledger.due(everything=True) == []


def test_a_silent_end_stops_before_its_silence() -> None:
    ledger = told(FIRING)
    ledger.look(board(HUSHED, wanted := silence("i1", at(10), at(20))), at(10))
    assert ledger.silences == {"i1": wanted}
    ledger.taken([HUSHED], at(10))
    ledger.look(board(), at(10 + SILENTLY.total_seconds()))
    assert ledger.due(everything=True) == []
    last = at(10) + SILENCED
    assert ledger.silences["i1"].ends_at == last
    ledger.look(board(), last)
    assert ledger.silences == {}


def test_an_end_that_nobody_hears_is_given_up_after_the_alert_has_ended_by_itself() -> None:
    ledger = told(FIRING)
    ledger.look(board(ENDED), at(10))
    end = 10 + HOUR + SILENCED.total_seconds()
    ledger.look(board(), at(end - JUST))
    assert ledger.due(everything=False) == [ENDED]
    ledger.look(board(), at(end))
    assert ledger.due(everything=False) == []


def test_what_returns_is_not_ended_by_what_was_owed() -> None:
    ledger = told(FIRING)
    ledger.look(board(ENDED), at(10))
    ledger.look(board(FIRING), at(20))
    ledger.taken([FIRING], at(20))
    ledger.look(board(), at(30))
    assert ledger.due(everything=True) == []


def test_what_was_refused_is_left_out_until_it_changes_or_is_pardoned() -> None:
    ledger = Ledger(HOUR)
    ledger.look(board(FIRING), at(0))
    ledger.refused(FIRING)
    assert ledger.due(everything=True) == []
    ledger.look(board(changed := alert(summary="khác")), at(1))
    assert ledger.due(everything=False) == [changed]
    ledger.look(board(FIRING), at(2))
    ledger.pardon()
    assert ledger.due(everything=False) == [FIRING]
