"""What can happen to packets on their way, and whom it happens to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

TargetKind: TypeAlias = Literal["device", "site", "subtree", "provider", "witnesses", "all"]
TARGETS: tuple[TargetKind, ...] = ("device", "site", "subtree", "provider", "witnesses", "all")


@dataclass(frozen=True, slots=True)
class Way:
    """What happens to a packet in one direction. Times in seconds, ratios from 0 to 1."""

    loss: float = 0.0
    burst: float = 1.0
    """Mean number of packets lost in a row: 1 is random loss, more a Gilbert model."""
    delay: float = 0.0
    jitter: float = 0.0
    """The delay of each packet is evenly spread over delay ± jitter, never below 0."""
    reorder: float = 0.0
    """The ratio of packets that are held back by `hold`, so that later ones overtake them."""
    hold: float = 0.05
    duplicate: float = 0.0
    """The ratio of packets that arrive twice."""


CLEAR = Way()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: packets suffer on the way, or are not answered at all."""

    to_site: Way = CLEAR
    from_site: Way = CLEAR
    dark: bool = False
    """Nothing comes back, and nothing passes through."""
    refuse: str | None = None
    """Dark, but the last router before it says so: one of `packet.ERRORS`."""
    refused_by: str | None = None
    """The device that says so instead; None is the last router before the fault."""

    @property
    def cuts(self) -> bool:
        """Whether packets end here."""
        return self.dark or self.refuse is not None


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a fault befalls. `id` is empty for `witnesses` and `all`."""

    kind: TargetKind
    id: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """A fault that begins `at` seconds after the start and ends at `until`."""

    at: float
    until: float
    """Infinity for one that stays."""
    target: Target
    fault: Fault


@dataclass(frozen=True, slots=True)
class Scenario:
    """The weather of the province.

    `defaults` replaces the delay and jitter of a healthy province on the way to every site.
    """

    seed: int | None = None
    defaults: Way | None = None
    events: tuple[Event, ...] = ()

    def active(self, elapsed: float) -> tuple[Event, ...]:
        """The events under way `elapsed` seconds after the start, in the order of the file."""
        return tuple(event for event in self.events if event.at <= elapsed < event.until)

    def next_change(self, elapsed: float) -> float:
        """When `active` changes next, seconds after the start; infinity if it never does."""
        edges = (edge for event in self.events for edge in (event.at, event.until))
        return min((edge for edge in edges if edge > elapsed), default=float("inf"))
