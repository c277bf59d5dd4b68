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
from exporters.alertmanager.wire import Held, silence_body
from monitord.model.alerts import Silence

if TYPE_CHECKING:  # it loads httpx
    from exporters.alertmanager.api import Api

log = logging.getLogger("alertmanager")


class Silencer:
    """Knows for which incidents the replica has a silence of ours.

    One of an incident that nobody knows any more is left to end by itself: it hushes nothing else.
    """

    def __init__(self, by: str, complaints: Complaints, now: Callable[[], datetime]) -> None:
        """`by`: who makes them; those of others are left alone."""
        self._by = by
        self._complaints = complaints
        self._clock = now
        self._ours: Set[str] = frozenset()
        self._sure = False
        self._ending: tuple[Held, ...] = ()

    def touched(self, wanted: Mapping[str, Silence], present: Set[str]) -> Set[str]:
        """Incidents whose alerts must wait until their silences are in order.

        At first those of all that are `present`: a daemon before this one may have made some.
        """
        return wanted.keys() | self._ours | (frozenset() if self._sure else present)

    async def begin(self, api: Api, wanted: Mapping[str, Silence], present: Set[str]) -> None:
        """Make and move silences, and find those that are to end. Raises AwayError.

        The replica is asked each time for those that matter: it may have been started anew since.
        """
        about = self.touched(wanted, present)
        if not about:
            return
        todo = plan(wanted, await api.silences(self._by, about), self._clock())
        for before, after in chain(((None, each) for each in todo.make), todo.move):
            try:
                await api.post_silence(silence_body(before, after, self._by))
            except RefusedError as error:
                self._complaints.hear(after.incident, error)
        self._ending = todo.end
        # Those that are to end are ours until they have: the round may break off before.
        self._ours, self._sure = wanted.keys() | {each.incident for each in todo.end}, True

    async def end(self, api: Api) -> Set[str]:
        """End those that `begin` found; the incidents that they were about. Raises AwayError."""
        for each in self._ending:
            try:
                await api.expire(each.id)
            except RefusedError as error:  # another replica told it already
                log.debug("silence not ended incident=%s why=%s", each.incident, error)
        ended = {each.incident for each in self._ending}
        self._ours, self._ending = self._ours - ended, ()
        return ended
