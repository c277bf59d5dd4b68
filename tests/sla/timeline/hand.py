"""A small province in October 2026, and evidence of it made by hand. Times are those on its walls.

trung-tam (TT-1, mcu-1) ── huyen (VN-1 of vnpt, 4G-1 of viettel as backup; mcu-2)
                           └─ xa-a (VN-2 of vnpt), xa-b (VT-1 of viettel)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from monitord.inventory import parse
from monitord.model.evidence import Evidence, InForce
from monitord.model.figures import Month, Outage
from monitord.model.incidents import (
    MONITORD,
    Aspect,
    Cause,
    Certainty,
    FaultKey,
    Incident,
    Owner,
    Scope,
    Severity,
    Urgency,
)
from monitord.model.inventory import Inventory
from monitord.model.ledger import (
    Affected,
    Change,
    Closing,
    CorrectedField,
    Correction,
    Interval,
    Span,
    Subject,
)
from monitord.model.maintenance import Cover, CoverKind, Window
from monitord.model.states import Reason, State
from monitord.sla.ledger import Ledger, work_out
from monitord.sla.months import month_of

VIETNAM = "Asia/Ho_Chi_Minh"
YAML = """
version: 1
organization: {id: t, name: Tỉnh T, timezone: Asia/Ho_Chi_Minh}
levels: [{id: province, name: tỉnh}, {id: district, name: huyện}, {id: commune, name: xã}]
providers:
  vnpt: {name: VNPT, sla: {notice: 5d}}
  viettel: {name: Viettel}
profiles: {router: {role: router, checks: {icmp: {}}}, mcu: {role: mcu, checks: {icmp: {}}}}
mcu_groups:
  nhom: {members: [trung-tam/mcu-1, huyen/mcu-2], primary: trung-tam/mcu-1}
sites:
  - id: trung-tam
    name: Trung tâm
    level: province
    mcu: nhom
    circuits: [{id: TT-1, provider: vnpt, device: rt}]
    devices:
      - {id: rt, profile: router, address: 127.2.0.1}
      - {id: mcu-1, profile: mcu, address: 127.2.0.2}
    sites:
      - id: huyen
        name: Huyện
        level: district
        circuits: [{id: VN-1, provider: vnpt, device: rt},
                   {id: 4G-1, provider: viettel, role: backup, device: rt}]
        devices: [{id: rt, profile: router, address: 127.2.1.1},
                  {id: mcu-2, profile: mcu, address: 127.2.1.2}]
        sites:
          - id: xa-a
            name: Xã A
            level: commune
            circuits: [{id: VN-2, provider: vnpt, device: rt}]
            devices: [{id: rt, profile: router, address: 127.2.2.1}]
          - id: xa-b
            name: Xã B
            level: commune
            circuits: [{id: VT-1, provider: viettel, device: rt}]
            devices: [{id: rt, profile: router, address: 127.2.3.1}]
