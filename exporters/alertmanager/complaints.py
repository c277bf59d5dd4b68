"""Says in the log what a replica refuses, once each."""

from __future__ import annotations

import logging

from exporters.alertmanager.errors import RefusedError

log = logging.getLogger("alertmanager")

MOST = 1000
"""Complaints that are remembered; then everything may be said again."""


class Complaints:
    """Of one replica."""

    def __init__(self, replica: str) -> None:
        self._replica = replica
        self._said: set[tuple[str, str]] = set()

    def hear(self, incident: str, error: RefusedError) -> None:
        """What is of this incident was refused."""
        said = (incident, str(error))
        if said in self._said:
            return
        if len(self._said) >= MOST:
            self._said.clear()
        self._said.add(said)
        log.error("refused replica=%s incident=%s why=%s", self._replica, incident, error)
