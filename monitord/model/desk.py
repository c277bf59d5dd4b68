"""What people can ask of incidents and maintenance windows, whoever puts it to the daemon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from monitord.model.actions import AnyAction
from monitord.model.incidents import Actor, Incident, IncidentEvent
from monitord.model.maintenance import Window
from monitord.model.states import Param


class DeskError(Exception):
    """What was asked cannot be done: `code` is a key of the texts, worded only on output."""

    def __init__(self, code: str, params: Mapping[str, Param]) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class UnknownError(DeskError):
    """There is no incident or window of this id; `near`: what may have been meant."""

    def __init__(self, ident: str, near: Sequence[str] = ()) -> None:
        super().__init__("desk.unknown", {"id": ident})
        self.near = tuple(near)


@dataclass(frozen=True, slots=True)
class Done:
    """An incident after what was done to it."""

    incident: Incident
    recorded: bool
    """False: the database does not take it now; it is in force, and is recorded later."""


@dataclass(frozen=True, slots=True)
class WindowDone:
    """A window after what was done to it."""

    window: Window
    recorded: bool


@dataclass(frozen=True, slots=True)
class Search:
    """Which incidents: all of those open in [since, until), the newest first; None: no bound."""

    open_only: bool = True
    since: datetime | None = None
    until: datetime | None = None
    site: str | None = None
    """Of this site or that it suffers from."""
    subjects: frozenset[str] | None = None
    """Of one of these circuits, providers or sites; None: of anything."""
    most: int = 200


class Desk(Protocol):
    """The daemon's side of `monitord incidents`, `monitord maintenance` and the API."""

    async def incidents(self, search: Search) -> Sequence[Incident]:
        """Those that are asked for. Raises DeskError when the database is needed and away."""

    async def incident(self, ident: str) -> tuple[Incident, Sequence[IncidentEvent]]:
        """One with its history, oldest first. Raises DeskError."""

    async def act(self, action: AnyAction) -> Done:
        """Do it, and wait a few seconds at most for the database. Raises DeskError."""

    async def windows(self) -> Sequence[Window]:
        """Those of the inventory and those added, by their start; not those long over."""

    async def add_window(self, draft: Window, by: Actor) -> WindowDone:
        """Add one; its id is given here. Raises DeskError, also for a rule that cannot be read."""

    async def cancel_window(self, ident: str, by: Actor) -> WindowDone:
        """End one that was added by command. Raises DeskError."""
