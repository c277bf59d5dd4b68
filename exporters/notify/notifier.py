"""Tells people of incidents; a slow or failing receiver delays nobody else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from exporters.notify.receiver import Receiver, Wording
from monitord.model.incidents import Incident

Counted: TypeAlias = Callable[[str, str, int], None]
"""Hears of messages: the receiver's id, `sent`, `failed` or `dropped`, and how many."""


def _now() -> datetime:
    return datetime.now(UTC)


class Notifier:
    """All receivers. Make it inside the running loop, start `run`, `poke` it when news come."""

    def __init__(
        self,
        receivers: Sequence[Receiver],
        incidents: Callable[[], Sequence[Incident]],
        wording: Wording,
        counted: Counted,
        memory: Path | None = None,
        now: Callable[[], datetime] = _now,
    ) -> None:
        """`incidents`: open ones and those closed of late, as a CentreSnapshot has them.

        `memory`: the file in which it is kept what was told, so that a restart tells nothing
        twice; None: what was opened before the start counts as told.
        Raises ValueError for a URL that apprise does not know; the text shows no password.
        """
        raise NotImplementedError

    def poke(self) -> None:
        """There are news: look at the incidents, now."""
        raise NotImplementedError

    async def run(self) -> None:
        """Keep everybody told until cancelled."""
        raise NotImplementedError
