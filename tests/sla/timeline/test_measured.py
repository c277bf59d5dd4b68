"""States from changes and from when the monitor lived, each computed by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest

from monitord.model.ledger import Change, Span
from tests.sla.timeline.hand import (
    ALWAYS,
    VN_1,
    VN_2,
    at,
    changes,
    evidence,
    in_force,
    ledger,
    span,
    told,
)

UP = "09-29 00:00 up"


def line(said: list[Change], spans: tuple[Span, ...] = ALWAYS) -> list[str]:
    return told(ledger(evidence(said, spans=spans)).intervals[VN_1])


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param([], ["01 00:00:00 unknown"], id="nothing was ever said"),
        pytest.param([UP], ["01 00:00:00 up"], id="well all along"),
        pytest.param(
            [UP, "10-03 10:00:00.000001 down", "10-03 10:07:30.25 up"],
            ["01 00:00:00 up", "03 10:00:00.000001 down", "03 10:07:30.250000 up"],
            id="an outage to the microsecond",
        ),
        pytest.param(
            [UP, "10-03 23:50 down", "10-04 00:10 up"],
            ["01 00:00:00 up", "03 23:50:00 down", "04 00:10:00 up"],
            id="over midnight",
        ),
        pytest.param(
            ["10-03 10:00 up"],
            ["01 00:00:00 unknown", "03 10:00:00 up"],
            id="before the first change nothing is known",
        ),
        pytest.param(
            [UP, UP, "10-02 00:00 up", "10-03 10:00 down", "10-03 10:00 down", "10-04 00:00 down"],
            ["01 00:00:00 up", "03 10:00:00 down"],
            id="what is said again changes nothing",
        ),
        pytest.param(
            [UP, "10-03 00:00 up", "10-02 23:59:58 down", "10-03 00:05 up"],
            ["01 00:00:00 up", "02 23:59:58 down", "03 00:05:00 up"],
            id="nor does it hide what began before and was decided after midnight",
        ),
        pytest.param(
            [UP, "10-03 10:00 down", "10-03 09:59 up"],
            ["01 00:00:00 up"],
            id="a change never begins before the one before it; what lasted no time vanishes",
        ),
        pytest.param(
            [UP, "10-03 10:00 degraded", "10-03 10:00 down", "10-03 10:01 up"],
            ["01 00:00:00 up", "03 10:00:00 down", "03 10:01:00 up"],
            id="two at once: the later counts",
        ),
        pytest.param(
            [UP, "10-03 10:00 down", "10-03 09:00 up", "10-03 09:30 down", "10-03 11:00 up"],
            ["01 00:00:00 up", "03 10:00:00 down", "03 11:00:00 up"],
            id="after one that was too early, too",
        ),
        pytest.param(
            [UP, "10-03 10:00 unknown", "10-03 11:00 off", "10-03 12:00 degraded"],
            [
                "01 00:00:00 up",
                "03 10:00:00 unknown",
                "03 11:00:00 off",
                "03 12:00:00 degraded",
            ],
            id="every state is one of its own",
        ),
    ],
)
def test_states_follow_the_changes(said: list[str], expected: list[str]) -> None:
    assert line(list(in_order(changes(VN_1, *said)))) == expected


def in_order(said: Iterable[Change]) -> Iterator[Change]:
    """The same, none of them decided before another one: the clock was never set back."""
    latest = at("09-01 00:00")
    for each in said:
        latest = max(latest, each.decided_at)
        yield replace(each, decided_at=latest)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(
            [UP, "10-03 10:00:00 down", "10-03 10:01:00 unreachable", "10-03 11:00 up"],
            ["01 00:00:00 up", "03 10:00:00 unreachable", "03 11:00:00 up"],
            id="within correlate: all of it",
        ),
        pytest.param(
            [UP, "10-03 10:00:00 down", "10-03 10:01:00.000001 unreachable", "10-03 11:00 up"],
            [
                "01 00:00:00 up",
                "03 10:00:00 down",
                "03 10:01:00.000001 unreachable",
                "03 11:00:00 up",
            ],
            id="later: it was down by itself before",
        ),
        pytest.param(
            [UP, "10-03 10:00 down", "10-03 10:00:30 up", "10-03 10:00:30 unreachable"],
            ["01 00:00:00 up", "03 10:00:00 unreachable"],
            id="a state of no length in between does not matter",
        ),
        pytest.param(
            [UP, "10-03 10:00 down", "10-03 10:00:20 up", "10-03 10:00:30 unreachable"],
            ["01 00:00:00 up", "03 10:00:00 down", "03 10:00:20 up", "03 10:00:30 unreachable"],
            id="a recovery in between does",
        ),
        pytest.param(
            [UP, "10-03 10:00 down", "10-03 10:00:20 unknown", "10-03 10:00:30 unreachable"],
            [
                "01 00:00:00 up",
                "03 10:00:00 down",
                "03 10:00:20 unknown",
                "03 10:00:30 unreachable",
            ],
            id="and an unknown that was told",
        ),
        pytest.param(
            [UP, "10-03 10:00 degraded", "10-03 10:00:30 unreachable"],
            ["01 00:00:00 up", "03 10:00:00 degraded", "03 10:00:30 unreachable"],
            id="only down was the wider cause",
        ),
        pytest.param(
            [UP, "10-03 10:00 unreachable", "10-03 10:05 down", "10-03 10:05:10 unreachable"],
            ["01 00:00:00 up", "03 10:00:00 unreachable"],
            id="between two it was so all along",
        ),
    ],
)
def test_down_that_turns_unreachable_at_once_was_so_from_its_start(
    said: list[str], expected: list[str]
) -> None:
    assert line(changes(VN_1, *said)) == expected


def test_how_late_a_wider_cause_may_show_is_said_by_the_inventory_in_force() -> None:
    patient = ("organization:", "daemon: {incidents: {correlate: 5m}}\norganization:")
    revisions = [in_force("09-01 00:00", "10-10 00:00"), in_force("10-10 00:00", None, patient)]
    said = [
        *("10-03 10:00 down", "10-03 10:02 unreachable", "10-03 11:00 up"),
        *("10-13 10:00 down", "10-13 10:02 unreachable", "10-13 11:00 up"),
    ]
    made = evidence(changes(VN_1, UP, *said), revisions=revisions)
    assert told(ledger(made).intervals[VN_1]) == [
        "01 00:00:00 up",
        "03 10:00:00 down",
        "03 10:02:00 unreachable",
        "03 11:00:00 up",
        "13 10:00:00 unreachable",
        "13 11:00:00 up",
    ]


BEFORE = span("09-29 00:00", "10-03 10:00")


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        pytest.param((), ["01 00:00:00 unknown"], id="it never lived"),
        pytest.param(
            (BEFORE, span("10-03 10:20:00.5", "11-02 00:00")),
            ["01 00:00:00 up", "03 10:00:00 unknown", "03 10:20:00.500000 down"],
            id="a gap within a boot is unknown, and the state goes on after it",
        ),
        pytest.param(
            (
                BEFORE,
                span("10-03 10:00", "10-03 10:20", isolated=True),
                span("10-03 10:20", "11-02 00:00"),
            ),
            ["01 00:00:00 up", "03 10:00:00 unknown", "03 10:20:00 down"],
            id="isolated: nothing was measured",
        ),
        pytest.param(
            (BEFORE, span("10-03 10:10", "11-02 00:00", "b")),
            ["01 00:00:00 up", "03 10:00:00 unknown"],
            id="another boot knows nothing of what was before it",
        ),
        pytest.param(
            (span("09-29 00:00", "10-03 10:30"), span("10-03 09:30", "10-03 12:00", "b")),
            ["01 00:00:00 up", "03 10:15:00 down", "03 10:30:00 unknown"],
            id="clock set back: a span counts from the end of those before it on",
        ),
        pytest.param(
            (
                span("09-29 00:00", "10-03 10:20"),
                span("10-03 10:10", "10-03 10:15", isolated=True),
                span("10-03 10:20", "11-02 00:00"),
            ),
            ["01 00:00:00 up", "03 10:15:00 down"],
            id="and one that lies wholly in another not at all",
        ),
    ],
)
def test_outside_its_lives_nothing_is_known(spans: tuple[Span, ...], expected: list[str]) -> None:
    assert line(changes(VN_1, UP, "10-03 10:15 down"), spans) == expected


SET_BACK = (span("09-29 00:00", "10-03 10:30"), span("10-03 09:30", "11-02 00:00"))
"""At 10:30 the clock is set back to 09:30."""


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(
            ["10-03 10:00 down", "10-03 09:40 up"],
            ["03 10:00:00 down", "03 10:30:00 up"],
            id="it recovers by the new clock, earlier than it fell by the old one",
        ),
        pytest.param(
            ["10-03 10:00 down", "10-03 09:40 up", "10-03 09:50 down", "10-03 11:00 up"],
            ["03 10:00:00 down", "03 11:00:00 up"],
            id="what is over before the new clock counts is not seen",
        ),
        pytest.param(
            ["10-03 10:00 down", "10-03 11:00 up"],
            ["03 10:00:00 down", "03 11:00:00 up"],
            id="it goes on meanwhile",
        ),
    ],
)
def test_no_outage_is_wiped_out_when_the_clock_is_set_back(
    said: list[str], expected: list[str]
) -> None:
    assert line(changes(VN_1, UP, *said), SET_BACK) == ["01 00:00:00 up", *expected]


def test_that_it_was_set_back_is_also_seen_from_what_was_said_of_others() -> None:
    said = [
        *changes(VN_1, UP, "10-03 09:35 down"),
        *changes(VN_2, UP, "10-03 10:00 down"),
        *changes(VN_1, "10-03 09:40 up"),
    ]
    assert line(said, SET_BACK) == ["01 00:00:00 up", "03 09:35:00 down", "03 10:30:00 up"]
    pieces = (SET_BACK[0], span("10-03 10:30", "11-02 00:00"))
    assert line(said, pieces)[2] == "03 09:40:00 up", "a decision that came late sets no clock back"


AHEAD = (
    span("09-29 00:00", "10-03 10:00"),
    span("10-20 10:00", "10-20 10:10"),
    span("10-03 10:10", "11-02 00:00"),
)
"""For ten minutes the clock was seventeen days ahead."""


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(
            ["10-03 09:50 down", "10-20 10:05 up", "10-03 10:05 up"],
            ["03 09:50:00 down", "03 10:00:00 unknown", "03 10:10:00 up"],
            id="it recovers by the wrong clock, as is said again by the right one",
        ),
        pytest.param(
            ["10-20 10:05 down", "10-03 10:05 down", "10-03 10:20 up"],
            ["03 10:00:00 unknown", "03 10:10:00 down", "03 10:20:00 up"],
            id="it falls by the wrong clock",
        ),
        pytest.param(
            ["10-20 10:05 down", "10-20 10:08 up", "10-03 12:00 down", "10-03 13:00 up"],
            ["03 10:00:00 unknown", "03 10:10:00 up", "03 12:00:00 down", "03 13:00:00 up"],
            id="what was over by then is not waited for",
        ),
    ],
)
def test_what_a_clock_said_that_was_ahead_does_not_wait_for_that_day(
    said: list[str], expected: list[str]
) -> None:
    assert line(changes(VN_1, UP, *said), AHEAD) == ["01 00:00:00 up", *expected]


def test_each_boot_has_its_own_changes() -> None:
    said = [
        *changes(VN_1, UP, "10-03 10:00 down"),
        *changes(VN_1, "10-03 10:30 unknown", "10-03 10:30:02 down", "10-03 12:00 up", boot="b"),
    ]
    spans = (span("09-29 00:00", "10-03 10:10"), span("10-03 10:30", "11-02 00:00", "b"))
    assert line(said, spans) == [
        "01 00:00:00 up",
        "03 10:00:00 down",
        "03 10:10:00 unknown",
        "03 10:30:02 down",
        "03 12:00:00 up",
    ]


def test_what_is_after_now_is_not_known() -> None:
    made = evidence(changes(VN_1, UP), now="10-20 12:00")
    assert told(ledger(made).intervals[VN_1]) == ["01 00:00:00 up", "20 12:00:00 unknown"]


def test_spans_in_any_order_say_the_same() -> None:
    spans = (BEFORE, span("10-03 10:20", "10-05 00:00"), span("10-05 00:00", "11-02 00:00"))
    said = changes(VN_1, UP, "10-03 10:15 down")
    assert line(said, spans) == line(said, spans[::-1])


def test_the_month_is_measured_from_its_first_moment_to_its_last() -> None:
    made = ledger(evidence(changes(VN_1, UP, "10-31 23:59:59.999999 down")))
    first, last = made.intervals[VN_1]
    assert (first.start, first.end) == (at("10-01 00:00"), at("10-31 23:59:59.999999"))
    assert last.seconds == pytest.approx(1e-6, abs=1e-9)
