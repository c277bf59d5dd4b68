"""The ledger: how circuits, sites and MCUs were, when, and why; what people agreed on afterwards.

Times are aware, UTC, in microseconds. Intervals are half open, [start, end).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal, TypeAlias

from monitord.model.incidents import Actor, Cause, Certainty, Owner
from monitord.model.states import State

Kind: TypeAlias = Literal["circuit", "site", "mcu"]


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """Something whose time is kept. `id`: of a circuit, a site, or an MCU (`site/device`)."""

    kind: Kind
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A subject is in another state, or still is: as measured, whatever is planned.

    Never `maintenance`: what lies beneath it is kept, and windows are laid over it afterwards. At
    each start of the daemon every subject is said to be unknown, and at midnight every one's state
    is said once more, so that a month can be worked out without looking far back.
    """

    boot_id: str
    """Of this start of the daemon, the same that its heartbeats carry. Orders nothing; the order
    is that of writing."""
    subject: Subject
    state: State
    reason: str
    """The code."""
    since: datetime
    """When it began: the first lost echo was sent, or the first reply came."""
    decided_at: datetime
    """When it was concluded; what is seen in Prometheus changes from then on."""


class Excluded(StrEnum):
    """Why time counts neither for nor against anybody."""

    MAINTENANCE = "maintenance"
    """Planned work, announced as early as the contract asks."""
    UNKNOWN = "unknown"
    """The monitor did not measure."""
    UNREACHABLE = "unreachable"
    """What it hangs on was down: nothing is known of it."""
    AGREED = "agreed"
    """A person has entered that both sides agree to leave it out."""
    ABSENT = "absent"
    """Not in the inventory, or outside its dates."""


LEFT_OUT = tuple(each for each in Excluded if each is not Excluded.ABSENT)
"""Why time in which something was there does not count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A stretch of a subject's timeline; together they cover a month without hole or overlap."""

    subject: Subject
    start: datetime
    end: datetime
    state: State
    """With windows laid over what was measured: `maintenance` where work was agreed."""
    measured: State
    """Beneath the window; else the same."""
    present: bool = True
    """False: not in the inventory, or outside its dates. Then the state is unknown."""
    incident: str | None = None
    """The one that explains it, at the end of all merging; its evidence is kept under this id."""
    outage: str | None = None
    """The outage that it is a part of; see `Outage.id`."""
    cause: Cause | None = None
    owner: Owner | None = None
    certainty: Certainty | None = None
    """These three: None where nothing was wrong, or no incident tells."""
    window: str | None = None
    """The maintenance window in which it lies, agreed or not."""
    agreed: bool = False
    """Whether both sides agreed afterwards to leave it out."""

    @property
    def seconds(self) -> float:
        """How long."""
        return (self.end - self.start).total_seconds()


class CorrectedField(StrEnum):
    """What of an outage can be set right afterwards."""

    CAUSE = "cause"
    OWNER = "owner"
    EXCLUDED = "excluded"
    """`yes`: both sides agreed to leave it out; `no`: not so any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a person set right, for ever. Rows are only added; the last word counts."""

    id: int
    """Counts up; 0: not kept yet."""
    outage: str
    """The id of an outage, or of an incident: then of all its outages."""
    at: datetime
    by: Actor
    why: str
    field: CorrectedField
    before: str | None
    """What it was; None: there was no value."""
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A month was closed, or a correction made a new revision of it."""

    month: str
    """`2026-10`."""
    revision: int
    """1: the closing itself."""
    at: datetime
    by: Actor
    why: str
    corrections: int
    """The greatest id of a correction that it holds; 0: none."""


class LedgerError(Exception):
    """What was asked of the ledger cannot be done: `code` is a key of the texts (`sla.…`)."""

    def __init__(self, code: str, **params: str | int | float) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Span:
    """A time in which a poller's heartbeats came one after the other, [first_at, last_at], UTC."""

    poller: str
    boot_id: str
    isolated: bool
    """All targets and all witnesses were silent: nothing was measured."""
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Affected:
    """A site that has suffered from an incident."""

    site: str
    joined_at: datetime
    """When it first did."""
    left_at: datetime | None
    """When it did no longer while the incident went on; None: it does still, or did to the end."""
