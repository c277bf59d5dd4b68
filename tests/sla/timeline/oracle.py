"""How a subject was at one instant, straight from the rules: slow, and without any interval."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import zip_longest
from typing import NamedTuple
from zoneinfo import ZoneInfo

from monitord.maintenance import Covered, in_force
from monitord.model.evidence import Evidence
from monitord.model.inventory import Inventory
from monitord.model.ledger import Subject
from monitord.model.states import State


class Truth(NamedTuple):
    """What is to be said of an instant."""

    present: bool
    state: State = State.UNKNOWN
    measured: State = State.UNKNOWN
    window: str | None = None
    provider: str | None = None


def truth(evidence: Evidence, subject: Subject, when: datetime, zone: str) -> Truth:
    """How it was at `when`, by the days of `zone`."""
    inventory = _inventory(evidence, when)
    day = when.astimezone(ZoneInfo(zone)).date()
    if inventory is None:
        return Truth(present=False)
    provider = None
    if subject.kind == "circuit":
        circuit = inventory.circuits.get(subject.id)
        if circuit is None or not circuit.active(day):
            return Truth(present=False)
        site, provider = circuit.site, circuit.provider
    else:
        site = subject.id.split("/")[0]
    if site not in inventory.sites or not inventory.sites[site].active(day):
        return Truth(present=False)
    present, measured = True, _measured(evidence, subject, when)
    occurrences = in_force([*inventory.maintenance, *evidence.windows], inventory, when)
    firm = [each for each in occurrences if each.agreed is not False]
    agreed = _window(Covered(inventory, firm, day), subject)
    if agreed is not None:
        return Truth(present, State.MAINTENANCE, measured, agreed, provider)
    late = _window(Covered(inventory, occurrences, day), subject)
    return Truth(present, measured, measured, late, provider)


def _inventory(evidence: Evidence, when: datetime) -> Inventory | None:
    for each in evidence.revisions:
        if each.start <= when and (each.end is None or when < each.end):
            return each.inventory
    return None


def _window(covered: Covered, subject: Subject) -> str | None:
    asked = {"circuit": covered.circuit, "site": covered.site, "mcu": covered.mcu}
    return asked[subject.kind](subject.id)


def _measured(evidence: Evidence, subject: Subject, when: datetime) -> State:
    """The state of the boot whose time it was."""
    boot = _boot(evidence, when)
    if boot is None or when >= evidence.now:
        return State.UNKNOWN
    held = _held(evidence, subject, boot)
    place = max((i for i, (start, _) in enumerate(held) if start <= when), default=None)
    if place is None:
        return State.UNKNOWN
    start, state = held[place]
    if state is State.DOWN and place + 1 < len(held):
        later, wider = held[place + 1]
        if wider is State.UNREACHABLE and (later - start).total_seconds() <= 60:
            return wider
    return state


def _boot(evidence: Evidence, when: datetime) -> str | None:
    known = None
    for span in sorted(evidence.spans, key=lambda each: each.first_at):
        start = span.first_at if known is None else max(span.first_at, known)
        if start <= when < span.last_at:
            return None if span.isolated else span.boot_id
        known = span.last_at if known is None else max(known, span.last_at)
    return None


def _set_back(evidence: Evidence, boot: str, before: datetime, after: datetime) -> datetime | None:
    """When the clock went back that showed `before` and then `after`; None: it did not."""
    beat = timedelta(seconds=15)
    spans = [each for each in evidence.spans if each.boot_id == boot]
    ends = [
        one.last_at
        for one in spans
        for other in spans
        if one.first_at - beat <= before <= one.last_at + beat
        and other.first_at - beat <= after <= other.last_at + beat
        and one.first_at < other.first_at < one.last_at
    ]
    return min(ends, default=None)


def _held(evidence: Evidence, subject: Subject, boot: str) -> list[tuple[datetime, State]]:
    """Its states in a boot that lasted, from when on."""
    effective: list[tuple[datetime, State]] = []
    latest = floor = None
    for change in (each for each in evidence.changes if each.boot_id == boot):
        if latest is None or change.decided_at >= latest:
            latest = change.decided_at
        elif latest - change.decided_at > timedelta(seconds=1):
            end = _set_back(evidence, boot, latest, change.decided_at)
            if end is not None:
                latest, floor = change.decided_at, max(end, floor or end)
        if change.subject != subject:
            continue
        if floor is None or floor <= change.decided_at:
            ahead = change.decided_at + timedelta(seconds=1)
            effective = [each for each in effective if each[0] <= ahead]
        if effective and effective[-1][1] is change.state:
            continue
        bounds = [
            change.since,
            *(start for start, _ in effective[-1:]),
            *([floor] if floor else []),
        ]
        effective.append((max(bounds), change.state))
    lasted = [
        (start, state)
        for (start, state), after in zip_longest(effective, effective[1:])
        if after is None or after[0] > start
    ]
    return [
        (start, state)
        for place, (start, state) in enumerate(lasted)
        if place == 0 or lasted[place - 1][1] is not state
    ]
