"""What the packet log says of a test stream: the truth that its figures are judged against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitord.simulator.outcome import Fate
from monitord.simulator.packetlog import Entry


@dataclass(frozen=True)
class Way:
    """One direction of a stream."""

    sent: int
    lost: int
    duplicates: int
    reordered: int
    """Packets whose first copy came after one that had set out later (RFC 4737, 3.3)."""


@dataclass(frozen=True)
class Truth:
    """Both directions, and what arrived in which order. Packets are named by their heads."""

    to_site: Way
    from_site: Way
    """What the reflector sent back: a packet that reached it twice, twice."""
    sent: tuple[bytes, ...]
    reached: dict[int, int]
    """When each visit was, CLOCK_MONOTONIC nanoseconds; in the order of the arrivals."""
    asked: dict[int, bytes]
    """The head of the packet of each visit; in the order of the arrivals."""
    reflected: frozenset[int]
    """The visits that the reflector answered."""
    answered: tuple[int, ...]
    """The visit of each answer, in the order in which they left for the monitor."""

    @property
    def untold(self) -> int:
        """Packets sent after the last one that was answered: nobody can know where they ended."""
        place = {head: number for number, head in enumerate(self.sent)}
        return len(self.sent) - 1 - max(place[self.asked[visit]] for visit in self.answered)

    @property
    def told(self) -> tuple[Way, Way]:
        """To the site and from it, of all packets but those."""
        known = self.sent[: len(self.sent) - self.untold]
        kept = set(known)
        asked = {visit: head for visit, head in self.asked.items() if head in kept}
        back = [visit for visit in asked if visit in self.reflected]
        return way(known, list(asked.values())), way(back, self.answered)


def truth(log: Iterable[Entry], port: int, to: tuple[str, int]) -> Truth:
    """Of the stream from the monitor's `port` to an address and port.

    For streams of fewer packets than there are sequence numbers, with nothing else on the port.
    """
    ours = [e for e in log if (e.identifier, e.destination, e.sequence) == (port, *to)]
    sent = list(dict.fromkeys(e.head for e in sorted(ours, key=lambda e: e.arrived)))
    arrivals = sorted((e for e in ours if e.visit), key=lambda e: (e.reached, e.visit))
    asked = {entry.visit: entry.head for entry in arrivals}
    answers = (Fate.ANSWERED, Fate.LOST_FROM_SITE)
    reflected = frozenset(e.visit for e in arrivals if e.fate in answers)
    answered = [entry.visit for entry in ours if entry.fate is Fate.ANSWERED]
    return Truth(
        way(sent, list(asked.values())),
        way([visit for visit in asked if visit in reflected], answered),
        tuple(sent),
        {entry.visit: entry.reached for entry in arrivals},
        asked,
        reflected,
        tuple(answered),
    )


def way(sent: Sequence[object], came: Sequence[object]) -> Way:
    """What became of all that was sent, by what came, both in their order."""
    place = {what: number for number, what in enumerate(sent)}
    first = [place[what] for what in dict.fromkeys(came)]
    latest, reordered = -1, 0
    for number in first:
        reordered += number < latest
        latest = max(latest, number)
    return Way(len(sent), len(sent) - len(first), len(came) - len(first), reordered)
