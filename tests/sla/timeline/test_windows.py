"""Maintenance windows over what was measured."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitord.model.ledger import Subject
from monitord.model.maintenance import Window
from tests.sla.timeline.hand import (
    HUYEN,
    MCU_1,
    VN_1,
    VN_2,
    XA_A,
    changes,
    evidence,
    in_force,
    ledger,
    outages,
    span,
    told,
    window,
)

UP = "09-29 00:00 up"
IN_TIME, LATE = "09-20 00:00", "10-03 09:00"


def line(*windows: Window, said: tuple[str, ...] = (), subject: Subject = VN_1) -> list[str]:
    made = evidence(changes(subject, UP, *said), windows=windows)
    return told(ledger(made).intervals[subject])


def work(announced: str | None = IN_TIME, **more: str) -> Window:
    return window("m-1", "circuit", "VN-1", "10-03 10:00", 2, announced=announced, **more)


@pytest.mark.parametrize(
    ("announced", "expected"),
    [
        ("09-28 10:00:00", "maintenance (up) in m-1"),
        ("09-28 10:00:00.000001", "up in m-1"),
        (None, "up in m-1"),
    ],
)
def test_it_is_maintenance_when_announced_five_days_before(
    announced: str | None, expected: str
) -> None:
    assert line(work(announced)) == [
        "01 00:00:00 up",
        f"03 10:00:00 {expected}",
        "03 12:00:00 up",
    ]


def test_where_no_contract_says_how_early_it_is_agreed() -> None:
    subject = Subject("circuit", "VT-1")
    made = window("m-1", "circuit", "VT-1", "10-03 10:00", 2)
    assert line(made, subject=subject)[1] == "03 10:00:00 maintenance (up) in m-1"


def test_what_was_measured_stays_beneath() -> None:
    said = ("10-03 09:30 down", "10-03 10:30 up", "10-03 11:50 down", "10-03 12:10 up")
    assert line(work(), said=said) == [
        "01 00:00:00 up",
        "03 09:30:00 down",
        "03 10:00:00 maintenance (down) in m-1",
        "03 10:30:00 maintenance (up) in m-1",
        "03 11:50:00 maintenance (down) in m-1",
        "03 12:00:00 down",
        "03 12:10:00 up",
    ]


def test_in_a_late_window_everything_counts_as_measured() -> None:
    said = ("10-03 09:30 down", "10-03 10:30 up")
    found = ledger(evidence(changes(VN_1, UP, *said), windows=[work(LATE)]))
    assert told(found.intervals[VN_1]) == [
        "01 00:00:00 up",
        "03 09:30:00 down",
        "03 10:00:00 down in m-1",
        "03 10:30:00 up in m-1",
        "03 12:00:00 up",
    ]
    assert list(outages(found, VN_1)) == [
        ("VN-1@20261003T023000Z", "03 09:30:00", "03 10:30:00", 3600, 0)
    ]


def test_time_down_in_agreed_maintenance_is_excluded_from_its_outage() -> None:
    said = ("10-03 09:30 down", "10-03 12:00:10 up")
    found = ledger(evidence(changes(VN_1, UP, *said), windows=[work()]))
    assert list(outages(found, VN_1)) == [
        ("VN-1@20261003T023000Z", "03 09:30:00", "03 12:00:10", 1810, 7200)
    ]


def test_maintenance_goes_before_unknown_and_absence_before_maintenance() -> None:
    gone = ("id: VN-1, provider: vnpt", 'id: VN-1, until: "2026-10-03", provider: vnpt')
    made = evidence(
        changes(VN_1, UP),
        spans=[span("09-29 00:00", "10-03 10:00")],
        revisions=[in_force("09-01 00:00", None, gone)],
        windows=[window("m-1", "circuit", "VN-1", "10-03 11:00", 24, announced=IN_TIME)],
    )
    assert told(ledger(made).intervals[VN_1]) == [
        "01 00:00:00 up",
        "03 10:00:00 unknown",
        "03 11:00:00 maintenance (unknown) in m-1",
        "04 00:00:00 absent",
    ]


@pytest.mark.parametrize(
    ("cancelled", "expected"),
    [
        ("10-03 10:45", ["03 10:00:00 maintenance (up) in m-1", "03 10:45:00 up"]),
        ("10-03 12:00", ["03 10:00:00 maintenance (up) in m-1", "03 12:00:00 up"]),
        ("10-02 08:00", []),
    ],
)
def test_a_cancelled_window_ends_there(cancelled: str, expected: list[str]) -> None:
    assert line(work(cancelled=cancelled)) == ["01 00:00:00 up", *expected]


def test_a_window_that_repeats_is_laid_each_time() -> None:
    made = window(
        "m-1", "circuit", "VN-1", "09-26 22:00", 4, announced=IN_TIME, repeat="FREQ=WEEKLY;BYDAY=SA"
    )
    starts = ["03 22:00:00", "10 22:00:00", "17 22:00:00", "24 22:00:00", "31 22:00:00"]
    ends = ["04 02:00:00", "11 02:00:00", "18 02:00:00", "25 02:00:00"]
    times = [f"{at} maintenance (up) in m-1" for at in starts] + [f"{at} up" for at in ends]
    assert line(made) == ["01 00:00:00 up", *sorted(times)]


def test_one_announcement_is_too_late_for_the_first_time_and_early_enough_for_the_next() -> None:
    made = window(
        "m-1", "circuit", "VN-1", "10-03 22:00", 1, announced="10-01 00:00", repeat="FREQ=WEEKLY"
    )
    assert line(made)[1:5:2] == ["03 22:00:00 up in m-1", "10 22:00:00 maintenance (up) in m-1"]


def test_of_two_agreed_windows_the_one_that_ends_last_is_named() -> None:
    other = window("m-2", "site", "huyen", "10-03 11:00", 2, announced=IN_TIME)
    assert line(work(), other)[1:] == [
        "03 10:00:00 maintenance (up) in m-1",
        "03 11:00:00 maintenance (up) in m-2",
        "03 13:00:00 up",
    ]


def test_a_late_window_does_not_undo_an_agreed_one() -> None:
    other = window("m-2", "circuit", "VN-1", "10-03 11:00", 2, announced=LATE)
    own = window("m-1", "provider", "vnpt", "10-03 10:00", 2, announced=IN_TIME)
    assert line(own, other)[1:] == [
        "03 10:00:00 maintenance (up) in m-1",
        "03 12:00:00 up in m-2",
        "03 13:00:00 up",
    ]


def test_work_on_a_line_covers_what_can_only_be_reached_over_it() -> None:
    """The only primary of huyen: so huyen, what is below it, and their circuits; not the centre."""
    made = evidence((), windows=[work()])
    found = ledger(made).intervals
    covered = {
        str(subject)
        for subject, intervals in found.items()
        if any(each.window == "m-1" for each in intervals)
    }
    assert covered == {
        *("circuit:VN-1", "circuit:4G-1", "circuit:VN-2", "circuit:VT-1"),
        *("site:huyen", "site:xa-a", "site:xa-b", "mcu:huyen/mcu-2"),
    }


def test_work_on_a_group_covers_its_mcus() -> None:
    made = evidence(changes(MCU_1, UP), windows=[window("m-1", "mcu", "nhom", "10-03 10:00", 2)])
    found = ledger(made).intervals
    assert told(found[MCU_1])[1] == "03 10:00:00 maintenance (up) in m-1"
    assert not any(each.window for each in found[HUYEN])


FILED = (
    "mcu_groups:\n",
    """maintenance:
  - {id: bao-tri, circuit: VN-1, start: "2026-10-03 10:00", for: 4h,
     announced: "2026-09-20 00:00", why: x, who: y}