"""
VN_1, VN_2 = Subject("circuit", "VN-1"), Subject("circuit", "VN-2")
HUYEN, XA_A = Subject("site", "huyen"), Subject("site", "xa-a")
MCU_1 = Subject("mcu", "trung-tam/mcu-1")


@cache
def province(*changed: tuple[str, str]) -> Inventory:
    """The inventory; `changed`: what is written otherwise."""
    text = YAML
    for old, new in changed:
        assert old in text
        text = text.replace(old, new)
    return parse(text.encode(), "province.yaml", Path("/nowhere"))


def at(wall: str, zone: str = VIETNAM) -> datetime:
    """`10-03 10:00:00.5` of 2026, as UTC."""
    naive = datetime.fromisoformat(f"2026-{wall}")
    return naive.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def month(text: str = "2026-10", now: str = "11-20 00:00") -> Month:
    return month_of(text, VIETNAM, at(now))


def span(first: str, last: str, boot: str = "a", *, isolated: bool = False) -> Span:
    return Span("local", boot, isolated, at(first), at(last))


ALWAYS = (span("09-29 00:00", "11-03 00:00"),)
"""The monitor was never away."""


def changes(subject: Subject, *said: str, boot: str = "a") -> list[Change]:
    """Each `10-03 10:00 down`; it was decided five seconds later."""
    return [_change(subject, text, boot) for text in said]


def _change(subject: Subject, text: str, boot: str) -> Change:
    wall, _, state = text.rpartition(" ")
    since = at(wall)
    return Change(
        boot_id=boot,
        subject=subject,
        state=State(state),
        reason="none",
        since=since,
        decided_at=since + timedelta(seconds=5),
    )


def incident(
    ident: str,
    scope: Scope,
    subject: str,
    since: str,
    until: str | None,
    *,
    aspect: Aspect = Aspect.SILENCE,
    cause: Cause = Cause.CIRCUIT,
    owner: Owner = Owner.PROVIDER,
    certainty: Certainty = Certainty.SUSPECTED,
    merged_into: str | None = None,
    severity: Severity = Severity.CRITICAL,
    code: str = "none",
    ticket: str | None = None,
) -> Incident:
    over = None if until is None else at(until)
    return Incident(
        id=ident,
        key=FaultKey(scope, subject, aspect),
        cause=cause,
        certainty=certainty,
        owner=owner,
        severity=severity,
        urgency=Urgency.PAGE,
        reason=Reason(code),
        team=None,
        sites=(),
        most_sites=1,
        since=at(since),
        decided_at=at(since) + timedelta(seconds=5),
        opened_at=at(since) + timedelta(seconds=6),
        restored_at=None if merged_into else over,
        closed_at=over,
        merged_into=merged_into,
        provider_ticket=ticket,
    )


def window(
    ident: str,
    kind: CoverKind,
    covers: str,
    start: str,
    hours: float,
    *,
    announced: str | None = None,
    repeat: str | None = None,
    cancelled: str | None = None,
) -> Window:
    return Window(
        id=ident,
        cover=Cover(kind, covers),
        start=at(start),
        seconds=hours * 3600,
        repeat=repeat,
        announced_at=None if announced is None else at(announced),
        cancelled_at=None if cancelled is None else at(cancelled),
        source="command",
    )


def correction(ident: int, outage: str, field: CorrectedField, after: str) -> Correction:
    return Correction(
        id=ident,
        outage=outage,
        at=at("11-02 09:00"),
        by=MONITORD,
        why="biên bản",
        field=field,
        before=None,
        after=after,
    )


def closing(revision: int, corrections: int) -> Closing:
    return Closing(
        month="2026-10",
        revision=revision,
        at=at("11-06 09:00"),
        by=MONITORD,
        why="đối soát",
        corrections=corrections,
    )


def evidence(
    said: Iterable[Change],
    *,
    spans: Sequence[Span] = ALWAYS,
    revisions: Sequence[InForce] | None = None,
    incidents: Sequence[Incident] = (),
    affected: Mapping[str, Sequence[Affected]] | None = None,
    windows: Sequence[Window] = (),
    corrections: Sequence[Correction] = (),
    closings: Sequence[Closing] = (),
    now: str = "11-20 00:00",
) -> Evidence:
    return Evidence(
        revisions=[in_force("09-01 00:00", None)] if revisions is None else revisions,
        changes=list(said),
        spans=spans,
        incidents=incidents,
        affected=affected or {},
        windows=windows,
        corrections=corrections,
        closings=closings,
        quality=(),
        now=at(now),
    )


def in_force(start: str, end: str | None, *changed: tuple[str, str]) -> InForce:
    until = None if end is None else at(end)
    return InForce(at(start), until, "0" * 64, province(*changed))


def affects(site: str, joined: str, left: str | None = None) -> Affected:
    return Affected(site, at(joined), None if left is None else at(left))


def ledger(made: Evidence, of: Month | None = None, revision: int | None = None) -> Ledger:
    """Worked out, and found to be without hole or overlap."""
    of = of or month()
    found = work_out(made, of, revision)
    for intervals in found.intervals.values():
        check_partition(intervals, of)
    return found


def check_partition(intervals: Sequence[Interval], of: Month) -> None:
    """The intervals are the month exactly, and none could be longer or is empty."""
    assert intervals[0].start == of.start
    assert intervals[-1].end == of.end
    for interval in intervals:
        assert interval.start < interval.end
    for one, next_one in pairwise(intervals):
        assert one.end == next_one.start
    lasted = sum((each.end - each.start for each in intervals), timedelta())
    assert lasted == of.end - of.start


def told(intervals: Iterable[Interval]) -> list[str]:
    """Each as `03 10:00:00 down`: when it began on the wall, and how it was."""
    return list(map(_told, intervals))


def _told(each: Interval) -> str:
    state = each.state.value if each.present else "absent"
    if each.state is not each.measured:
        state += f" ({each.measured.value})"
    if each.window is not None:
        state += f" in {each.window}"
    return f"{wall(each.start)} {state}"


def wall(moment: datetime) -> str:
    """`03 10:00:00`, with microseconds where there are any."""
    local = moment.astimezone(ZoneInfo(VIETNAM))
    return f"{local:%d %H:%M:%S}" + (f".{local:%f}" if local.microsecond else "")


def outages(found: Ledger, subject: Subject) -> Iterator[tuple[str, str, str | None, float, float]]:
    """Id, start, end, seconds down and excluded of each."""
    for each in found.outages.get(subject, ()):
        yield _outage(each)


def _outage(each: Outage) -> tuple[str, str, str | None, float, float]:
    end = None if each.end is None else wall(each.end)
    return each.id, wall(each.start), end, each.down, each.excluded
