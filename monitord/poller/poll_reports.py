"""Puts what polls bring into observations, transitions and views."""

from __future__ import annotations

from dataclasses import replace

from monitord.health.agents import Insight
from monitord.model.snmp import Outcome, SnmpAnswer
from monitord.model.views import PollRecent, PollTotals, PollView
from monitord.poller.poll_check import PollCheck, Polled
from monitord.poller.reporter import Reporter


class PollReports:
    """The reports of all SNMP checks. Readings are good for two intervals."""

    def __init__(self, reporter: Reporter) -> None:
        self.outcomes = dict.fromkeys(Outcome, 0)
        """Polls, by what became of them."""
        self.sent = 0
        """Datagrams sent by the polls that have ended."""
        self._reporter = reporter

    def begun(self, check: PollCheck) -> None:
        """A check is new: its view shows that nothing is known."""
        self._reporter.views[check.id] = PollView(**self._reporter.fresh(check))

    def ended(self, ident: str) -> None:
        """A check has left: so does its view."""
        del self._reporter.views[ident]

    def polled(self, check: PollCheck, polled: Polled) -> None:
        """A poll has ended: show it, say the facts that it brought, and what they change."""
        self.outcomes[polled.answer.outcome] += 1
        self.sent += polled.answer.requests
        view = self._reporter.view(check.id, PollView)
        self._reporter.views[check.id] = self._view(view, check, polled)
        for fact in polled.insight.observed if polled.insight else ():
            self._reporter.observed(check.id, fact.kind, fact.params)
        if polled.change:
            self._reporter.changed(check, polled.change)

    def _view(self, view: PollView, check: PollCheck, polled: Polled) -> PollView:
        """`view` after one poll more."""
        ended = self._reporter.unix(polled.answer.ended)
        view = replace(
            view,
            interval=check.interval,
            last_measured=ended if polled.measured else view.last_measured,
            totals=_counted(view.totals, polled),
            outcome=polled.answer.outcome,
        )
        if polled.insight is None:
            return view
        reported, whole = polled.insight.reported, polled.answer.whole
        return replace(
            view,
            recent=_recent(polled.answer, polled.insight, ended, check.interval),
            identity=reported.identity if whole else {**view.identity, **reported.identity},
            aliases=reported.aliases if whole else {**view.aliases, **reported.aliases},
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
