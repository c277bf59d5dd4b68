"""Keeps the silences of one replica those that are wanted."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Set
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

from exporters.alertmanager.complaints import Complaints
from exporters.alertmanager.errors import RefusedError
from exporters.alertmanager.silencing import plan
from exporters.alertmanager.wire import silence_body
from monitord.model.alerts import Silence

if TYPE_CHECKING:  # it loads httpx
    from exporters.alertmanager.api import Api

log = logging.getLogger("alertmanager")


class Silencer:
    """Knows for which incidents the replica has a silence of ours, unless it was away since."""

    def __init__(self, by: str, complaints: Complaints, now: Callable[[], datetime]) -> None:
        """`by`: who makes them; those of others are left alone."""
        self._by = by
        self._complaints = complaints
        self._clock = now
        self._ours: Set[str] | None = None

    @property
    def sure(self) -> bool:
        """Whether it is known which silences there are."""
        return self._ours is not None

    def touches(self, wanted: Mapping[str, Silence]) -> Set[str]:
        """Incidents whose alerts must wait until their silences are in order."""
        return wanted.keys() | (self._ours or frozenset())

    def forget(self) -> None:
        """The replica was away: it may have lost them."""
        self._ours = None

    async def arrange(self, api: Api, wanted: Mapping[str, Silence]) -> None:
        """Make, move and end silences. Raises AwayError.

        The replica is asked each time for those that matter: it may have been started anew since.
        """
        about = None if self._ours is None else self._ours | wanted.keys()
        if about is not None and not about:
            return
        todo = plan(wanted, await api.silences(self._by, about), self._clock())
        for before, after in chain(((None, each) for each in todo.make), todo.move):
            try:
                await api.post_silence(silence_body(before, after, self._by))
            except RefusedError as error:
                self._complaints.hear(after.incident, error)
        for each in todo.end:
            try:
                await api.expire(each.id)
            except RefusedError as error:  # another replica told it already
                log.debug("silence not ended incident=%s why=%s", each.incident, error)
        self._ours = frozenset(wanted)
