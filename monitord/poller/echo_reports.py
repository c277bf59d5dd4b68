"""Puts what streams of echoes count into summaries and views."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from monitord.model.messages import Summary
from monitord.model.views import EchoRecent, EchoTotals, EchoView
from monitord.poller.echo_check import EchoCheck
from monitord.poller.reporter import Reporter
from monitord.poller.tally import Tally


@dataclass(slots=True)
class _Span:
    """What a summary needs of those before it."""

    started: datetime
    totals: EchoTotals = field(default_factory=EchoTotals)
    recent: EchoRecent | None = None


class EchoReports:
    """The reports of all ICMP checks.

    A gauge is good for two intervals after it was measured, at least for two summaries.
    """

    def __init__(self, reporter: Reporter, summary_every: float) -> None:
        self.sent = 0
        """Echoes sent, as far as summarised."""
        self._reporter = reporter
        self._summary_every = summary_every
        self._spans: dict[str, _Span] = {}

    def begun(self, check: EchoCheck) -> None:
        """A check is new: its view shows that nothing is known."""
        reporter = self._reporter
        view = EchoView(**reporter.fresh(check), totals=EchoTotals(), recent=None)
        self._spans[check.id] = _Span(view.since)
        reporter.views[check.id] = view

    def ended(self, ident: str) -> None:
        """A check has left: so does its view."""
        del self._reporter.views[ident], self._spans[ident]

    def summarise(self, check: EchoCheck) -> None:
        """Say what the stream did since the last summary, and show it."""
        tally, check.tally = check.tally, Tally()
        span, reporter = self._spans[check.id], self._reporter
        started, now = span.started, reporter.now()
        span.started = now
        self.sent += tally.sent
        measured = None if check.last_measured is None else reporter.unix(check.last_measured)
        span.totals = tally.added_to(span.totals)
        if measured and tally.measured:
            span.recent = self._recent(check, tally, measured)
        view = reporter.views[check.id]
        # Written out, for it is done 250 times a second: `replace` would cost twice as much.
        reporter.views[check.id] = EchoView(
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
            span.totals,
            span.recent,
        )
        reporter.publish(self._summary(check, tally, started, now))

    def _summary(self, check: EchoCheck, tally: Tally, started: datetime, now: datetime) -> Summary:
        return Summary(
            **self._reporter.envelope(check.id, now),
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
            rtt_sketch=tally.sketch,
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


def _seconds(nanoseconds: int | None) -> float | None:
    return None if nanoseconds is None else nanoseconds / 1e9
