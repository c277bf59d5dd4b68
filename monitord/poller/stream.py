"""What the poller asks of every check that runs, whatever its probe, and checks of the poller."""

from __future__ import annotations

from typing import Protocol

from monitord.health.change import Change, Health
from monitord.model.states import Reason


class Stream(Protocol):
    """One check, running. Everything happens on the loop."""

    interval: float
    """Seconds between two turns, as now in force."""

    @property
    def id(self) -> str:
        """`site/device/probe`."""

    @property
    def probe(self) -> str:
        """The kind of its turns."""

    @property
    def usual_interval(self) -> float:
        """Seconds between two turns, as the inventory has it."""

    @property
    def address(self) -> str | None:
        """Where the device is; None while its name has no address."""

    @property
    def health(self) -> Health:
        """How the check is."""

    def aim(self, address: str | None, why: Reason) -> None:
        """Probe `address` from now on; None: there is none, because of `why`."""

    def turn(self) -> None:
        """It is this check's turn."""

    def recheck(self) -> None:
        """Probe now, out of turn."""

    def isolated(self) -> None:
        """The monitor is cut off: nothing is known of this device."""

    def end(self) -> None:
        """Stop at once: what is under way tells nobody anything."""


class Outlook(Protocol):
    """Whether a device is expected to answer now; the calendar turns it at each edge."""

    @property
    def expected(self) -> bool:
        """Whether silence is a fault now."""


class Listener(Protocol):
    """Hears what a stream decides."""

    def changed(self, check: Stream, change: Change) -> None:
        """The check's state, reason or flapping changed."""
