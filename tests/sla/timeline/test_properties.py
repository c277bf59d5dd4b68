"""Whatever happens, the timelines are the month exactly, and say at each instant what was so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from monitord.model.evidence import Evidence, InForce
from monitord.model.figures import Month, Outage
from monitord.model.incidents import Incident, Scope
from monitord.model.ledger import (
    Change,
    CorrectedField,
    Correction,
    Interval,
    Span,
    Subject,
)
from monitord.model.maintenance import Cover, Window
from monitord.model.states import State
from monitord.sla.ledger import Ledger, work_out
from monitord.sla.months import month_of
from tests.sla.timeline.hand import (
    MCU_1,
    VN_1,
    VN_2,
    XA_A,
    affects,
    at,
    check_partition,
    correction,
    incident,
    province,
)
from tests.sla.timeline.oracle import truth
from tests.sla.timeline.test_presence import DATED, OTHER_PROVIDER, SITE_UNTIL, WITHOUT_XA_A

SUBJECTS = (VN_1, VN_2, XA_A, MCU_1)
MONTHS = (
    ("2026-10", "Asia/Ho_Chi_Minh"),
    ("2026-10", "Europe/Berlin"),
    ("2026-10", "Africa/Cairo"),
    ("2026-10", "Australia/Lord_Howe"),
    ("2026-09", "America/Santiago"),
)
"""All but the first with a day of 23, 24½ or 25 hours; Cairo and Santiago at midnight."""
NOW = at("11-20 00:00")
MICROSECOND = timedelta(microseconds=1)
REVISIONS = ((), (WITHOUT_XA_A,), (OTHER_PROVIDER,), (DATED,), (SITE_UNTIL,), (DATED, SITE_UNTIL))
STATES = [state for state in State if state is not State.MAINTENANCE]

hours = st.integers(-50, 33 * 24)
nudges = st.sampled_from([0.0, 0.000001, 1.0, 30.0, 60.0, 60.000001, 1799.5])


@st.composite
def instants(draw: st.DrawFn, start: datetime) -> datetime:
    """From two days before a month to some after, often near to each other."""
    return start + timedelta(hours=draw(hours), seconds=draw(nudges))


@st.composite
def spans_of(draw: st.DrawFn, start: datetime) -> list[Span]:
    """Lives of three boots: killed, isolated, the clock set back or forward."""
    found, place = [], start - timedelta(hours=50)
    for number in range(draw(st.integers(0, 8))):
        place += timedelta(hours=draw(st.integers(-30, 48)), seconds=draw(nudges))
        end = place + timedelta(hours=draw(st.integers(0, 200)), seconds=draw(nudges))
        isolated = draw(st.integers(0, 4)) == 0
        found.append(Span("local", f"boot-{number // 3}", isolated, place, end))
        place = end
    return sorted(found, key=lambda each: each.first_at)


@st.composite
def change(draw: st.DrawFn, start: datetime) -> Change:
    since = draw(instants(start))
    return Change(
        boot_id=f"boot-{draw(st.integers(0, 2))}",
        subject=draw(st.sampled_from(SUBJECTS)),
        state=draw(st.sampled_from(STATES)),
        reason="none",
        since=since,
        decided_at=since + timedelta(seconds=5),
    )


@st.composite
def changes_of(draw: st.DrawFn, start: datetime) -> list[Change]:
    """Mostly in the order of the clock; else it was set back all the time."""
    said = draw(st.lists(change(start), max_size=40))
    in_order = draw(st.integers(0, 2)) > 0
    return sorted(said, key=lambda each: each.decided_at) if in_order else said


@st.composite
def revisions_of(draw: st.DrawFn, start: datetime) -> list[InForce]:
    """One after the other, now and then the first within the month."""
    first = draw(st.sampled_from([start - timedelta(days=9)] * 3 + [start + timedelta(days=2)]))
    edges = sorted(
        {first, *(each for each in draw(st.lists(instants(start), max_size=3)) if each > first)}
    )
    ends: list[datetime | None] = [*edges[1:], None]
    return [
        InForce(edge, end, "0" * 64, province(*draw(st.sampled_from(REVISIONS))))
        for edge, end in zip(edges, ends, strict=True)
    ]


@st.composite
def window(draw: st.DrawFn, start: datetime, number: int) -> Window:
    begin = draw(instants(start))
    covers = [
        Cover("circuit", "VN-1"),
        Cover("circuit", "VN-2"),
        Cover("provider", "vnpt"),
        Cover("site", "huyen"),
        Cover("mcu", "nhom"),
    ]
    asked = st.sampled_from([None, timedelta(days=1), timedelta(days=5), timedelta(days=20)])
    notice = draw(asked)
    cancelled = draw(st.sampled_from([None, None, timedelta(hours=-1), timedelta(hours=1.5)]))
    return Window(
        id=f"m-{number}",
        cover=draw(st.sampled_from(covers)),
        start=begin,
        seconds=draw(st.sampled_from([60.0, 3600.0, 30 * 3600.0])),
        repeat=draw(st.sampled_from([None, None, "FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,SU"])),
        timezone=draw(st.sampled_from(["Asia/Ho_Chi_Minh", "Europe/Berlin"])),
        announced_at=None if notice is None else begin - notice,
        cancelled_at=None if cancelled is None else begin + cancelled,
        source="command",
    )


@st.composite
def incidents_of(draw: st.DrawFn, start: datetime) -> list[Incident]:
    about = [(Scope.CIRCUIT, "VN-1"), (Scope.SITE, "xa-a"), (Scope.PROVIDER, "vnpt")]
    found = []
    for number in range(draw(st.integers(0, 4))):
        scope, subject = draw(st.sampled_from(about))
        since = draw(instants(start))
        until = draw(st.sampled_from([None, since, since + timedelta(hours=30)]))
        into = draw(st.sampled_from([None, "I-0", "I-3"]))
        made = incident(f"I-{number}", scope, subject, "10-01 00:00", None, merged_into=into)
        found.append(replace(made, since=since, restored_at=until))
    return found


@st.composite
def months(draw: st.DrawFn) -> tuple[Month, Evidence]:
    """A month, and what was written of it."""
    name, zone = draw(st.sampled_from(MONTHS))
    now = draw(st.sampled_from([NOW, NOW, month_of(name, zone, NOW).start + timedelta(days=17.3)]))
    month = month_of(name, zone, now)
    start = month.start
    made = Evidence(
        revisions=draw(revisions_of(start)),
        changes=draw(changes_of(start)),
        spans=draw(spans_of(start)),
        incidents=draw(incidents_of(start)),
        affected={"I-0": [affects("xa-a", "10-03 00:00"), affects("huyen", "10-09 00:00")]},
        windows=[draw(window(start, number)) for number in range(draw(st.integers(0, 3)))],
        corrections=(),
        closings=(),
        quality=(),
        now=now,
    )
    return month, made


@given(months())
@settings(max_examples=150, deadline=None)
def test_the_timelines_are_the_month_exactly_and_true_at_each_instant(
    drawn: tuple[Month, Evidence],
) -> None:
    month, made = drawn
    found = work_out(made, month)
    for subject, intervals in found.intervals.items():
        check_partition(intervals, month)
        for one, other in pairwise(intervals):
            assert replace(one, start=other.start, end=other.end) != other or (
                truth(made, subject, one.start, month.timezone).provider
                != truth(made, subject, other.start, month.timezone).provider
            ), "nothing changed between them"
        for each in intervals if subject in SUBJECTS else ():
            inside = (each.start, each.start + (each.end - each.start) / 2, each.end - MICROSECOND)
            for when in inside:
                was = truth(made, subject, when, month.timezone)
                assert (each.present, each.state, each.measured, each.window) == was[:4]


@given(months())
@settings(max_examples=80, deadline=None)
def test_the_outages_are_all_the_time_that_was_measured_down(
    drawn: tuple[Month, Evidence],
) -> None:
    month, made = drawn
    found = work_out(made, month)
    for subject, intervals in found.intervals.items():
        outages = found.outages.get(subject, ())
        down = [each for each in intervals if each.measured is State.DOWN]
        assert {each.id for each in outages} == {each.outage for each in down}
        assert all(each.outage is None for each in intervals if each not in down)
        for outage in outages:
            own = [each for each in down if each.outage == outage.id]
            counted = [each for each in own if each.state is State.DOWN]
            shares = [each for each in outages if each.id == outage.id]  # of each provider
            assert round(sum(each.down for each in shares), 6) == _lasted(counted)
            everything = sum(each.down + each.excluded for each in shares)
            assert round(everything, 6) == _lasted(own)
            assert shares[0].start <= own[0].start
            assert shares[-1].end is None or shares[-1].end >= own[-1].end
            assert {each.incident for each in own} == {outage.incident}


def _lasted(intervals: list[Interval]) -> float:
    return sum((each.end - each.start for each in intervals), timedelta()).total_seconds()


@given(months(), st.data())
@settings(max_examples=80, deadline=None)
def test_what_is_said_again_and_spans_in_pieces_change_nothing(
    drawn: tuple[Month, Evidence], data: st.DataObject
) -> None:
    month, made = drawn
    again = replace(
        made,
        changes=_repeated(made.changes, data),
        spans=[piece for span in made.spans for piece in _split(span, data)],
    )
    assert work_out(again, month) == work_out(made, month)


def _repeated(changes: list[Change] | object, data: st.DataObject) -> list[Change]:
    """With any of them said again at any later time, before the next of its subject and boot.

    Not by a clock that has been set back: what that says again is told by the right clock at last,
    and is the better word (`test_never_down`).
    """
    found: list[Change] = []
    furthest: dict[str, datetime] = {}
    last: dict[tuple[Subject, str], Change] = {}
    written: dict[str, Change] = {}
    assert isinstance(changes, list)
    for each in changes:
        for before in last.values():
            decided_at = written[before.boot_id].decided_at
            set_back = decided_at < furthest[before.boot_id]
            if not set_back and data.draw(st.integers(0, 5)) == 0:
                later = timedelta(hours=data.draw(st.integers(-20, 400)))
                found.append(replace(before, since=before.since + later, decided_at=decided_at))
        found.append(each)
        last[each.subject, each.boot_id] = written[each.boot_id] = each
        told = max(each.decided_at, each.since)
        furthest[each.boot_id] = max(furthest.get(each.boot_id, told), told)
    return found


def _split(span: Span, data: st.DataObject) -> list[Span]:
    middle = span.first_at + (span.last_at - span.first_at) * data.draw(
        st.sampled_from([0.25, 0.5, 0.9])
    )
    if not span.first_at < middle < span.last_at or data.draw(st.booleans()):
        return [span]
    return [replace(span, last_at=middle), replace(span, first_at=middle)]


@given(months(), st.data())
@settings(max_examples=80, deadline=None)
def test_corrections_never_change_the_total(
    drawn: tuple[Month, Evidence], data: st.DataObject
) -> None:
    month, made = drawn
    before = work_out(made, month)
    ids = [each.id for outages in before.outages.values() for each in outages]
    said = data.draw(st.lists(_words(ids), max_size=6)) if ids else []
    held = [replace(each, id=number) for number, each in enumerate(said, 1)]
    after = work_out(replace(made, corrections=held), month)
    assert _edges(after) == _edges(before)
    for subject, outages in before.outages.items():
        assert _totals(after.outages[subject]) == _totals(outages)


def _totals(outages: Iterable[Outage]) -> list[tuple[str, str | None, float]]:
    """Seconds of each, of each provider; those that count and those that do not."""
    return [(each.id, each.provider, round(each.down + each.excluded, 6)) for each in outages]


def _words(ids: list[str]) -> st.SearchStrategy[Correction]:
    words = [
        (CorrectedField.EXCLUDED, "yes"),
        (CorrectedField.EXCLUDED, "no"),
        (CorrectedField.OWNER, "site"),
        (CorrectedField.CAUSE, "power"),
    ]
    return st.builds(
        lambda ident, word: correction(1, ident, *word),
        st.sampled_from([*ids, *(ident.split("/")[0] for ident in ids)]),
        st.sampled_from(words),
    )


def _edges(found: Ledger) -> dict[Subject, list[tuple[datetime, State, State, bool]]]:
    return {
        subject: [(each.start, each.state, each.measured, each.present) for each in intervals]
        for subject, intervals in found.intervals.items()
    }
