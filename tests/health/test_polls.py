"""The state machine of an SNMP check."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.health.rules import Fault
from monitord.model.settings import SnmpCheck
from monitord.model.states import Reason, State
from tests.health.polling import EVERY, FULL, SECOND, Polls

UP, DEGRADED, OFF, UNKNOWN = State.UP, State.DEGRADED, State.OFF, State.UNKNOWN

TABLE = [
    ("one answer is enough", "a", [UP]),
    ("one poll without an answer changes nothing", "at", [UP]),
    ("two in a row degrade", "att", [UP, DEGRADED]),
    ("an answer in between starts the count again", "atatat", [UP]),
    ("an agent that never answered is degraded from unknown", "tt", [DEGRADED]),
    ("one answer ends it", "atta", [UP, DEGRADED, UP]),
    ("whatever each of the two met with", "atk", [UP, DEGRADED]),
    ("silence outside the hours is off", "at't'", [UP, OFF]),
    ("at once where the echoes are silent too", "at-'", [UP, OFF]),
    ("a closed port outside the hours shows that the device is on", "ap'p'", [UP, DEGRADED]),
    ("a host that is not there does not", "ah'h'", [UP, OFF]),
    ("silence before closing time does not count after it", "att't'", [UP, OFF]),
    ("a degraded check is off after closing time", "attt't'", [UP, DEGRADED, OFF]),
    ("off becomes degraded inside the hours", "at't'tt", [UP, OFF, DEGRADED]),
    ("not at the first of them", "at't't", [UP, OFF]),
    ("an error outside the hours is an error", "ae'e'", [UP, DEGRADED]),
    ("silence of a device whose echoes are silent says nothing", "at-", [UP, UNKNOWN]),
    ("nor does a router's word", "ah-", [UP, UNKNOWN]),
    ("its own word does", "ap-p-", [UP, DEGRADED]),
    ("a degraded agent's device dies", "attt-", [UP, DEGRADED, UNKNOWN]),
    ("with the echoes back, silence counts anew", "at-t", [UP, UNKNOWN]),
    ("and degrades", "at-tt", [UP, UNKNOWN, DEGRADED]),
    ("an answer ends unknown", "at-a", [UP, UNKNOWN, UP]),
    ("an answer without echoes is an answer", "a-a-", [UP]),
    ("one poll that could not be sent is nothing", "au", [UP]),
    ("two are unknown", "auu", [UP, UNKNOWN]),
    ("they neither add to a run of failures nor end it", "atut", [UP, DEGRADED]),
    ("two intervals without a poll are nothing", "a..", [UP]),
    ("three are unknown", "a...", [UP, UNKNOWN]),
    ("failures are polls, too", "at.t..", [UP, DEGRADED]),
    ("a rule that holds degrades", "af", [UP, DEGRADED]),
    ("from the first", "f", [DEGRADED]),
    ("until it does not", "afa", [UP, DEGRADED, UP]),
    ("it is told once", "afff", [UP, DEGRADED]),
    ("what nobody knows yet stays unknown while a rule waits", "w", []),
    ("until it holds", "wf", [DEGRADED]),
    ("or does not", "wa", [UP]),
    ("what was up stays so until it holds", "awf", [UP, DEGRADED]),
    ("silence after it has another reason", "aftt", [UP, DEGRADED, DEGRADED]),
    ("and what held before is told again after it", "afttf", [UP, DEGRADED, DEGRADED, DEGRADED]),
]  # fmt: skip


@pytest.mark.parametrize(("word", "states"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE])
def test_polls_bring_about_these_states(word: str, states: list[State]) -> None:
    assert Polls().states(word) == states


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("tt", Reason("snmp.silent", {"polls": 2})),
        ("pp", Reason("snmp.refused", {"kind": "port-unreachable", "polls": 2})),
        ("hh", Reason("snmp.refused", {"kind": "host-unreachable", "polls": 2})),
        ("kk", Reason("snmp.auth", {"error": "wrongDigests"})),
        ("ee", Reason("snmp.error-status", {"error": "genErr"})),
        ("nn", Reason("snmp.nothing")),
        ("mm", Reason("snmp.malformed")),
        ("t't'", Reason("snmp.outside-hours", {"polls": 2})),
        ("t-", Reason("snmp.device-silent")),
        ("uu", Reason("send-failed")),
        ("a...", Reason("not-measured")),
        ("f", FULL),
    ],
)
def test_each_outcome_has_its_reason(word: str, reason: Reason) -> None:
    assert Polls().feed(word)[-1].reason == reason


def test_another_outcome_is_told_when_it_has_come_as_often_in_a_row() -> None:
    assert Polls().codes("attktktkk") == ["none", "snmp.silent", "snmp.auth"]


def test_a_failure_lasts_from_the_first_failed_poll_to_the_first_answer() -> None:
    _, silent, again = Polls().feed("aattta")
    assert (silent.since, silent.decided) == (2 * EVERY, 3 * EVERY + SECOND)
    assert again.since == again.decided == 5 * EVERY + SECOND


def test_another_reason_for_the_same_state_leaves_since_alone() -> None:
    _, full, silent = Polls().feed("aftt")
    assert silent.since == full.since == EVERY + SECOND


def test_a_rule_that_held_before_the_device_was_silent_does_not_reach_back_over_it() -> None:
    polls = Polls()
    began = SECOND
    polls.health.answered(2 * SECOND, Fault(FULL, began))
    polls.health.give_up(3 * SECOND, 3 * SECOND, Reason("isolated"))
    change = polls.health.answered(9 * SECOND, Fault(FULL, began))
    assert change is not None
    assert change.since == 9 * SECOND


def test_a_new_value_alone_is_no_news_but_one_more_rule_is() -> None:
    polls = Polls()
    health, params = polls.health, dict(FULL.params)
    assert health.answered(1, Fault(FULL, 1))
    fuller = Reason(FULL.code, {**params, "value_ratio": 0.99})
    assert health.answered(2, Fault(fuller, 1)) is None
    assert health.answered(3, Fault(Reason(FULL.code, {**params, "more": 1}), 1))


def test_another_word_is_news() -> None:
    health = Polls().health
    low = Fault(Reason("snmp.battery-status", {"value": "low"}), 1)
    depleted = Fault(Reason("snmp.battery-status", {"value": "depleted"}), 1)
    assert health.answered(1, low)
    assert health.answered(2, low) is None
    change = health.answered(3, depleted)
    assert change is not None
    assert (change.reason, change.since) == (depleted.reason, 1)


def test_a_slower_pace_leaves_more_time() -> None:
    polls = Polls()
    polls.feed("a")
    polls.health.pace(600.0, SECOND)
    assert polls.states("....") == []
    polls.health.pace(1.0, 4 * EVERY)
    assert polls.health.tick(4 * EVERY + 5 * SECOND, polls.health.patience) is None
    assert polls.states(".") == [UNKNOWN]


def test_failures_say_how_many() -> None:
    polls = Polls(SnmpCheck(("system",), failures=3))
    assert polls.states("att") == [UP]
    assert polls.states("t") == [DEGRADED]


def test_a_check_that_changes_all_the_time_flaps_and_calms_down() -> None:
    polls = Polls()
    assert polls.feed("afafafaf")[-1].flapping
    calmed = polls.feed("f" * 18 + "f." * 10)
    assert [change.flapping for change in calmed] == [False]


words = st.lists(
    st.tuples(st.sampled_from("afptpphkenmu."), st.sampled_from(["", "-", "'", "-'"]))
).map(lambda pairs: "".join(letter + marks for letter, marks in pairs))


@given(words)
def test_snmp_never_says_down(word: str) -> None:
    assert set(Polls().states(word)) <= {UP, DEGRADED, OFF, UNKNOWN}


@given(words)
def test_the_same_polls_bring_the_same_changes_and_each_continues_the_last(word: str) -> None:
    changes = Polls().feed(word)
    assert changes == Polls().feed(word)
    previous = [UNKNOWN, *(change.state for change in changes)]
    assert [change.previous for change in changes] == previous[:-1]
    assert all(change.since <= change.decided for change in changes)


@given(words)
def test_since_never_goes_back_behind_the_state_before(word: str) -> None:
    changes = Polls().feed(word)
    for before, after in pairwise(changes):
        assert after.since >= before.since


@given(words)
def test_an_answer_without_a_rule_is_always_up(word: str) -> None:
    polls = Polls()
    polls.feed(word + "a")
    assert polls.health.state is UP
