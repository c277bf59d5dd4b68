"""What waits: in order, bounded, and each that is given up is counted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitord.model.ledger import Change, Subject
from monitord.store.backlog import Backlog, Entry, Noted
from tests.store.kills.stream import change, observation, state, window


def numbers(backlog: Backlog, most: int = 1000) -> list[int]:
    return [noted.number for noted in backlog.take(most)]


def filled(most: int, *entries: Entry, spared: int = 1000) -> Backlog:
    backlog = Backlog(most, spared)
    for at, entry in enumerate(entries):
        backlog.put(entry, float(at))
    return backlog


def test_the_first_comes_out_first() -> None:
    backlog = filled(10, *(observation("r", each) for each in range(5)))
    assert numbers(backlog, 3) == [1, 2, 3]
    assert len(backlog) == 5
    assert backlog.oldest == Noted(1, observation("r", 0), 0.0)


def test_what_was_taken_is_given_again_until_it_is_settled() -> None:
    backlog = filled(10, *(observation("r", each) for each in range(5)))
    assert numbers(backlog, 3) == numbers(backlog, 5) == [1, 2, 3]
    backlog.settle(2)
    assert numbers(backlog, 5) == [3]
    backlog.settle(1, lost=1)
    assert numbers(backlog, 5) == [4, 5]
    backlog.settle(2)
    assert (len(backlog), backlog.lost, backlog.oldest) == (0, 1, None)


def test_when_it_is_full_the_oldest_event_of_a_poller_is_lost_and_counted() -> None:
    backlog = filled(3, *(observation("r", each) for each in range(5)))
    assert numbers(backlog) == [3, 4, 5]
    assert backlog.lost == 2


def test_what_is_said_only_once_is_spared_and_still_comes_first() -> None:
    told: list[Entry] = [change("r", 0), observation("r", 1), window("r", 2), observation("r", 3)]
    backlog = filled(1, *told)
    assert numbers(backlog) == [1, 3, 4]
    assert backlog.lost == 1


def test_states_are_spared_and_those_that_were_outlived_go_first() -> None:
    """Else what it was before an outage of the database would be taken for what it was after."""
    once, again = 4, 604
    told: list[Entry] = [state("r", once), change("r", 0), state("r", 14), state("r", again)]
    more: list[Entry] = [observation("r", 1), observation("r", 2)]
    backlog = filled(1, *told, *more, spared=4)
    assert [noted.entry for noted in backlog.take(10)] == [*told, more[1]]
    backlog = filled(1, *told, *more, spared=3)
    assert [noted.entry for noted in backlog.take(10)] == [*told[1:], more[1]]
    assert numbers(backlog) == [2, 3, 4, 6]
    assert backlog.lost == 2


def test_what_was_written_meanwhile_outlives_nothing() -> None:
    backlog = filled(1, state("r", 4), observation("r", 1), spared=1)
    assert numbers(backlog) == [1, 2]
    backlog.settle(2)
    for entry in (state("r", 604), state("r", 14), observation("r", 2)):
        backlog.put(entry, 0.0)
    assert numbers(backlog) == [4, 5], "604 is the last of its own, and the oldest"


def test_even_what_is_spared_is_bounded() -> None:
    backlog = filled(1, *(change("r", each) for each in range(5)), spared=2)
    assert numbers(backlog) == [3, 4, 5]
    assert backlog.lost == 2


def test_what_is_being_written_is_not_given_up() -> None:
    backlog = filled(3, *(observation("r", each) for each in range(3)))
    assert numbers(backlog, 2) == [1, 2]
    for each in range(5):
        backlog.put(observation("r", each), 0.0)
    assert numbers(backlog) == [1, 2]
    backlog.settle(2)
    assert numbers(backlog) == [6, 7, 8]
    assert backlog.lost == 3


@given(st.lists(st.sampled_from(["event", "incident", "take", "settle"]), max_size=60))
def test_whatever_happens_it_stays_in_order_and_accounts_for_each(steps: list[str]) -> None:
    backlog, out = Backlog(4, 2), list[int]()
    for step in steps:
        if step == "take":
            backlog.take(3)
        elif step == "settle" and len(backlog):
            taken = backlog.take(3)
            out += [noted.number for noted in taken]
            backlog.settle(len(taken))
        elif step in ("event", "incident"):
            backlog.put(observation("r", 1) if step == "event" else change("r", 0), 0.0)
        assert len(backlog) <= 4 + 2 + 3
        assert backlog.noted == len(out) + len(backlog) + backlog.lost
    assert out == sorted(out)


@given(st.lists(st.sampled_from(["event", "state", "other state", "write"]), max_size=60))
def test_whatever_is_given_up_the_last_state_of_each_subject_is_kept(steps: list[str]) -> None:
    backlog, last, out = Backlog(2, 3), dict[Subject, Change](), list[Entry]()
    for number, step in enumerate(steps):
        if step == "write":
            out += _written(backlog, 3)
            continue
        told = state("r", {"state": 1, "other state": 2}.get(step, 0) + 600 * number)
        if step == "event":
            backlog.put(observation("r", number), 0.0)
        else:
            last[told.subject] = told
            backlog.put(told, 0.0)
    while backlog:
        out += _written(backlog, 3)
    assert {each.subject: each for each in out if isinstance(each, Change)} == last
    assert backlog.noted == len(out) + backlog.lost


def _written(backlog: Backlog, most: int) -> list[Entry]:
    taken = backlog.take(most)
    backlog.settle(len(taken))
    return [noted.entry for noted in taken]
