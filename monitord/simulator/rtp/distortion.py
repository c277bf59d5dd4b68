"""What a scenario does to a reflector, and how that reflector is under all faults of the moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

NANOSECONDS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Distortion:
    """What is wrong with a device's reflector. Times in seconds."""

    silent: bool = False
    """It does not answer."""
    restart: bool = False
    """It begins its numbers anew at this instant, whenever the fault ends."""
    stateless: bool = False
    """In place of its own number it sends back the sender's."""
    echo_z: bool = False
    """In place of its own error estimate it sends back the sender's, bits S and Z with it."""
    unsynchronised: bool = False
    """It says that its clock is not synchronised."""
    clock: float = 0.0
    """How far ahead its clock is; below 0: behind."""
    clock_step: float = 0.0
    """How far its clock jumps ahead at this instant, whenever the fault ends."""
    other_address: bool = False
    """It answers from the address of another device of the province."""
    replay: bool = False
    """Every answer is sent once more, two seconds later."""
    garbage: bool = False
    """Its answers are none of the mode's packets."""
    truncated: bool = False
    """Its answers end in the middle."""
    forged: bool = False
    """Its answers are of another session, and so is their HMAC."""

    @property
    def lasts(self) -> bool:
        """Whether something of it is not undone when the fault ends."""
        return self.restart or self.clock_step != 0


STRAIGHT = Distortion()


@dataclass(frozen=True, slots=True)
class Reflection:
    """The sum of all that distorts a reflector."""

    silent: bool = False
    stateless: bool = False
    echo_z: bool = False
    unsynchronised: bool = False
    other_address: bool = False
    replay: bool = False
    garbage: bool = False
    truncated: bool = False
    forged: bool = False
    clock: int = 0
    """Nanoseconds that its clock is ahead."""
    restarts: tuple[int, ...] = ()
    """When it began anew, CLOCK_MONOTONIC nanoseconds, in their order."""

    def began(self, at: int) -> int:
        """When it began anew for the last time before an instant; 0 if it never did."""
        return max((restart for restart in self.restarts if restart <= at), default=0)


FAITHFUL = Reflection()


def reflection(
    distortions: Iterable[Distortion], steps: Iterable[float], restarts: Iterable[int]
) -> Reflection:
    """The sum of distortions, of its clock's jumps so far, and of when it began anew."""
    given = list(distortions)
    ahead = sum(each.clock for each in given) + sum(steps)
    return Reflection(
        silent=any(each.silent for each in given),
        stateless=any(each.stateless for each in given),
        echo_z=any(each.echo_z for each in given),
        unsynchronised=any(each.unsynchronised for each in given),
        other_address=any(each.other_address for each in given),
        replay=any(each.replay for each in given),
        garbage=any(each.garbage for each in given),
        truncated=any(each.truncated for each in given),
        forged=any(each.forged for each in given),
        clock=round(ahead * NANOSECONDS),
        restarts=tuple(sorted(restarts)),
    )
