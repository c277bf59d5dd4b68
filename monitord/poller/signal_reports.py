"""Puts what questions about signalling bring into transitions and views."""

from __future__ import annotations

from dataclasses import replace

from monitord.model.signalling import SignalOutcome
from monitord.model.views import SignalRecent, SignalTotals, SignalView
from monitord.poller.reporter import Reporter
from monitord.poller.signal_check import Asked, SignalCheck


class SignalReports:
    """The reports of all checks of one kind of signalling. Answers are good for two intervals."""

    def __init__(self, reporter: Reporter) -> None:
        self.sent = 0
        """Questions that have ended."""
        self._reporter = reporter

    def begun(self, check: SignalCheck) -> None:
        """A check is new: its view shows that nothing is known."""
        self._reporter.views[check.id] = SignalView(**self._reporter.fresh(check))

    def ended(self, ident: str) -> None:
        """A check has left: so does its view."""
        del self._reporter.views[ident]

    def asked(self, check: SignalCheck, asked: Asked) -> None:
        """A question has ended: show it, and say what it changes."""
        self.sent += 1
        answer = asked.answer
        view = self._reporter.view(check.id, SignalView)
        view = replace(
            view,
            interval=check.interval,
            totals=_counted(view.totals, asked),
            outcome=answer.outcome,
        )
        if asked.measured:
            ended = self._reporter.unix(answer.ended)
            recent = SignalRecent(ended, ended + 2 * check.interval, answer)
            view = replace(view, last_measured=ended, recent=recent)
        self._reporter.views[check.id] = view
        if asked.change:
            self._reporter.changed(check, asked.change)


def _counted(totals: SignalTotals, asked: Asked) -> SignalTotals:
    """`totals` with one question more."""
    good = asked.answer.outcome is SignalOutcome.OK
    return SignalTotals(
        asked=totals.asked + 1,
        failed=totals.failed + (asked.measured and not good),
        unmeasured=totals.unmeasured + (not asked.measured),
    )
