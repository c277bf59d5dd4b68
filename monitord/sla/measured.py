"""How each subject was measured to be, from its changes and from when the monitor lived. Pure.

- A state holds from its effective start: its `since`, but never before the effective start of the
  change written before it in the same boot, nor before a clock that was set back counts again (see
  `clocks`). A state that lasted no time vanishes; a change that says the same state again, as each
  midnight does, says nothing.
- What begins after a later change was decided was told by a clock that was ahead, and is as if it
  had never been said: the centre says again what lasts.
- Outside the lives of the monitor nothing is known, and after a start nothing until the first
  change of that boot. A gap within one boot is unknown, and the state goes on after it.
- down that turns directly into unreachable, no more than `correlate` after it began, was
  unreachable all along: the wider cause showed late. Directly: the next state of the same boot
  that lasted at all, be it seen or in a gap; after a recorded unknown it is not.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from monitord.model.ledger import Change, Span, Subject
from monitord.model.states import State
from monitord.sla.clocks import SET_BACK, Clock

EARLIEST = datetime.min.replace(tzinfo=UTC)


class Life(NamedTuple):
    """A time in which a boot of the monitor measured, [start, end), UTC."""

    start: datetime
    end: datetime
    boot_id: str


class Spell(NamedTuple):
    """A time in which a subject was measured to be in one state, [start, end); never unknown."""

    start: datetime
    end: datetime
    state: State
    decided_at: datetime


class Step(NamedTuple):
    """A state of one boot, from when on."""

    start: datetime
    state: State
    decided_at: datetime


Correlate: TypeAlias = Callable[[datetime], float]
"""The rule of the inventory in force at a time, seconds."""


class Trail:
    """What one boot has said of one subject, in the order of writing."""

    __slots__ = ("_said", "_since", "steps")

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._said: State | None = None
        self._since = EARLIEST

    def add(self, change: Change, earliest: datetime) -> None:
        """The next change, which cannot have begun before `earliest`."""
        if earliest <= change.decided_at:
            self._take_back(change.decided_at + SET_BACK)
        if change.state is self._said:
            return
        self._said = change.state
        self._since = start = max(change.since, self._since, earliest)
        steps = self.steps
        if steps and steps[-1].start == start:
            steps.pop()  # it lasted no time
        if not steps or steps[-1].state is not change.state:
            steps.append(Step(start, change.state, change.decided_at))

    def _take_back(self, after: datetime) -> None:
        """What began after that was told by a clock that was ahead, and has been set right."""
        if self._since <= after:
            return
        steps = self.steps
        while steps and steps[-1].start > after:
            steps.pop()
        self._said, self._since = (steps[-1].state, steps[-1].start) if steps else (None, EARLIEST)


Trails: TypeAlias = Mapping[str, Trail]
"""By boot."""


def lives(spans: Iterable[Span], now: datetime) -> Sequence[Life]:
    """When it was measured, in the order of time and without overlap, `now` at the latest.

    Where spans overlap, for the clock was set back, one counts from the end of those before it on.
    It makes no difference whether a span is kept in one piece or in several that meet.
    """
    found, known_until = [], EARLIEST
    for span in joined(spans):
        start, end = max(span.first_at, known_until), min(span.last_at, now)
        if start < end:
            known_until = end
            if not span.isolated:
                found.append(Life(start, end, span.boot_id))
    return found


def trails(changes: Iterable[Change], spans: Iterable[Span]) -> dict[Subject, dict[str, Trail]]:
    """What was said of each subject, by boot."""
    found: dict[Subject, dict[str, Trail]] = {}
    lived: dict[str, list[Span]] = {}
    for span in joined(spans):
        lived.setdefault(span.boot_id, []).append(span)
    clocks: dict[str, Clock] = {}
    for change in changes:
        clock = clocks.get(change.boot_id)
        if clock is None:
            clock = clocks[change.boot_id] = Clock(lived.get(change.boot_id, ()))
        boots = found.get(change.subject)
        if boots is None:
            boots = found[change.subject] = {}
        trail = boots.get(change.boot_id)
        if trail is None:
            trail = boots[change.boot_id] = Trail()
        trail.add(change, clock.earliest(change.decided_at))
    return found


def spells(said: Trails, known: Iterable[Life], correlate: Correlate) -> list[Spell]:
    """How one subject was measured to be, by time; between spells it is unknown."""
    steps = {boot: _widened(trail.steps, correlate) for boot, trail in said.items()}
    found: list[Spell] = []
    for life in known:
        for spell in _seen(steps.get(life.boot_id, ()), life):
            last = found[-1] if found else None
            if last and last.end == spell.start and last.state is spell.state:
                found[-1] = last._replace(end=spell.end)
            else:
                found.append(spell)
    return found


def joined(spans: Iterable[Span]) -> list[Span]:
    """Those of one boot that meet as one, by their beginning."""
    found: list[Span] = []
    open_at: dict[tuple[str, bool, datetime], int] = {}
    for span in sorted(spans, key=attrgetter("first_at")):
        place = open_at.pop((span.boot_id, span.isolated, span.first_at), None)
        if place is None:
            place = len(found)
            found.append(span)
        else:
            found[place] = replace(found[place], last_at=span.last_at)
        open_at[span.boot_id, span.isolated, span.last_at] = place
    return found


def _seen(steps: Sequence[Step], life: Life) -> Iterator[Spell]:
    """What of these states lies within a life of their boot."""
    first = max(0, bisect_right(steps, life.start, key=attrgetter("start")) - 1)
    for index in range(first, len(steps)):
        step = steps[index]
        if step.start >= life.end:
            return
        end = steps[index + 1].start if index + 1 < len(steps) else life.end
        start, end = max(step.start, life.start), min(end, life.end)
        if start < end and step.state is not State.UNKNOWN:
            yield Spell(start, end, step.state, step.decided_at)


def _widened(steps: Sequence[Step], correlate: Correlate) -> Sequence[Step]:
    """The same, where what turned unreachable at once was so from its start."""
    if len(steps) < 2:
        return steps
    return [
        step._replace(state=State.UNREACHABLE) if _was_wider(step, after, correlate) else step
        for step, after in zip(steps, [*steps[1:], None], strict=True)
    ]


def _was_wider(step: Step, after: Step | None, correlate: Correlate) -> bool:
    return (
        after is not None
        and step.state is State.DOWN
        and after.state is State.UNREACHABLE
        and (after.start - step.start).total_seconds() <= correlate(after.start)
    )
