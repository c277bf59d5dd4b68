"""Stamps and numbers what a poller says, and keeps the view of each check."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from monitord.health.change import Change
from monitord.model.messages import AnyEvent, Heartbeat, Observation, Transition
from monitord.model.states import Param
from monitord.model.views import AnyView, CheckView
from monitord.poller.clock import Clock
from monitord.poller.stream import Stream

Publish = Callable[[AnyEvent], None]
View = TypeVar("View", bound=CheckView)


class Reporter:
    """What all probes have in common: transitions, observations, heartbeats.

    What a stream measured is for the reports of its probe, which speak through this.
    """

    def __init__(self, name: str, clock: Clock, publish: Publish, boot_id: str = "") -> None:
        """`boot_id`: of this start; one is made up when none is given."""
        self.views: dict[str, AnyView] = {}
        self.inventory_revision = ""
        self.publish = publish
        self._name = name
        self._boot_id = boot_id or secrets.token_hex(8)
        self._seq = 0
        self._clock = clock

    def changed(self, check: Stream, change: Change) -> None:
        """Say a transition and show it."""
        since, decided = self._clock.at(change.since), self._clock.at(change.decided)
        event = Transition(
            **self.envelope(check.id),
            previous=change.previous,
            state=change.state,
            reason=change.reason,
            flapping=change.flapping,
            since=since,
            decided_at=decided,
        )
        self.views[check.id] = replace(
            self.views[check.id],
            state=change.state,
            reason=change.reason,
            flapping=change.flapping,
            since=since,
            decided_at=decided,
        )
        self.publish(event)

    def observed(self, ident: str, kind: str, params: Mapping[str, Param]) -> None:
        """Say a fact about the world."""
        self.publish(Observation(**self.envelope(ident), kind=kind, params=params))

    def beat(self, *, isolated: bool) -> None:
        """Say that the poller lives."""
        self.publish(Heartbeat(**self.envelope(""), isolated=isolated))

    def fresh(self, check: Stream) -> dict[str, Any]:
        """What every view begins with: nothing is known."""
        now = self._clock.now()
        site, device, probe = check.id.split("/")
        return {
            "id": check.id,
            "site": site,
            "device": device,
            "probe": probe,
            "interval": check.interval,
            "state": check.health.state,
            "reason": check.health.reason,
            "flapping": False,
            "since": now,
            "decided_at": now,
            "last_measured": None,
        }

    def view(self, ident: str, kind: type[View]) -> View:
        """What is shown of a check. Raises TypeError when that is of another probe."""
        view = self.views[ident]
        if not isinstance(view, kind):
            raise TypeError(f"{ident} is shown as a check of another probe")
        return view

    def unix(self, monotonic: int) -> float:
        """Unix seconds of an instant of CLOCK_MONOTONIC."""
        return (self._clock.realtime() - self._clock.monotonic() + monotonic) / 1e9

    def at(self, monotonic: int) -> datetime:
        """What the wall clock showed at an instant of CLOCK_MONOTONIC."""
        return self._clock.at(monotonic)

    def now(self) -> datetime:
        """The wall clock."""
        return self._clock.now()

    def envelope(self, check: str, at: datetime | None = None) -> dict[str, Any]:
        """The next event's envelope."""
        self._seq += 1
        return {
            "poller": self._name,
            "boot_id": self._boot_id,
            "seq": self._seq,
            "inventory_revision": self.inventory_revision,
            "check": check,
            "observed_at": at or self._clock.now(),
        }
