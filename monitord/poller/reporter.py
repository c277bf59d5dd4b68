"""Puts what the checks decide and count into events and views."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from monitord.health.echoes import Change
from monitord.model.messages import AnyEvent, Heartbeat, Observation, Summary, Transition
from monitord.model.snapshot import EchoRecent, EchoTotals, EchoView
from monitord.model.states import Param
from monitord.poller.clock import Clock
from monitord.poller.echo_check import EchoCheck
from monitord.poller.tally import Tally

Publish = Callable[[AnyEvent], None]


class Reporter:
    """Numbers and stamps the events of one poller, and keeps each check's view.

    A gauge is good for two intervals after it was measured, at least for two summaries.
    """

    def __init__(self, name: str, clock: Clock, publish: Publish, summary_every: float) -> None:
        self.views: dict[str, EchoView] = {}
        self.inventory_revision = ""
        self.sent = 0
        """Probes sent, as far as summarised."""
        self._name = name
        self._boot_id = secrets.token_hex(8)
        self._seq = 0
        self._clock = clock
        self._publish = publish
        self._summary_every = summary_every
        self._span_started: dict[str, datetime] = {}

    def begun(self, check: EchoCheck) -> None:
        """A check is new: its view shows that nothing is known."""
        now = self._clock.now()
        self._span_started[check.id] = now
        site, device, probe = check.id.split("/")
        self.views[check.id] = EchoView(
            id=check.id,
            site=site,
            device=device,
            probe=probe,
            interval=check.interval,
            state=check.health.state,
            reason=check.health.reason,
            flapping=False,
            since=now,
            decided_at=now,
            last_measured=None,
            totals=EchoTotals(),
            recent=None,
        )

    def ended(self, ident: str) -> None:
        """A check has left: so does its view."""
        del self.views[ident], self._span_started[ident]

    def changed(self, check: EchoCheck, change: Change) -> None:
        """Say a transition and show it."""
        since, decided = self._clock.at(change.since), self._clock.at(change.decided)
        event = Transition(
            **self._envelope(check.id),
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
        self._publish(event)

    def summarise(self, check: EchoCheck) -> None:
        """Say what the stream did since the last summary, and show it."""
        tally, check.tally = check.tally, Tally()
        started = self._span_started[check.id]
        now = self._span_started[check.id] = self._clock.now()
        self.sent += tally.sent
        view = self.views[check.id]
        measured = self._measured_at(check)
        # Written out, for it is done 250 times a second: `replace` would cost twice as much.
        self.views[check.id] = EchoView(
            view.id,
            view.site,
            view.device,
            view.probe,
            check.interval,
            view.state,
            view.reason,
            view.flapping,
            view.since,
            view.decided_at,
            measured,
            tally.added_to(view.totals),
            self._recent(check, tally, measured) if measured and tally.measured else view.recent,
        )
        self._publish(self._summary(check, tally, started, now))

    def observed(self, ident: str, kind: str, params: Mapping[str, Param]) -> None:
        """Say a fact about the world."""
        self._publish(Observation(**self._envelope(ident), kind=kind, params=params))

    def beat(self, *, isolated: bool) -> None:
        """Say that the poller lives."""
        self._publish(Heartbeat(**self._envelope(""), isolated=isolated))

    def _summary(self, check: EchoCheck, tally: Tally, started: datetime, now: datetime) -> Summary:
        return Summary(
            **self._envelope(check.id, now),
            started_at=started,
            sent=tally.sent,
            received=tally.received,
            lost=tally.lost,
            unmeasured=tally.unmeasured,
            refused=tally.refused,
            late=tally.late,
            duplicates=tally.duplicates,
            rtt_min=_seconds(tally.rtt_min),
            rtt_max=_seconds(tally.rtt_max),
            rtt_sum=tally.rtt_sum / 1e9,
            rtt_count=tally.rtt_count,
            rtt_buckets=tuple(tally.buckets),
            rtt_variation_sum=tally.variation_sum / 1e9,
            rtt_variation_count=tally.variation_count,
        )

    def _recent(self, check: EchoCheck, tally: Tally, measured: float) -> EchoRecent:
        return EchoRecent(
            measured_at=measured,
            good_until=measured + 2 * max(check.interval, self._summary_every),
            loss=check.health.window.loss,
            rtt_min=_seconds(tally.rtt_min),
            rtt_mean=tally.rtt_sum / tally.rtt_count / 1e9 if tally.rtt_count else None,
            rtt_max=_seconds(tally.rtt_max),
            rtt_variation=(
                tally.variation_sum / tally.variation_count / 1e9 if tally.variation_count else None
            ),
        )

    def _measured_at(self, check: EchoCheck) -> float | None:
        if check.last_measured is None:
            return None
        return (self._clock.realtime() - self._clock.monotonic() + check.last_measured) / 1e9

    def _envelope(self, check: str, at: datetime | None = None) -> dict[str, Any]:
        self._seq += 1
        return {
            "poller": self._name,
            "boot_id": self._boot_id,
            "seq": self._seq,
            "inventory_revision": self.inventory_revision,
            "check": check,
            "observed_at": at or self._clock.now(),
        }


def _seconds(nanoseconds: int | None) -> float | None:
    return None if nanoseconds is None else nanoseconds / 1e9
