"""The centre: hears the events of the pollers, and knows what is wrong and why."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitord.centre.diary import Diary
from monitord.centre.inbox import Inbox
from monitord.centre.own import OwnFaults
from monitord.centre.picture import Picture
from monitord.centre.rechecks import Rechecks
from monitord.centre.works import Works
from monitord.diagnosis import Sight, ancestors, find_faults, next_due, unmeasured
from monitord.incidents.book import Book
from monitord.incidents.ids import Ids
from monitord.incidents.routing import Routing
from monitord.model.actions import AnyAction
from monitord.model.incidents import Actor, Incident, IncidentChange
from monitord.model.inventory import Inventory, Service
from monitord.model.maintenance import Window
from monitord.model.messages import (
    AnyCommand,
    AnyEvent,
    Heartbeat,
    Observation,
    StreamSummary,
    Summary,
    Transition,
)
from monitord.model.snapshot import CentreSnapshot, Verdict
from monitord.model.states import State

log = logging.getLogger("centre")

_COUNTED: frozenset[Service] = frozenset({"live", "temporary"})
"""Planned sites and those on trial are shown; they are not in the verdict."""


class Centre:
    """Sites, circuits and incidents of one inventory. Everything runs on the loop.

    `now` is the wall clock, `ticks` seconds of CLOCK_MONOTONIC. After what it hears it is to
    `conclude`, soon, and again when that is `due`. `ask` takes commands for the poller, `diary` is
    told what is measured of circuits, sites and MCUs.
    """

    def __init__(self, ask: Callable[[AnyCommand], object], diary: Diary) -> None:
        self.inbox = Inbox()
        self.own = OwnFaults()
        self.due: datetime | None = None
        """When time alone brings news; None: never."""
        self._picture = Picture(diary)
        self._works = Works()
        self._rechecks = Rechecks(ask)
        self._book: Book | None = None
        self._resumed: tuple[Incident, ...] = ()
        self._given: tuple[str, ...] = ()

    def resume(
        self,
        incidents: Iterable[Incident],
        windows: Iterable[Window],
        given: Iterable[str] = (),
        observed: Iterable[Observation] = (),
    ) -> None:
        """What was open, and planned, when the daemon last ran. Before the first `apply`.

        `given`: ids of other incidents, not to be given out again. `observed`: oldest first.
        """
        self._picture.resume(observed)
        self._resumed, self._given = tuple(incidents), tuple(given)
        self._works.resume(windows)

    def catch_up(
        self,
        incidents: Iterable[Incident],
        windows: Iterable[Window],
        given: Iterable[str],
        now: datetime,
        ticks: float,
    ) -> None:
        """The same, told late, for the database was away. What has been seen since then stands."""
        known = {each.id for each in self.book.incidents}
        self.book.resume((each for each in incidents if each.id not in known), given)
        self._works.resume(each for each in windows if each.id not in self._works.added)
        self._picture.cover(self._works.look(now), now, ticks)
        self._picture.explain(self.book.by_site())

    def apply(self, inventory: Inventory, day: date, now: datetime, ticks: float) -> None:
        """Judge by this inventory from now on; what stays keeps its state and its time."""
        covered = self._works.apply(inventory, now)
        self._picture.apply(inventory, day, covered, now, ticks)
        rules, routing = inventory.daemon.incidents, Routing(inventory)
        if self._book is None:
            self.new_id = Ids(ZoneInfo(inventory.organization.timezone))
            self._book = Book(rules, routing, self.new_id)
            self._book.resume(self._resumed, self._given)
        else:
            self._book.reroute(routing, rules)
        self._picture.explain(self._book.by_site())

    def shift(self, by: timedelta, now: datetime) -> None:
        """The wall clock was set forward by so much, or back, and shows `now`.

        What was told by the old one is moved along, so that nothing that waits for a second and a
        half waits for an hour, or counts as an hour old. Planned works stay where they are.
        """
        self._picture.shift(by, now)
        self.own.shift(by)
        self._rechecks.forget()
        if self._book is not None:
            self._book.shift(by)

    def hear(self, event: AnyEvent, ticks: float) -> bool:
        """Take one event; whether there is something to conclude from it.

        A duplicate or an outdated one changes nothing.
        """
        if not self.inbox.takes(event):
            return False
        match event:
            case Transition():
                return self.inbox.is_newest(event) and self._transition(event, ticks)
            case Observation():
                return self._observation(event, ticks)
            case Heartbeat():
                return self._beat(event)
            case Summary() | StreamSummary():
                return False  # the ledger will want these; the states do not

    def conclude(self, now: datetime, ticks: float) -> list[IncidentChange]:
        """What is wrong now and why; what has become of incidents by it."""
        if self._works.due is not None and self._works.due <= now:
            self._picture.cover(self._works.look(now), now, ticks)
        self._picture.end_recoveries(now, ticks)
        sight, troubled = Sight(self._picture.world(now)), self._picture.troubled
        self._picture.judge_doubted(sight, ticks)
        faults = {**find_faults(sight.world, troubled, sight), **self.own.faults}
        changes = self.book.update(faults, unmeasured(sight.world, self.book.keys, sight), now)
        if changes:
            self._picture.explain(self.book.by_site())
        dues = (next_due(sight.world, troubled, sight), self.book.due, self._works.due)
        self.due = min((due for due in dues if due is not None), default=None)
        return changes

    @property
    def book(self) -> Book:
        """The incidents. Only after `apply`."""
        if self._book is None:
            raise RuntimeError("the centre has no inventory yet")
        return self._book

    @property
    def incidents(self) -> Sequence[Incident]:
        """Open ones and those closed of late."""
        return self.book.incidents

    @property
    def windows(self) -> Sequence[Window]:
        """Those not long over."""
        return self._works.all

    def act(self, action: AnyAction, now: datetime) -> IncidentChange:
        """Do what a person wants with an incident. Raises DeskError."""
        change = self.book.act(action, now)
        self._picture.explain(self.book.by_site())
        return change

    def add_window(self, window: Window, now: datetime, ticks: float) -> None:
        """Plan some work. Raises DeskError."""
        self._works.add(window)
        self._picture.cover(self._works.look(now), now, ticks)

    def cancel_window(self, ident: str, by: Actor, now: datetime, ticks: float) -> Window:
        """Give up some work that was added by command. Raises DeskError."""
        window = self._works.cancel(ident, by, now)
        self._picture.cover(self._works.look(now), now, ticks)
        return window

    def snapshot(self, now: float, ticks: float) -> CentreSnapshot:
        """Everything as it is now (`now`: Unix seconds). Only after `apply`."""
        sites = self._picture.sites.values()
        counted = [view.state for view in sites if view.site.service in _COUNTED]
        return CentreSnapshot(
            taken_at=now,
            ticks=ticks,
            inventory=self.inventory,
            verdict=Verdict(len(counted), {state: counted.count(state) for state in State}),
            sites=tuple(sites),
            circuits=self._picture.circuits(),
            incidents=tuple(self.incidents),
            windows=self._works.all,
            in_force=self._works.in_force,
        )

    @property
    def inventory(self) -> Inventory:
        """The one it judges by. Only after `apply`."""
        if self._book is None:
            raise RuntimeError("the centre has no inventory yet")
        return self._picture.inventory

    def _transition(self, event: Transition, ticks: float) -> bool:
        device, probe = event.check.rsplit("/", 1)
        if not self._picture.knows(device):
            return False
        if event.previous is not event.state:
            _log(event)
        self._picture.transition(event, ticks)
        if event.state is State.DOWN and event.previous is not State.DOWN and probe == "icmp":
            world = self._picture.world(event.decided_at)
            self._rechecks.request(ancestors(world, device.split("/")[0]), event.observed_at)
        return True

    def _observation(self, event: Observation, ticks: float) -> bool:
        """Keep a fact; one about a circuit's interface also says how the circuit is."""
        device = event.check.rsplit("/", 1)[0]
        if not self._picture.knows(device):
            return False
        if event.kind == "circuit-interface":
            site = self._picture.interface_of(event)
            newest = self.inbox.is_newest(event, str(event.params["circuit"]))
            if site is None or not newest or not self._picture.interface(event, site, ticks):
                return site is not None
        told = " ".join(f"{name}={value!r}" for name, value in event.params.items())
        log.info("observed check=%s kind=%s %s", event.check, event.kind, told)
        self._picture.observe(event, ticks)
        return True

    def _beat(self, event: Heartbeat) -> bool:
        isolated = self._picture.isolated_since is not None
        if event.isolated is not isolated:
            self._picture.isolated_since = event.observed_at if event.isolated else None
        return event.isolated is not isolated


def _log(event: Transition) -> None:
    starting = (event.previous, event.state) == (State.UNKNOWN, State.UP)
    log.log(
        logging.DEBUG if starting else logging.INFO,
        "transition check=%s from=%s to=%s reason=%s since=%s",
        event.check, event.previous, event.state, event.reason.code, event.since.isoformat(),
    )  # fmt: skip
