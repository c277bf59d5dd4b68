"""From a stream that has ended to what is said of it. Pure; in a thread, for it takes a while."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from monitord.model.quality import StreamOutcome, StreamResult
from probes.rtp.sender.modes.form import FORGED
from probes.rtp.sender.pacing import percentile_99
from probes.rtp.sender.target import StreamTarget
from probes.rtp.statistics import assess
from probes.rtp.statistics.record import Record

SEND_FAILED, SOCKET_DROPS, STALLED = "send-failed", "socket-drops", "stalled"


@dataclass(frozen=True, slots=True)
class Facts:
    """A stream that has ended."""

    target: StreamTarget
    record: Record
    started: int
    """Monotonic ns, as is `ended`."""
    ended: int
    unsent: int = 0
    lateness: list[float] = field(default_factory=list)
    """Seconds after its ideal instant at which each packet was sent."""
    strays: Mapping[str, int] = field(default_factory=dict)
    heard: bool = False
    """Whether anything came from where replies come from."""
    refusal: str = ""
    """The commonest ICMP error; empty without any."""
    overflowed: bool = False
    stalled: bool = False


def conclude(facts: Facts) -> StreamResult:
    """Judge a stream."""
    outcome, error = _outcome(facts)
    record = facts.record
    result = StreamResult(
        outcome,
        facts.target.mode,
        facts.target.codec,
        facts.started,
        facts.ended,
        error,
        pacing=percentile_99(facts.lateness),
        unsent=facts.unsent,
        strays=facts.strays,
    )
    if outcome not in {StreamOutcome.OK, StreamOutcome.SILENT}:
        return result
    assessment = assess(record)
    return replace(
        result,
        legs=assessment.legs,
        synchronised=record.synchronised
        and bool(record.replies)
        and all(reply.synchronised for reply in record.replies),
        restarts=assessment.restarts,
        clock_steps=assessment.clock_steps,
    )


def _outcome(facts: Facts) -> tuple[StreamOutcome, str]:
    """The outcome, and what goes into `error`."""
    if not facts.record.sent:
        return StreamOutcome.UNMEASURED, SEND_FAILED
    if facts.overflowed:
        return StreamOutcome.UNMEASURED, SOCKET_DROPS
    if facts.stalled:
        return StreamOutcome.UNMEASURED, STALLED
    if facts.record.replies:
        return StreamOutcome.OK, ""
    if facts.strays.get(FORGED):
        return StreamOutcome.AUTH, ""
    if facts.heard:
        return StreamOutcome.MALFORMED, ""
    if facts.refusal:
        return StreamOutcome.REFUSED, facts.refusal
    if facts.unsent > len(facts.record.sent):
        return StreamOutcome.UNMEASURED, SEND_FAILED  # the few that left prove nobody's silence
    return StreamOutcome.SILENT, ""
