"""The diary: how every circuit, site and MCU was last said to be, for the ledger. Pure.

What is kept is what was measured, whatever is planned. Each change is told once, with the time at
which it began; at midnight everything is told again, so that a month can be read by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from monitord.diagnosis import Judged
from monitord.model.facts import CheckNow, CircuitNow
from monitord.model.inventory import Device, Site
from monitord.model.ledger import Change, Subject
from monitord.model.states import State


class Seen(NamedTuple):
    """How a subject is, and the code of the reason."""

    subject: Subject
    state: State
    reason: str


class Told(NamedTuple):
    """What was last said of a subject."""

    state: State
    reason: str
    since: datetime
    said_at: datetime


class Diary:
    """`tell` takes each change when it is decided, in order. `boot_id`: of this start."""

    def __init__(self, boot_id: str, tell: Callable[[Change], object]) -> None:
        self._boot_id = boot_id
        self._tell = tell
        self._told: dict[Subject, Told] = {}
        self._day: date | None = None

    def turn(self, seen: Iterable[Seen], day: date, now: datetime) -> None:
        """These are the subjects from now on, on this day; of others no more is said.

        What is new is told, and on a new day everything, with the time at which it really began.
        """
        known, self._told = self._told, {}
        fresh, self._day = day != self._day, day
        for each in seen:
            told = known.get(each.subject)
            if told is None or told.state is not each.state:
                self._say(each.subject, Told(each.state, each.reason, now, now))
                continue
            self._told[each.subject] = told
            if fresh:
                self._say(each.subject, told._replace(said_at=now))

    def look(self, seen: Iterable[Seen], since: datetime, now: datetime) -> None:
        """These may be in another state; those that are have been so `since` then."""
        for each in seen:
            if self._told[each.subject].state is not each.state:
                self._say(each.subject, Told(each.state, each.reason, since, now))

    def shift(self, by: timedelta, now: datetime) -> None:
        """The wall clock was set, and shows `now`: what lasts began by the new one.

        What was told by an old one that was ahead is told again: it lies in a time to come.
        """
        self._told = {s: told._replace(since=told.since + by) for s, told in self._told.items()}
        for subject, told in [*self._told.items()]:
            if told.said_at > now:
                self._say(subject, told._replace(said_at=now))

    def _say(self, subject: Subject, told: Told) -> None:
        self._told[subject] = told
        self._tell(
            Change(
                boot_id=self._boot_id,
                subject=subject,
                state=told.state,
                reason=told.reason,
                since=told.since,
                decided_at=told.said_at,
            )
        )


def subjects_of(
    site: Site,
    judged: Judged,
    circuits: Mapping[str, CircuitNow],
    checks: Mapping[str, Mapping[str, CheckNow]],
    devices: Mapping[str, State],
) -> Iterator[Seen]:
    """The site, its circuits in force, and its MCUs.

    `judged`: the site as measured; `circuits` by id; `checks` and `devices` by device.
    """
    yield Seen(Subject("site", site.id), judged.state, judged.reason.code)
    for circuit in site.circuits:
        line = circuits.get(circuit.id)
        if line is not None:
            yield Seen(Subject("circuit", circuit.id), line.state, line.reason.code)
    for device in site.devices:
        if device.role == "mcu":
            yield _mcu(device, judged, checks[device.id], devices[device.id])


def _mcu(device: Device, site: Judged, checks: Mapping[str, CheckNow], state: State) -> Seen:
    """By all its checks; one that is silent behind something silent is not to blame itself."""
    subject = Subject("mcu", device.id)
    if state is State.DOWN and site.state is State.UNREACHABLE:
        return Seen(subject, site.state, site.reason.code)
    reasons = (check.reason.code for check in checks.values() if check.state is state)
    return Seen(subject, state, next(reasons, "not-measured"))
