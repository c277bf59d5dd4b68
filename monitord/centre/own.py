"""What is wrong with monitord itself, told by the daemon: no probe can see it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from monitord.model.incidents import (
    Aspect,
    Cause,
    Certainty,
    Fault,
    FaultKey,
    Owner,
    Scope,
    Severity,
    Urgency,
)
from monitord.model.states import Reason

STORE = FaultKey(Scope.MONITOR, "store", Aspect.STORE)


class OwnFaults:
    """By key, like those of sites."""

    def __init__(self) -> None:
        self.faults: dict[FaultKey, Fault] = {}

    def shift(self, by: timedelta) -> None:
        """The wall clock was set."""
        for key, fault in self.faults.items():
            since, decided = fault.since + by, fault.decided_at + by
            self.faults[key] = replace(fault, since=since, decided_at=decided)

    def store(self, failing_since: datetime | None) -> None:
        """The database has not taken what is to be kept since then; None: it takes it again."""
        self.faults.pop(STORE, None)
        if failing_since is not None:
            self.faults[STORE] = Fault(
                key=STORE,
                cause=Cause.MONITOR,
                certainty=Certainty.CONFIRMED,
                owner=Owner.CENTRE,
                severity=Severity.WARNING,  # everybody can meet; what happens may be forgotten
                urgency=Urgency.PAGE,
                reason=Reason("store.failing"),
                sites=(),
                since=failing_since,
                decided_at=failing_since,
            )
