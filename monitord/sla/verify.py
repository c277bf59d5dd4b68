"""Check by another road: the ledger's circuits against what Prometheus scraped of them.

Prometheus sees a change at the first scrape after it was decided, and takes each state to last to
the next scrape. An edge may thus stand up to one scrape interval late, and by `LAG` off besides:
the stamp of a scrape is that of its beginning, while the answer may come as late as its time-out
(10 s); and that a daemon died is known to its last heartbeat (every 5 s). So

- a scrape contradicts the ledger when the state that it saw was not decided at any moment within
  one interval and `LAG` around it;
- of n edges the seconds in any state differ by at most n x (interval + `LAG`).

A circuit differs when either does not hold. Where Prometheus has no samples, both are silent.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitord.model.states import State
from monitord.sla.decided import Piece
from monitord.sla.scrapes import Run, Scrapes

LAG = 10.0
"""Seconds."""
ROUNDING = 0.01
"""Seconds that adding up a month of floats may be off."""
_MEASURED = (State.UP, State.DEGRADED, State.DOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One circuit in Prometheus and in the ledger, over the time that Prometheus knows."""

    circuit: str
    prometheus: Mapping[State, float]
    """Seconds by state."""
    ledger: Mapping[State, float]
    """Likewise, as decided."""
    unseen: float
    """Seconds of the period of which Prometheus has no sample of it."""
    edges: int
    """How often it changed, by the ledger."""
    explained: float
    """Seconds that its edges explain at most."""
    contradicted: int
    """Scrapes that saw what the ledger had not decided then or near."""
    first: float | None
    """When the first of those was, Unix seconds."""

    @property
    def difference(self) -> float:
        """The greatest of any state: seconds in Prometheus without those in the ledger."""
        return max(map(self.of_state, State), key=abs)

    def of_state(self, state: State) -> float:
        """That of one state."""
        return self.prometheus.get(state, 0.0) - self.ledger.get(state, 0.0)

    @property
    def differs(self) -> bool:
        """By more than scraping explains."""
        return self.contradicted > 0 or abs(self.difference) > self.explained + ROUNDING


def measured_availability(seconds: Mapping[State, float]) -> float | None:
    """Up or degraded of all that was measured, whoever answers for it; None: nothing was.

    Prometheus knows no owners, no agreements and no corrections, so this is not the contract's.
    """
    measured = sum(seconds.get(state, 0.0) for state in _MEASURED)
    return 1 - seconds.get(State.DOWN, 0.0) / measured if measured > 0 else None


def compare(
    circuit: str, runs: Sequence[Run], pieces: Sequence[Piece], scrapes: Scrapes
) -> Compared:
    """`runs` in order, `pieces` of the period; none: the ledger has never heard of the circuit."""
    margin = scrapes.interval + LAG
    wrong = [index for run in runs for index in _contradicting(run, pieces, scrapes, margin)]
    seen = _stretches(runs, scrapes)
    edges = sum(
        any(start - margin < piece.start < end + margin for start, end in seen)
        for piece in pieces[1:]
    )
    period = pieces[-1].end - pieces[0].start if pieces else 0.0
    known = sum(scrapes.known(start, end) for start, end in seen)
    return Compared(
        circuit=circuit,
        prometheus=_prometheus(runs, scrapes),
        ledger=_ledger(seen, pieces, scrapes),
        unseen=max(0.0, period - known),
        edges=edges,
        explained=edges * margin,
        contradicted=len(wrong),
        first=scrapes.at[wrong[0]] if wrong else None,
    )


def _contradicting(
    run: Run, pieces: Sequence[Piece], scrapes: Scrapes, margin: float
) -> Iterator[int]:
    """The scrapes of a run that were not near any piece of its state."""
    at, next_open = scrapes.at, run.first
    for piece in pieces:
        if piece.state is run.state:
            low = bisect_left(at, piece.start - margin, next_open, run.past)
            yield from range(next_open, low)
            next_open = bisect_right(at, piece.end + margin, low, run.past)
    yield from range(next_open, run.past)


def _stretches(runs: Sequence[Run], scrapes: Scrapes) -> Sequence[tuple[float, float]]:
    """When Prometheus had the circuit at all."""
    found: list[tuple[float, float]] = []
    past = None
    for run in runs:
        end = scrapes.end(run)
        if run.first == past:
            found[-1] = (found[-1][0], end)
        else:
            found.append((scrapes.at[run.first], end))
        past = run.past
    return found


def _prometheus(runs: Sequence[Run], scrapes: Scrapes) -> Mapping[State, float]:
    found: dict[State, float] = {}
    for run in runs:
        seconds = scrapes.seconds(run.first, run.past)
        found[run.state] = found.get(run.state, 0.0) + seconds
    return found


def _ledger(
    seen: Sequence[tuple[float, float]], pieces: Sequence[Piece], scrapes: Scrapes
) -> Mapping[State, float]:
    found: dict[State, float] = {}
    for start, end in seen:
        for piece in pieces:
            if piece.start < end and start < piece.end:
                known = scrapes.known(max(start, piece.start), min(end, piece.end))
                if known:
                    found[piece.state] = found.get(piece.state, 0.0) + known
    return found
