"""Puts what polls bring into observations, transitions and views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from monitord.health.agents import Insight
from monitord.model.modules import IdentityField
from monitord.model.snapshot import PollRecent, PollTotals, PollView
from monitord.model.snmp import Outcome, SnmpAnswer
from monitord.poller.poll_check import PollCheck, Polled
from monitord.poller.reporter import Reporter


@dataclass(slots=True)
class _Record:
    """What is known of an agent from the polls so far."""

    totals: PollTotals = field(default_factory=PollTotals)
    measured_at: float | None = None
    """Unix seconds."""
    recent: PollRecent | None = None
    identity: Mapping[IdentityField, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)


class PollReports:
    """The reports of all SNMP checks. Readings are good for two intervals."""

    def __init__(self, reporter: Reporter) -> None:
        self.outcomes = dict.fromkeys(Outcome, 0)
        """Polls, by what became of them."""
        self.requests = 0
        """Datagrams sent by the polls that have ended."""
        self.overruns = 0
        """Turns left out because the last poll was still running."""
        self._reporter = reporter
        self._records: dict[str, _Record] = {}

    def begun(self, check: PollCheck) -> None:
        """A check is new: its view shows that nothing is known."""
        self._records[check.id] = _Record()
        self._reporter.views[check.id] = PollView(**self._reporter.fresh(check))

    def ended(self, ident: str) -> None:
        """A check has left: so does its view."""
        del self._reporter.views[ident], self._records[ident]

    def polled(self, check: PollCheck, polled: Polled) -> None:
        """A poll has ended: show it, say the facts that it brought, and what they change."""
        self.outcomes[polled.answer.outcome] += 1
        self.requests += polled.answer.requests
        self._reporter.views[check.id] = self._view(check, polled)
        for fact in polled.insight.observed if polled.insight else ():
            self._reporter.observed(check.id, fact.kind, fact.params)
        if polled.change:
            self._reporter.changed(check, polled.change)

    def _view(self, check: PollCheck, polled: Polled) -> PollView:
        record, reporter = self._records[check.id], self._reporter
        record.totals = _counted(record.totals, polled)
        ended = reporter.unix(polled.answer.ended)
        if polled.measured:
            record.measured_at = ended
        if polled.insight:
            reported = polled.insight.reported
            record.recent = _recent(polled.answer, polled.insight, ended, check.interval)
            if polled.answer.whole:
                record.identity, record.aliases = reported.identity, reported.aliases
            else:
                record.identity = {**record.identity, **reported.identity}
                record.aliases = {**record.aliases, **reported.aliases}
        view = reporter.views[check.id]
        return PollView(
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
            record.measured_at,
            record.totals,
            polled.answer.outcome,
            record.recent,
            record.identity,
            record.aliases,
        )


def _recent(answer: SnmpAnswer, insight: Insight, ended: float, interval: float) -> PollRecent:
    return PollRecent(
        measured_at=ended,
        good_until=ended + 2 * interval,
        duration=(answer.ended - answer.started) / 1e9,
        readings=insight.readings,
        failures=answer.failures,
        wrong=insight.reported.wrong,
    )


def _counted(totals: PollTotals, polled: Polled) -> PollTotals:
    """`totals` with one poll more."""
    insight = polled.insight
    return PollTotals(
        polls=totals.polls + 1,
        failed=totals.failed + (polled.measured and insight is None),
        unmeasured=totals.unmeasured + (not polled.measured),
        reboots=totals.reboots + (insight is not None and insight.rebooted),
    )
