"""What `monitord reflector` says of itself, one line at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitord.texts import Texts
from probes.rtp.discipline import Discipline
from probes.rtp.reflector.policy import Network
from probes.rtp.reflector.server import Statistics
from probes.rtp.reflector.sockets import ReflectorSocket


def started(
    texts: Texts, sockets: Sequence[ReflectorSocket], prefixes: Sequence[Network], *, locked: bool
) -> str:
    """Where it listens, and whom it answers."""
    return texts.say(
        "reflector.started",
        where=", ".join(each.name for each in sockets),
        allowed=", ".join(map(str, prefixes)),
        lock=texts.say("reflector.locked" if locked else "reflector.unlocked"),
    )


def statistics(texts: Texts, found: Statistics) -> str:
    """What became of all datagrams."""
    return texts.say(
        "reflector.statistics",
        answered=sum(found.answered.values()),
        kinds=_counted(texts, "kind", found.answered),
        silent=sum(found.silences.values()),
        reasons=_counted(texts, "silence", found.silences),
        sessions=found.sessions,
        dropped=found.dropped,
        clock=_clock(texts, found.clock),
    )


def _counted(texts: Texts, subject: str, counts: Mapping[str, int]) -> str:
    """` (STAMP: 5; RTP: 3)`; empty when there is nothing."""
    words = (f"{texts.say(f'reflector.{subject}.{key}')}: {n}" for key, n in sorted(counts.items()))
    shown = "; ".join(words)
    return f" ({shown})" if shown else ""


def _clock(texts: Texts, clock: Discipline) -> str:
    if clock.error is None:
        return texts.say("reflector.clock.unsynchronised")
    return texts.say("reflector.clock.synchronised", n=texts.number(clock.error * 1000, 1))
