"""Which recurrence rules are taken, and that none costs much."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from monitord.maintenance import check_rule
from monitord.maintenance.rules import Rule, RuleError
from monitord.texts import texts
from tests.maintenance.province import VIETNAM, window

ZONE = ZoneInfo(VIETNAM)
SUNDAY = datetime(2026, 11, 22, 22)  # a Sunday


@pytest.mark.parametrize(
    ("rule", "times"),
    [
        ("FREQ=DAILY", ["2026-11-22", "2026-11-23", "2026-11-24"]),
        ("FREQ=DAILY;COUNT=2", ["2026-11-22", "2026-11-23"]),
        ("FREQ=DAILY;INTERVAL=10;UNTIL=20261202", ["2026-11-22", "2026-12-02"]),
        ("FREQ=DAILY;UNTIL=20261123T220000", ["2026-11-22", "2026-11-23"]),
        ("FREQ=DAILY;UNTIL=20261123T145959Z", ["2026-11-22"]),
        ("FREQ=YEARLY;UNTIL=99991231T235959Z", ["2026-11-22", "2027-11-22", "2028-11-22"]),
        ("FREQ=WEEKLY", ["2026-11-22", "2026-11-29", "2026-12-06"]),
        ("FREQ=WEEKLY;BYDAY=WE,SA", ["2026-11-25", "2026-11-28", "2026-12-02"]),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=MO", ["2026-11-30", "2026-12-14", "2026-12-28"]),
        ("FREQ=MONTHLY;BYDAY=1SU", ["2026-12-06", "2027-01-03", "2027-02-07"]),
        ("FREQ=MONTHLY;BYDAY=-1SU", ["2026-11-29", "2026-12-27", "2027-01-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", ["2026-11-30", "2026-12-31", "2027-01-31"]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", ["2028-02-29", "2032-02-29", "2036-02-29"]),
        ("rrule:freq=yearly", ["2026-11-22", "2027-11-22", "2028-11-22"]),
    ],
)
def test_a_rule_comes_true_on_the_days_of_the_rfc(rule: str, times: list[str]) -> None:
    assert check_rule(window(repeat=rule)) is None
    found = [f"{time:%Y-%m-%d}" for time in islice(Rule(rule, SUNDAY, ZONE).since(SUNDAY), 3)]
    assert found == times


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("every Sunday", "rule-unreadable"),
        ("", "rule-unreadable"),
        ("BYDAY=MO", "rule-unreadable"),
        ("FREQ=DAILY;FREQ=WEEKLY", "rule-unreadable"),
        ("FREQ=WEEKLY;BYDAY=CN", "rule-unreadable"),
        ("FREQ=DAILY;UNTIL=31/12/2026", "rule-unreadable"),
        ("FREQ=DAILY;UNTIL=20261340", "rule-unreadable"),
        ("FREQ=DAILY;COUNT=-1", "rule-unreadable"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "rule-unreadable"),
        ("FREQ=YEARLY;BYMONTH=13", "rule-unreadable"),
        ("FREQ=DAILY" + ";" * 300, "rule-unreadable"),
        ("FREQ=SECONDLY", "rule-too-often"),
        ("FREQ=MINUTELY;INTERVAL=5", "rule-too-often"),
        ("FREQ=HOURLY", "rule-too-often"),
        ("FREQ=DAILY;BYHOUR=1,2,3", "rule-too-often"),
        ("FREQ=DAILY;BYSECOND=0", "rule-too-often"),
        ("FREQ=FORTNIGHTLY", "rule-parts"),
        ("FREQ=DAILY;BYDAY=MO", "rule-parts"),
        ("FREQ=WEEKLY;BYDAY=2MO", "rule-parts"),
        ("FREQ=YEARLY;BYEASTER=0", "rule-parts"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20270101", "rule-parts"),
        ("FREQ=DAILY;INTERVAL=0", "rule-number"),
        ("FREQ=DAILY;COUNT=1001", "rule-number"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "rule-never"),
        ("FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=20", "rule-never"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6", "rule-never"),
        ("FREQ=DAILY;UNTIL=20200101", "rule-never"),
        ("FREQ=DAILY;UNTIL=19991231", "rule-never"),
    ],
)
def test_a_rule_that_cannot_be_taken_says_why(rule: str, code: str) -> None:
    assert check_rule(window(repeat=rule)) == f"maintenance.{code}"
    for language in ("vi", "en"):
        assert texts(language).say(f"maintenance.{code}")


@pytest.mark.parametrize(
    ("start", "hours", "zone", "code"),
    [
        ("1999-12-31 22:00", 1, VIETNAM, "year"),
        ("2200-01-01 22:00", 1, VIETNAM, "year"),
        ("2026-11-22 22:00", 0.01, VIETNAM, "duration"),
        ("2026-11-22 22:00", 24 * 32, VIETNAM, "duration"),
    ],
)
def test_a_window_beyond_all_bounds_says_why(
    start: str, hours: float, zone: str, code: str
) -> None:
    assert check_rule(window(start, hours, zone=zone)) == f"maintenance.{code}"


_PARTS = {
    "INTERVAL": st.integers(-1, 1500).map(str),
    "COUNT": st.integers(-1, 1500).map(str),
    "UNTIL": st.sampled_from(["20270101", "20261122T230000Z", "00010101", "99991231", "x"]),
    "WKST": st.sampled_from(["MO", "SU", "XX"]),
    "BYDAY": st.sampled_from(["MO", "1MO", "-1SU", "5FR", "MO,TU", "6MO", "0MO", "MO,,TU"]),
    "BYMONTHDAY": st.lists(st.integers(-33, 33), min_size=1).map(lambda n: ",".join(map(str, n))),
    "BYSETPOS": st.integers(-367, 367).map(str),
    "BYMONTH": st.lists(st.integers(-1, 13), min_size=1).map(lambda n: ",".join(map(str, n))),
}
_FREQUENCIES = st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
_RULES = st.tuples(_FREQUENCIES, st.fixed_dictionaries({}, optional=_PARTS)).map(
    lambda made: ";".join([f"FREQ={made[0]}", *(f"{n}={v}" for n, v in made[1].items())])
)
_WALLS = st.datetimes(datetime(2000, 1, 1), datetime(2199, 12, 1))


def made(rule: str, start: datetime) -> Rule | None:
    """The rule; None when it is refused."""
    try:
        return Rule(rule, start, ZONE)
    except RuleError as error:
        texts("vi").say(error.code)
        return None


@given(st.one_of(st.text(max_size=60), _RULES), _WALLS, _WALLS)
def test_whatever_is_written_is_taken_or_refused_in_words(
    text: str, start: datetime, first: datetime
) -> None:
    rule = made(text, start)
    if rule is not None:
        found = list(islice(rule.since(first), 3))
        assert found == sorted(found)
        assert all(first.replace(microsecond=0) <= each for each in found)


@given(_RULES, _WALLS, st.integers(0, 4000))
def test_what_is_long_past_is_left_out_and_changes_nothing(
    text: str, start: datetime, days: int
) -> None:
    start = start.replace(year=2000 + start.year % 100, microsecond=0)
    rule = made(text, start)
    if rule is None or "UNTIL" in text:
        return
    first = start + timedelta(days=days)
    reference = rrulestr(text, dtstart=start).xafter(first, count=3, inc=True)
    assert list(islice(rule.since(first), 3)) == list(reference)
