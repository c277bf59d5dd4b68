"""What can happen to packets on their way and to devices, and whom it happens to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor, inf
from typing import Literal, TypeAlias

from monitord.simulator.rtp.distortion import STRAIGHT, Distortion
from monitord.simulator.signalling.trouble import CALM, Trouble

ROUNDING = 1e-9
"""What quotients of times may be wrong by."""

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
    overtake: bool = False
    """Whether jitter may change the order, as of paths of unequal length; else it never does."""
    duplicate: float = 0.0
    """The ratio of packets that arrive twice."""


CLEAR = Way()


@dataclass(frozen=True, slots=True)
class Ailment:
    """What is wrong with a device as its SNMP agent shows it, or with the agent."""

    silent: bool = False
    """The agent does not answer."""
    slow: float = 0.0
    """Seconds that it thinks about each request."""
    garbage: bool = False
    """Its answers are no SNMP messages."""
    truncated: bool = False
    """Its answers are cut off in the middle."""
    wrong_type: bool = False
    """Every number is an OCTET STRING, and no UTF-8."""
    reboot: bool = False
    """It starts again at this instant, whenever the fault ends."""
    in_call: bool | None = None
    """None: in a call at times, as it likes."""
    not_registered: bool = False
    """With a gatekeeper or registrar."""
    ports_full: bool = False
    """Of an MCU."""
    on_battery: bool = False
    """Of a UPS."""
    interface_down: str | None = None
    """An interface's ifName."""


WELL = Ailment()


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
    snmp: Ailment = WELL
    rtp: Distortion = STRAIGHT
    signalling: Trouble = CALM
    only_streams: bool = False
    """Whether `to_site` and `from_site` befall test streams alone, as in a queue of their own."""

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
    every: float = inf
    """Seconds from its beginning to the next time that it begins."""

    def began(self, elapsed: float) -> float | None:
        """When it began for the last time, `elapsed` seconds after the start; None if it has not.

        Seconds after the start, as all times here.
        """
        if elapsed < self.at or self.every == inf:
            return self.at if elapsed >= self.at else None
        return self.at + floor((elapsed - self.at) / self.every + ROUNDING) * self.every

    def times(self, elapsed: float) -> int:
        """How often it has begun so far."""
        began = self.began(elapsed)
        if began is None or self.every == inf:
            return int(began is not None)
        return 1 + round((began - self.at) / self.every)

    def active(self, elapsed: float) -> bool:
        """Whether it is under way."""
        began = self.began(elapsed)
        return began is not None and elapsed < began + self.until - self.at

    def edges(self, elapsed: float) -> Iterator[float]:
        """The instants near `elapsed` at which it begins or ends; all that are next are there."""
        began = self.began(elapsed)
        for begin in (self.at,) if began is None else (began, began + self.every):
            yield begin
            yield begin + self.until - self.at


@dataclass(frozen=True, slots=True)
class Scenario:
    """The weather of the province.

    `defaults` replaces the delay and jitter of a healthy province on the way to every site.
    """

    seed: int | None = None
    defaults: Way | None = None
    events: tuple[Event, ...] = ()

    def begun(self, elapsed: float) -> Iterator[tuple[Event, float]]:
        """The events that have begun so far, under way or not, and when for the last time."""
        for event in self.events:
            if (began := event.began(elapsed)) is not None:
                yield event, began

    def active(self, elapsed: float) -> tuple[tuple[Event, float], ...]:
        """The events under way and since when, in the order of the file."""
        return tuple(each for each in self.begun(elapsed) if each[0].active(elapsed))

    def next_change(self, elapsed: float) -> float:
        """When `active` changes next; infinity if it never does."""
        edges = (edge for event in self.events for edge in event.edges(elapsed))
        return min((edge for edge in edges if edge > elapsed), default=inf)