mcu_groups:
""",
)


def test_windows_of_the_file_count_while_that_revision_is_in_force() -> None:
    revisions = [
        in_force("09-01 00:00", "10-03 11:00"),
        in_force("10-03 11:00", "10-03 12:00", FILED),
        in_force("10-03 12:00", None),
    ]
    made = evidence(changes(VN_1, UP), revisions=revisions, windows=[work()])
    assert told(ledger(made).intervals[VN_1]) == [
        "01 00:00:00 up",
        "03 10:00:00 maintenance (up) in m-1",
        "03 11:00:00 maintenance (up) in bao-tri",
        "03 12:00:00 up",
    ]


def test_how_early_it_must_be_announced_is_said_by_the_contract_in_force() -> None:
    revisions = [
        in_force("09-01 00:00", "10-03 11:00"),
        in_force("10-03 11:00", None, ("notice: 5d", "notice: 20d")),
    ]
    made = evidence(changes(VN_1, UP), revisions=revisions, windows=[work()])
    assert told(ledger(made).intervals[VN_1])[1:3] == [
        "03 10:00:00 maintenance (up) in m-1",
        "03 11:00:00 up in m-1",
    ]


def test_what_covers_a_site_changes_when_one_of_its_lines_comes_into_use() -> None:
    """A second primary from 4 October on: then work on the first keeps nobody away."""
    second = (
        "circuits: [{id: VN-2, provider: vnpt, device: rt}]",
        "circuits: [{id: VN-2, provider: vnpt, device: rt},"
        ' {id: VT-2, provider: viettel, from: "2026-10-04"}]',
    )
    made = evidence(
        changes(XA_A, UP),
        revisions=[in_force("09-01 00:00", None, second)],
        windows=[window("m-1", "circuit", "VN-2", "10-03 22:00", 8, announced=IN_TIME)],
    )
    found = ledger(made).intervals
    assert told(found[XA_A]) == [
        "01 00:00:00 up",
        "03 22:00:00 maintenance (up) in m-1",
        "04 00:00:00 up",
    ]
    lasted = sum((e.end - e.start for e in found[VN_2] if e.window == "m-1"), timedelta())
    assert lasted == timedelta(hours=8)
