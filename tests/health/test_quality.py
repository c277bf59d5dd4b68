"""The state machine of a check of quality."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.health.quality import QualityHealth, incomplete, unheard
from monitord.model.settings import RtpCheck
from monitord.model.states import Param, Reason, State
from tests.health.streaming import (
    EVERY,
    G711,
    LASTS,
    OUTCOMES,
    SECOND,
    TO,
    Life,
    leg,
    lossy,
    result,
)

UP, DEGRADED, OFF, UNKNOWN = State.UP, State.DEGRADED, State.OFF, State.UNKNOWN

TABLE = [
    ("one good stream is enough at first", "g", [UP]),
    ("one bad one is not", "l", []),
    ("nor after good ones", "gl", [UP]),
    ("two in a row degrade", "gll", [UP, DEGRADED]),
    ("a good one in between starts the count again", "glglgl", [UP]),
    ("from unknown as well", "ll", [DEGRADED]),
    ("one good one does not end it", "gllg", [UP, DEGRADED]),
    ("nor do two that are apart", "gllglg", [UP, DEGRADED]),
    ("two in a row do", "gllgg", [UP, DEGRADED, UP]),
    ("whatever each of the two met with", "gls", [UP, DEGRADED]),
    ("silence of a device that answers echoes degrades", "gs+s+", [UP, DEGRADED]),
    ("silence of a device whose echoes are silent says nothing", "gs-", [UP, UNKNOWN]),
    ("nor does a router's word", "gh-", [UP, UNKNOWN]),
    ("its own word does", "gp-p-", [UP, DEGRADED]),
    ("a degraded device dies", "glls-", [UP, DEGRADED, UNKNOWN]),
    ("and comes back", "glls-g", [UP, DEGRADED, UNKNOWN, UP]),
    ("with the echoes back, silence counts anew", "gs-s+", [UP, UNKNOWN]),
    ("and degrades", "gs-s+s+", [UP, UNKNOWN, DEGRADED]),
    ("outside the hours it is off at once where the echoes are silent too", "gs-'", [UP, OFF]),
    ("after two where nobody knows about echoes", "gs's'", [UP, OFF]),
    ("not where they are answered", "gs+'s+'", [UP, DEGRADED]),
    ("a host that is not there is silent", "gh'h'", [UP, OFF]),
    ("its closed port is not", "gp'p'", [UP, DEGRADED]),
    ("loss outside the hours is loss", "gl'l'", [UP, DEGRADED]),
    ("silence before closing time does not count after it", "gss'", [UP]),
    ("a degraded check is off after closing time", "glls-'", [UP, DEGRADED, OFF]),
    ("off becomes degraded inside the hours", "gs-'ss", [UP, OFF, DEGRADED]),
    ("not at the first of them", "gs-'s", [UP, OFF]),
    ("one good stream ends off", "gs-'g", [UP, OFF, UP]),
    ("one stream that could not be sent is nothing", "gu", [UP]),
    ("two are unknown", "guu", [UP, UNKNOWN]),
    ("they neither add to a run nor end it", "glul", [UP, DEGRADED]),
    ("two intervals without a stream are nothing", "g..", [UP]),
    ("three are unknown", "g...", [UP, UNKNOWN]),
    ("bad streams are streams, too", "gl.l..", [UP, DEGRADED]),
    ("another direction is told once it came twice", "llflff", [DEGRADED, DEGRADED]),
    ("another reason, too", "lljj", [DEGRADED, DEGRADED]),
    ("and the same is told once", "llllll", [DEGRADED]),
]  # fmt: skip


@pytest.mark.parametrize(("word", "states"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE])
def test_streams_bring_about_these_states(word: str, states: list[State]) -> None:
    assert Life().states(word) == states


LOSS: dict[str, Param] = {"direction": "to_site", "value_ratio": 0.032, "limit_ratio": 0.01}


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("ll", Reason("rtp.loss", LOSS)),
        ("ss", Reason("rtp.silent", {"streams": 2})),
        ("pp", Reason("rtp.refused", {"kind": "port-unreachable", "streams": 2})),
        ("hh", Reason("rtp.refused", {"kind": "host-unreachable", "streams": 2})),
        ("kk", Reason("rtp.auth")),
        ("mm", Reason("rtp.malformed")),
        ("s's'", Reason("rtp.outside-hours", {"streams": 2})),
        ("s-'", Reason("rtp.outside-hours", {"streams": 1})),
        ("s-", Reason("rtp.device-silent")),
        ("uu", Reason("send-failed")),
        ("g...", Reason("not-measured")),
    ],
)
def test_each_outcome_has_its_reason(word: str, reason: Reason) -> None:
    assert Life().feed(word)[-1].reason == reason


def test_a_fault_lasts_from_the_first_bad_stream_to_the_first_good_one() -> None:
    _, bad, again = Life().feed("ggllgg")
    assert (bad.since, bad.decided) == (2 * EVERY, 3 * EVERY + LASTS)
    assert (again.since, again.decided) == (4 * EVERY, 5 * EVERY + LASTS)


@pytest.mark.parametrize(
    ("losses", "degraded"),
    [
        ([16, 16], True),  # 3.2 % of 1,000
        ([9, 9], True),  # 18, 2.5 deviations over 10 are 17.9
        ([9, 8], False),
        ([6, 6, 6, 6], False),  # 24 of 2,000 that the limit allows 20 of
        ([8, 9, 8], True),  # 25 of 1,500 are, and 17 of 1,000 are not yet
        ([6, 6, 4, 9, 9], True),  # a good one in between: they are counted from there
        ([9, 4, 9], False),
    ],
)
def test_no_more_loss_than_chance_makes_degrades_nothing(losses: list[int], degraded: bool) -> None:
    health = QualityHealth(RtpCheck(G711), 0)
    for number, lost in enumerate([0, *losses]):
        stream = result(lossy(to_site=lost), started=number * EVERY)
        health.streamed(stream, expected=True, answering=True)
    assert health.state is (DEGRADED if degraded else UP)


def test_what_was_lost_by_chance_wants_no_third_stream_at_once() -> None:
    health = QualityHealth(RtpCheck(G711), 0)
    for number in range(2):
        stream = result(lossy(to_site=7), started=number * EVERY)
        health.streamed(stream, expected=True, answering=True)
    assert not health.unsettled


def test_another_fault_beside_the_loss_is_no_chance() -> None:
    health = QualityHealth(RtpCheck(G711), 0)
    for number, legs in enumerate([lossy(to_site=7), {**lossy(), TO: leg(jitter=0.04)}]):
        health.streamed(result(legs, started=number * EVERY), expected=True, answering=True)
    assert health.state is DEGRADED


def test_another_reason_for_the_same_state_leaves_since_alone() -> None:
    _, loss, jitter = Life().feed("glljj")
    assert (loss.reason.code, jitter.reason.code) == ("rtp.loss", "rtp.jitter")
    assert jitter.since == loss.since == EVERY


@pytest.mark.parametrize(
    ("word", "unsettled"),
    [
        ("", False), ("g", False), ("l", True), ("gl", True), ("gll", False), ("glg", False),
        ("gllg", True), ("gllgg", False), ("gllj", False), ("gs-", False), ("gs-'", False),
        ("gs-'s'", False), ("gs-'s", True), ("gs'", True), ("uu", False), ("gs+", True),
    ],
)  # fmt: skip
def test_a_stream_that_contradicts_the_state_wants_another_at_once(
    word: str, unsettled: bool
) -> None:
    life = Life()
    life.feed(word)
    assert life.health.unsettled is unsettled


def test_how_many_must_agree_can_be_chosen() -> None:
    assert Life(RtpCheck(G711, streams=1)).states("glg") == [UP, DEGRADED, UP]
    assert Life(RtpCheck(G711, streams=3)).states("gllgllgll") == [UP]
    assert Life(RtpCheck(G711, streams=3)).states("glllggg") == [UP, DEGRADED, UP]


def test_a_slower_pace_leaves_more_time() -> None:
    life = Life()
    life.feed("g")
    life.health.pace(3000.0, SECOND)
    assert life.states("....") == []


def test_only_a_router_or_nobody_leaves_a_device_unheard() -> None:
    heard = {k: unheard(result(outcome=o, error=e)) for k, (o, e) in OUTCOMES.items()}
    assert heard == {"s": True, "p": False, "h": True, "k": False, "m": False}
    assert not unheard(result(lossy()))


def test_what_was_lost_matters_to_whether_the_monitor_could_hear() -> None:
    assert incomplete(result(lossy(1)))
    assert not incomplete(result(lossy()))


words = st.lists(
    st.tuples(st.sampled_from("ggllfjsphkmu."), st.sampled_from(["", "-", "+", "'", "-'", "+'"]))
).map(lambda pairs: "".join(letter + marks for letter, marks in pairs))


@given(words)
def test_quality_never_says_down(word: str) -> None:
    assert set(Life().states(word)) <= {UP, DEGRADED, OFF, UNKNOWN}


@given(words)
def test_the_same_streams_bring_the_same_changes_and_each_continues_the_last(word: str) -> None:
    changes = Life().feed(word)
    assert changes == Life().feed(word)
    previous = [UNKNOWN, *(change.state for change in changes)]
    assert [change.previous for change in changes] == previous[:-1]
    assert all(change.since <= change.decided for change in changes)


@given(words)
def test_since_never_goes_back_behind_the_state_before(word: str) -> None:
    changes = Life().feed(word)
    for before, after in pairwise(changes):
        assert after.since >= before.since


@given(words, st.sampled_from(["gg", "ll", "s+s+", "s-s-", "s-'s-'", "kk"]))
def test_whatever_was_before_two_that_agree_decide_and_nothing_is_wanted(
    word: str, two: str
) -> None:
    life = Life()
    life.feed(word)
    life.feed(two)
    expected = {"gg": UP, "s-s-": UNKNOWN, "s-'s-'": OFF}
    assert life.health.state is expected.get(two, DEGRADED)
    assert not life.health.unsettled


@given(words)
def test_more_than_two_streams_are_never_wanted_at_once(word: str) -> None:
    """However a check came to be: each letter repeated until it is content."""
    life = Life()
    for letter in word.translate(str.maketrans("", "", "-+'u.")):
        life.feed(letter)
        if life.health.unsettled:
            life.feed(letter)
        assert not life.health.unsettled
