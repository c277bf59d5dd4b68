"""Where the clock of a boot was set back: what was written after that is by the new one. Pure.

A beat that goes back in time begins another span, which overlaps the one before it. Time by the new
clock counts only from the end of that one on, and so does a change that was written by it: else a
recovery would wipe out the outage before it. That a change was, is seen from its decision: it lies
well before that of one written earlier.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from monitord.model.ledger import Span

NO_CLOCK = datetime.min.replace(tzinfo=UTC)
SET_BACK = timedelta(seconds=1)
"""Decisions are written in order but for so much at the most."""
_A_BEAT = timedelta(seconds=15)
"""A boot may have lived for so long before its first beat that is known, and after its last."""


class Clock:
    """The clock of one boot, as far as its changes tell; see each of them in the order of writing.

    `spans`: those of the boot; pieces that meet are one.
    """

    __slots__ = ("_floor", "_latest", "_spans")

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = spans
        self._latest = self._floor = NO_CLOCK

    def earliest(self, decided_at: datetime) -> datetime:
        """Before when a change decided then, by this clock, cannot have begun."""
        if decided_at >= self._latest:
            self._latest = decided_at
        elif self._latest - decided_at > SET_BACK:
            end = self._ended(decided_at)
            if end is not None:
                self._floor = max(self._floor, end)
                self._latest = decided_at
        return self._floor

    def _ended(self, decided_at: datetime) -> datetime | None:
        """The end of the span into which the one goes back by which it was decided; None: none."""
        ends = (
            span.last_at
            for span in self._spans
            if _holds(span, self._latest)
            and any(
                span.first_at < other.first_at < span.last_at and _holds(other, decided_at)
                for other in self._spans
            )
        )
        return min(ends, default=None)


def _holds(span: Span, when: datetime) -> bool:
    return span.first_at - _A_BEAT <= when <= span.last_at + _A_BEAT
