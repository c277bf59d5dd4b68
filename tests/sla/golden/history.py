"""What monitord would have written down of a timeline: its changes, and when it lived."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitord.model.evidence import InForce
from monitord.model.inventory import Inventory
from monitord.model.ledger import Change, Span, Subject
from monitord.model.states import State
from monitord.sla.months import midnight
from tests.sla.golden.incidents import DETECTED
from tests.sla.golden.reading import instant

SILENT = frozenset({State.DOWN, State.UNREACHABLE})


@dataclass(frozen=True, slots=True)
class Life:
    """A time in which heartbeats were written, UTC."""

    boot_id: str
    start: datetime
    end: datetime
    isolated: bool = False


def spans(lives: Sequence[Life]) -> Sequence[Span]:
    """As the database keeps them."""
    return [Span("centre", each.boot_id, each.isolated, each.start, each.end) for each in lives]


def changes(
    timeline: str, lives: Sequence[Life], revisions: Sequence[InForce], zone: ZoneInfo
) -> Sequence[Change]:
    """In the order of writing. At each start all is unknown, then found up unless it is told."""
    told = list(_told(timeline, revisions, zone))
    written: list[Change] = []
    for number, life in enumerate(lives):
        continued = number > 0 and lives[number - 1].boot_id == life.boot_id
        its = [each for each in told if life.start <= each[0] < life.end]
        now = [
            Change(
                boot_id=life.boot_id, subject=subject, state=state, reason="icmp.silent",
                since=since, decided_at=since + DETECTED if state in SILENT else since,
            )
            for since, subject, state in its
        ]  # fmt: skip
        if not continued:
            written += _started(life, revisions, now)
        written += _nightly(sorted(now, key=lambda change: change.decided_at), life, zone)
    return written


def _told(
    timeline: str, revisions: Sequence[InForce], zone: ZoneInfo
) -> Iterator[tuple[datetime, Subject, State]]:
    """Lines such as `2026-10-03 23:50  TSL-A, xa-a  down`, in order; `#` begins a comment."""
    for line in timeline.splitlines():
        text = line.partition("#")[0].strip()
        if text:
            day, time, rest = text.split(maxsplit=2)
            names, state = rest.rsplit(maxsplit=1)
            for name in names.split(","):
                at = instant(f"{day} {time}", zone)
                yield at, _subject(name.strip(), revisions), State(state)


def _subject(name: str, revisions: Sequence[InForce]) -> Subject:
    for each in reversed(revisions):
        for subject in _subjects(each.inventory):
            if subject.id == name:
                return subject
    raise ValueError(f"no circuit, site or MCU is {name!r}")


def _subjects(inventory: Inventory) -> Iterator[Subject]:
    yield from (Subject("circuit", ident) for ident in inventory.circuits)
    yield from (Subject("site", ident) for ident in inventory.sites)
    mcus = (each for each in inventory.devices.values() if each.role == "mcu")
    yield from (Subject("mcu", each.id) for each in mcus)


def _started(life: Life, revisions: Sequence[InForce], told: Sequence[Change]) -> Iterator[Change]:
    """Also of what joins later: it is not in the inventory until then."""
    everything = dict.fromkeys(s for each in revisions for s in _subjects(each.inventory))
    found = {each.subject for each in told if each.since == life.start}
    for subject in everything:
        yield _said(life, subject, State.UNKNOWN)
    for subject in everything:
        if subject not in found:
            yield _said(life, subject, State.UP)


def _said(life: Life, subject: Subject, state: State) -> Change:
    return Change(
        boot_id=life.boot_id, subject=subject, state=state, reason="none",
        since=life.start, decided_at=life.start,
    )  # fmt: skip


def _nightly(told: Sequence[Change], life: Life, zone: ZoneInfo) -> Iterator[Change]:
    """What is told, and at each midnight what then is, once more."""
    now: dict[Subject, Change] = {}
    place = 0
    day = life.start.astimezone(zone).date() + timedelta(1)
    while (night := midnight(day, zone)) < life.end:
        while place < len(told) and told[place].decided_at <= night:
            now[told[place].subject] = told[place]
            yield told[place]
            place += 1
        yield from now.values()
        day += timedelta(1)
    yield from told[place:]
