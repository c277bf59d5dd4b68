"""Puts what test streams bring into transitions and views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from monitord.model.messages import LegSummary, StreamSummary
from monitord.model.quality import Direction, Leg, StreamEngine, StreamOutcome
from monitord.model.views import PacketTotals, StreamRecent, StreamTotals, StreamView
from monitord.poller.quality_check import QualityCheck, Streamed
from monitord.poller.reporter import Reporter


class QualityReports:
    """The reports of all checks of quality. Figures are good for two intervals."""

    def __init__(self, reporter: Reporter, engine: StreamEngine | None) -> None:
        self.outcomes = dict.fromkeys(StreamOutcome, 0)
        """Streams, by what became of them."""
        self._reporter = reporter
        self._engine = engine

    @property
    def sent(self) -> int:
        """Packets since the start."""
        return self._engine.sent if self._engine else 0

    def begun(self, check: QualityCheck) -> None:
        """A check is new: its view shows that nothing is known."""
        settings = check.settings
        self._reporter.views[check.id] = StreamView(
            **self._reporter.fresh(check), mode=settings.mode, codec=settings.codec.id
        )

    def ended(self, ident: str) -> None:
        """A check has left: so does its view."""
        del self._reporter.views[ident]

    def streamed(self, check: QualityCheck, streamed: Streamed) -> None:
        """A stream has ended: show it, and say what it changes."""
        result = streamed.result
        self.outcomes[result.outcome] += 1
        view = self._reporter.view(check.id, StreamView)
        view = replace(
            view,
            interval=check.interval,
            totals=_counted(view.totals, streamed),
            outcome=result.outcome,
        )
        if streamed.measured:
            ended = self._reporter.unix(result.ended)
            good_until = ended + 2 * max(check.interval, check.settings.duration)
            view = replace(
                view, last_measured=ended, recent=StreamRecent(ended, good_until, result)
            )
        self._reporter.views[check.id] = view
        self._reporter.publish(self._summary(check, streamed))
        if streamed.change:
            self._reporter.changed(check, streamed.change)

    def _summary(self, check: QualityCheck, streamed: Streamed) -> StreamSummary:
        result = streamed.result
        return StreamSummary(
            **self._reporter.envelope(check.id),
            started_at=self._reporter.at(result.started),
            outcome=result.outcome,
            measured=streamed.measured,
            legs={way: _summed(leg) for way, leg in result.legs.items()},
        )


def _summed(leg: Leg) -> LegSummary:
    """What of a leg adds up."""
    return LegSummary(
        sent=leg.sent,
        received=leg.received,
        lost=leg.lost,
        duplicates=leg.duplicates,
        reordered=leg.reordered,
        late=leg.late,
        jitter=leg.jitter.mean if leg.jitter else None,
        delay_sum=leg.delay.mean * leg.delays.count if leg.delay else 0.0,
        delay_sketch=leg.delays.counts,
        mos=leg.rating.mos if leg.rating else None,
    )


def _counted(totals: StreamTotals, streamed: Streamed) -> StreamTotals:
    """`totals` with one stream more; the packets of one that was not measured are nobody's."""
    result, measured = streamed.result, streamed.measured
    return StreamTotals(
        streams=totals.streams + 1,
        failed=totals.failed + (measured and result.outcome is not StreamOutcome.OK),
        unmeasured=totals.unmeasured + (not measured),
        packets=_added(totals.packets, result.legs) if measured else totals.packets,
    )


def _added(
    packets: Mapping[Direction, PacketTotals], legs: Mapping[Direction, Leg]
) -> dict[Direction, PacketTotals]:
    added = dict(packets)
    for way, leg in legs.items():
        before = packets.get(way, PacketTotals())
        added[way] = PacketTotals(
            before.sent + leg.sent,
            before.lost + leg.lost,
            before.duplicates + leg.duplicates,
            before.reordered + leg.reordered,
            before.late + leg.late,
        )
    return added
