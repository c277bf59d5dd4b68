"""What a person does to an incident."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from monitord.model.incidents import Actor, Cause, Owner


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something that a person does to an incident."""

    incident: str
    by: Actor
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge(Action):
    """Take care of it; `seconds`: for so long at most, None: until it closes."""

    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment(Action):
    """Write something into its history; `note` is required."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct(Action):
    """Say what the cause was, and who answers for it; it is confirmed by that. None: unchanged."""

    cause: Cause | None = None
    owner: Owner | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket(Action):
    """What the provider was told, and when it accepted that. None: unchanged."""

    number: str | None = None
    reported_at: datetime | None = None
    accepted_at: datetime | None = None
    conference_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Close(Action):
    """Call it over, whatever is measured; if the fault lasts, a new incident opens later."""


AnyAction: TypeAlias = Acknowledge | Comment | Correct | Ticket | Close
