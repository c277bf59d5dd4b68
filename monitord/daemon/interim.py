"""A desk that says that it is not open yet; replaced by the daemon's own in this same issue."""

from __future__ import annotations

from collections.abc import Sequence

from monitord.model.desk import DeskError, Done, Search, WindowDone
from monitord.model.incidents import Actor, AnyAction, Incident, IncidentEvent
from monitord.model.maintenance import Window


class ClosedDesk:
    """Knows nothing and does nothing."""

    async def incidents(self, search: Search) -> Sequence[Incident]:
        """None."""
        return ()

    async def incident(self, ident: str) -> tuple[Incident, Sequence[IncidentEvent]]:
        """Raises DeskError."""
        raise DeskError("desk.closed", {})

    async def act(self, action: AnyAction) -> Done:
        """Raises DeskError."""
        raise DeskError("desk.closed", {})

    async def windows(self) -> Sequence[Window]:
        """None."""
        return ()

    async def add_window(self, draft: Window, by: Actor) -> WindowDone:
        """Raises DeskError."""
        raise DeskError("desk.closed", {})

    async def cancel_window(self, ident: str, by: Actor) -> WindowDone:
        """Raises DeskError."""
        raise DeskError("desk.closed", {})
