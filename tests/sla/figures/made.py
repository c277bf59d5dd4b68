"""Intervals and outages made by hand. Times are seconds after `START`, a midnight in Vietnam."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from monitord.model.figures import Month, Outage
from monitord.model.incidents import Cause, Certainty, Owner
from monitord.model.ledger import Interval, Subject
from monitord.model.states import State

START = datetime(2026, 9, 30, 17, tzinfo=UTC)
END = datetime(2026, 10, 31, 17, tzinfo=UTC)
MONTH = Month(2026, 10, "Asia/Ho_Chi_Minh", START, END)
LINE = Subject("circuit", "TSL-A")
PROVIDER, UTILITY = Owner.PROVIDER, Owner.UTILITY
SUSPECTED, CONFIRMED = Certainty.SUSPECTED, Certainty.CONFIRMED


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def interval(
    start: float,
    end: float,
    state: State = State.UP,
    owner: Owner | None = None,
    certainty: Certainty | None = None,
    *,
    measured: State | None = None,
    present: bool = True,
    agreed: bool = False,
    subject: Subject = LINE,
) -> Interval:
    return Interval(
        subject=subject, start=at(start), end=at(end), state=state, measured=measured or state,
        present=present, owner=owner, certainty=certainty, agreed=agreed,
    )  # fmt: skip


def outage(
    start: float,
    end: float | None,
    owner: Owner | None = PROVIDER,
    certainty: Certainty | None = CONFIRMED,
    *,
    down: float | None = None,
    excluded: float = 0.0,
    decided: float | None = None,
    reported: float | None = None,
    incident: str | None = "261001-AAAA",
    subject: Subject = LINE,
    agreed: bool = False,
) -> Outage:
    """`decided`: 6 s after its start unless it is given."""
    return Outage(
        id=f"{incident}/{subject.id}", subject=subject, site="xa-a", provider="vnpt",
        start=at(start), end=None if end is None else at(end),
        decided_at=at(start + 6 if decided is None else decided),
        down=(end or start) - start if down is None else down, excluded=excluded,
        cause=Cause.CIRCUIT, owner=owner, certainty=certainty, settled=False, incident=incident,
        ticket=None, reported_at=None if reported is None else at(reported),
        agreed=agreed, corrected=False,
    )  # fmt: skip
