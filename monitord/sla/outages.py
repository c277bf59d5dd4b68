"""Outages: a subject's time down, by incident, or by runs that no incident tells. Pure.

- All time measured down that one incident explains is one outage, however often it came and went.
- What no incident explains is one outage from the first time down to a measured recovery (up or
  degraded) or until the subject leaves the inventory; unknown, unreachable, off and maintenance do
  not interrupt it. A recovery measured within a maintenance window is one.
- Of a circuit that changes its provider while it is down it is one of each, with the same id: each
  answers for its own time.
- It ended with its last time down when something is known after that: a recovery, another outage,
  or that the subject has left. Else its end is not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from monitord.model.figures import Month, Outage
from monitord.model.incidents import Cause, Certainty, Owner
from monitord.model.ledger import Subject
from monitord.model.states import State
from monitord.sla.last_words import LastWord, LastWords
from monitord.sla.presence import Stay
from monitord.sla.stretches import RECOVERED, Stretch


@dataclass(slots=True)
class Case:
    """An outage in the making."""

    id: str
    parts: list[Stretch]
    word: LastWord
    end: datetime | None
    down: timedelta = field(default_factory=timedelta)
    """Within the month, what is excluded left out."""
    excluded: timedelta = field(default_factory=timedelta)

    def count(self, length: timedelta, *, excluded: bool) -> None:
        """So much of it lies within the month."""
        if excluded:
            self.excluded += length
        else:
            self.down += length

    @property
    def judged(self) -> tuple[Cause | None, Owner | None, Certainty | None]:
        """What is said of it in the end."""
        return judged(self.parts[0], self.word)


def judged(stretch: Stretch, word: LastWord) -> tuple[Cause | None, Owner | None, Certainty | None]:
    """Cause, owner and certainty: the incident's, but for what a person has set right."""
    told = stretch.told
    cause, owner = word.cause or (told and told.cause), word.owner or (told and told.owner)
    if word.cause or word.owner:
        return cause, owner, Certainty.CONFIRMED
    return cause, owner, told and told.certainty


def cases(
    subject: Subject,
    stretches: Sequence[Stretch],
    stays: Sequence[Stay],
    words: LastWords,
    now: datetime,
) -> dict[int, Case]:
    """The outage of each stretch that was down, by the place of the stretch in the row.

    `stays`: all of the subject's; `now`: what comes later is not known.
    """
    found: dict[tuple[str, str | None], Case] = {}
    by_place: dict[int, Case] = {}
    for place, ident in _named(subject, stretches, stays):
        stretch = stretches[place]
        key = ident, stretch.stay.provider
        case = found.get(key)
        if case is None:
            incident = stretch.told.incident if stretch.told else None
            case = found[key] = Case(ident, [], words.on(ident, incident), None)
        case.parts.append(stretch)
        over = _answered(stretches, place) or _leaves(stretch.stay, stays) <= now
        case.end = stretch.end if over else None
        by_place[place] = case
    return by_place


def outage(subject: Subject, case: Case, month: Month) -> Outage:
    """It as it is printed; `month`: it has time down within."""
    first, inside = case.parts[0], _inside(case.parts, month)
    told = first.told
    cause, owner, certainty = case.judged
    return Outage(
        id=case.id,
        subject=subject,
        site=inside.site,
        provider=inside.provider,
        start=first.start,
        end=case.end,
        decided_at=first.decided_at,
        down=case.down.total_seconds(),
        excluded=case.excluded.total_seconds(),
        cause=cause,
        owner=owner,
        certainty=certainty,
        settled=False,
        incident=told.incident if told else None,
        ticket=told.ticket if told else None,
        reported_at=told.reported_at if told else None,
        agreed=case.word.agreed,
        corrected=case.word.corrected,
    )


def _named(
    subject: Subject, stretches: Sequence[Stretch], stays: Sequence[Stay]
) -> Iterator[tuple[int, str]]:
    """The places of those that were down, with the ids of their outages."""
    run: str | None = None
    stay: Stay | None = None
    for place, each in enumerate(stretches):
        away = stay is not None and stay != each.stay and _leaves(stay, stays) < each.start
        if each.state in RECOVERED or away:
            run = None
        stay = each.stay
        if each.state is State.DOWN:
            if each.told is not None:
                yield place, f"{each.told.incident}/{subject.id}"
            else:
                run = run or f"{subject.id}@{each.start.astimezone(UTC):%Y%m%dT%H%M%SZ}"
                yield place, run


def _answered(stretches: Sequence[Stretch], place: int) -> bool:
    """Whether a stretch of down was followed by a recovery, or by another time down."""
    after = (stretches[later].state for later in range(place + 1, len(stretches)))
    return any(state in RECOVERED or state is State.DOWN for state in after)


def _leaves(stay: Stay, stays: Sequence[Stay]) -> datetime:
    """When the subject left after a stay: it may have moved, and gone on elsewhere."""
    end = stay.end
    for each in stays:
        if each.start == end:
            end = each.end
    return end


def _inside(parts: Sequence[Stretch], month: Month) -> Stay:
    """Where it was when it was first down within the month."""
    return next(each.stay for each in parts if each.end > month.start)
