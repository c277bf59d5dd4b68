"""The state machine of an ICMP stream."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.health.change import Change
from monitord.health.echoes import EchoHealth
from monitord.model.settings import Limits
from monitord.model.states import State
from tests.health.stream import SECOND, TIMEOUT, Stream

UP, DEGRADED, DOWN, OFF, UNKNOWN = (
    State.UP, State.DEGRADED, State.DOWN, State.OFF, State.UNKNOWN,
)  # fmt: skip

TABLE = [
    ("one answer is enough when nothing was known", "a", [UP]),
    ("an answer without an RTT is an answer", "n", [UP]),
    ("four lost in a row are not down", "allll", [UP]),
    ("five lost in a row are down", "alllll", [UP, DOWN]),
    ("an answer in between starts the count again", "allllalll", [UP]),
    ("a device that never answered goes down from unknown", "lllll", [DOWN]),
    ("one answer does not end an outage", "allllla", [UP, DOWN]),
    ("two answers in a row end an outage", "alllllaa", [UP, DOWN, UP]),
    ("a loss between two answers keeps it down", "alllllala", [UP, DOWN]),
    ("refusals count as losses", "arrrrr", [UP, DOWN]),
    ("silence outside the hours is off", "aooooo", [UP, OFF]),
    ("a device down at closing time is off", "alllllo", [UP, DOWN, OFF]),
    ("off becomes down only after five lost inside the hours", "aooooollll", [UP, OFF]),
    ("and then it does", "aooooolllll", [UP, OFF, DOWN]),
    ("losses before opening do not count after it", "aoolllll", [UP, DOWN]),
    ("off becomes up on two answers", "aoooooaa", [UP, OFF, UP]),
    ("late replies keep a device from being down", "at" + "t" * 6, [UP]),
    ("a device whose replies are all late is degraded", "at" + "t" * 7, [UP, DEGRADED]),
    ("a device whose replies were late from the first is degraded", "t" * 3, [DEGRADED]),
    ("two late replies bring a dead device back, degraded", "allllltt", [UP, DOWN, DEGRADED]),
    ("one does not", "alllllt", [UP, DOWN]),
    ("and it is up again when they come in time", "alllllttaa", [UP, DOWN, DEGRADED, UP]),
    ("four unmeasured change nothing", "auuuu", [UP]),
    ("five unmeasured in a row are unknown", "auuuuu", [UP, UNKNOWN]),
    ("unmeasured ones neither add to a run of losses nor end it", "allulul", [UP]),
    ("so the fifth loss is still the fifth", "allulull", [UP, DOWN]),
    ("unknown ends with an answer", "auuuuua", [UP, UNKNOWN, UP]),
    ("no turn for longer than patience is unknown", "a........", [UP, UNKNOWN]),
    ("a shorter pause is nothing", "a.......", [UP]),
    ("one lost in eleven is within the limit", "a" + "aaaaaaaaaal" * 24, [UP]),
    ("one in nine is not, once eight are lost", "a" + "aaaaaaaal" * 8, [UP, DEGRADED]),
    ("but not before", "a" + "aaaaaaaal" * 7, [UP]),
    ("three lost right after the start are no quality", "alalal", [UP]),
    ("slow answers degrade", "a" + "s" * 9, [UP, DEGRADED]),
    ("a few slow answers after the start do not", "a" + "s" * 8, [UP]),
]


@pytest.mark.parametrize(("word", "states"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE])
def test_fates_bring_about_these_states(word: str, states: list[State]) -> None:
    assert Stream().states(word) == states


def test_an_outage_lasts_from_the_first_lost_echo_to_the_first_answer() -> None:
    _, down, again = Stream().feed("aaalllllllaaa")
    assert down.since == 3 * SECOND
    assert down.decided == 7 * SECOND + TIMEOUT
    assert again.since == 10 * SECOND + SECOND // 100
    assert again.decided == 11 * SECOND + SECOND // 100


def test_down_is_decided_within_six_seconds_of_the_last_reply() -> None:
    last_reply = 2 * SECOND + SECOND // 100
    down = Stream().feed("aaalllll")[-1]
    assert down.decided - last_reply <= 6 * SECOND


def test_off_becoming_down_counts_from_the_first_echo_lost_inside_the_hours() -> None:
    assert Stream().feed("aooooolllll")[-1].since == 6 * SECOND


@pytest.mark.parametrize(
    ("word", "code", "params"),
    [
        ("alllll", "icmp.silent", {"lost": 5}),
        ("arrrrr", "icmp.refused", {"kind": "host-unreachable", "origin": "10.0.0.1", "lost": 5}),
        ("aooooo", "icmp.outside-hours", {"lost": 5}),
        ("auuuuu", "socket-drops", {}),
        ("a........", "not-measured", {}),
        ("allllltt", "icmp.late", {}),
        (
            "a" + "aaaaaaaal" * 8,
            "icmp.loss",
            {"loss_ratio": round(8 / 73, 4), "limit_ratio": 0.1},
        ),
        ("aaa" + "s" * 7, "icmp.rtt", {"rtt_seconds": 0.493, "limit_seconds": 0.4}),
    ],
)
def test_each_state_has_its_reason(word: str, code: str, params: dict[str, object]) -> None:
    stream = Stream()
    stream.feed(word)
    assert (stream.health.reason.code, dict(stream.health.reason.params)) == (code, params)


def test_degraded_by_loss_ends_at_half_the_limit() -> None:
    stream = Stream()
    assert stream.states("a" + "aaaaaaaal" * 13) == [UP, DEGRADED]
    assert stream.states("a" * 30) == []
    assert stream.health.window.lost > 6
    assert stream.states("a" * 60) == [UP]
    assert stream.health.window.lost <= 6


def test_a_recovered_device_is_not_degraded_by_the_losses_of_its_outage() -> None:
    assert Stream().states("a" + "l" * 60 + "a" * 120) == [UP, DOWN, UP]


def test_a_device_that_keeps_changing_flaps_and_calms_down() -> None:
    stream = Stream()
    changes = stream.feed("a" + ("lllll" + "aa") * 2)
    assert [c.flapping for c in changes] == [False, False, False, False, True]
    calm = stream.feed("a" * 900)
    assert calm == []
    (change,) = [c for c in (stream.health.tick(stream.at * SECOND, 10**12),) if c]
    assert (change.state, change.flapping) == (UP, False)
    assert change.since == changes[-1].since


def test_conference_pace_decides_within_three_seconds() -> None:
    health = Stream().health
    health.answered(0, SECOND // 100)
    health.pace(0.4, SECOND // 100)
    changes = [
        health.lost(int(0.4 * SECOND) * n, int(0.4 * SECOND) * n + TIMEOUT, expected=True)
        for n in range(1, 6)
    ]
    assert next(c for c in changes if c).decided <= 3 * SECOND


FATES = st.text(alphabet="asnlortu.", max_size=400)


@given(FATES)
def test_same_fates_same_changes(word: str) -> None:
    assert Stream().feed(word) == Stream().feed(word)


@given(FATES, st.integers(1, 6), st.integers(1, 4))
def test_no_change_without_evidence(word: str, down_after: int, up_after: int) -> None:
    """Each change is justified by the letters just before it."""
    stream = Stream(Limits(down_after=down_after, up_after=up_after))
    for end in range(1, len(word) + 1):
        for change in stream.feed(word[end - 1]):
            _justify(change, word[:end], down_after)


def _justify(change: Change, seen: str, down_after: int) -> None:
    measured = seen.replace("u", "").replace(".", "")
    if change.state is DOWN:
        assert set(measured[-down_after:]) <= set("lrt")
        assert len(measured) >= down_after
    if change.state is UP:
        assert seen[-1] in "asn."
    if change.state is OFF:
        assert seen[-1] == "o"
    if change.state is UNKNOWN:
        assert seen[-1] in "u."
    assert change.since <= change.decided


@given(FATES)
def test_every_change_starts_where_the_last_one_ended(word: str) -> None:
    state = UNKNOWN
    for change in Stream().feed(word):
        assert change.previous in (state, change.state)
        state = change.state


def test_the_loss_of_a_dead_device_becomes_total_and_its_next_life_starts_clean() -> None:
    stream = Stream()
    stream.feed("a" * 120 + "l" * 130)
    assert stream.health.window.loss == 1.0
    stream.feed("aa")
    assert stream.health.window.loss == 0.0


def test_a_device_that_could_not_be_measured_from_the_first_says_why() -> None:
    stream = Stream()
    (change,) = stream.feed("u" * 20)
    assert (change.previous, change.state, change.since) == (UNKNOWN, UNKNOWN, 0)
    assert change.reason.code == "socket-drops"


def test_a_pace_that_has_just_quickened_does_not_make_the_last_echo_overdue() -> None:
    stream = Stream()
    stream.feed("aaa")
    stream.health.pace(1.0, 300 * SECOND)
    assert stream.health.tick(301 * SECOND, 7 * SECOND) is None
    change = stream.health.tick(308 * SECOND, 7 * SECOND)
    assert change is not None
    assert change.reason.code == "not-measured"


def test_what_was_lost_before_it_fell_silent_is_told_apart_from_that_silence() -> None:
    health = EchoHealth(Limits(), 1.0, 0)
    assert health.loss_before is None
    for turn in range(1, 40):
        if turn % 10 == 0:
            health.lost(turn * SECOND, turn * SECOND, expected=True)
        else:
            health.answered(turn * SECOND, 10**6)
    for turn in range(40, 45):
        change = health.lost(turn * SECOND, turn * SECOND, expected=True)
    assert change is not None
    assert change.state is State.DOWN
    assert health.loss_before == pytest.approx(3 / 39)
