"""What is known now, as root cause is concluded from it: plain values, no behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from monitord.model.states import NO_REASON, Param, Reason, State


@dataclass(frozen=True, slots=True)
class Fact:
    """An observation as it is kept for people to read."""

    check: str
    kind: str
    params: Mapping[str, Param]
    observed_at: datetime


@dataclass(frozen=True, slots=True)
class CheckNow:
    """How a check is, by its last transition."""

    state: State
    reason: Reason
    flapping: bool
    since: datetime
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class CircuitNow:
    """How a circuit is: by the interface behind which it ends, else by the device."""

    state: State
    since: datetime
    reason: Reason = NO_REASON
