"""Results of streams and answers to print."""

from __future__ import annotations

from dataclasses import replace

from monitord.cli.quality.asking import Streamed
from monitord.inventory.codecs import shipped
from monitord.model.inventory import Device
from monitord.model.quality import Mode, StreamOutcome, StreamResult
from monitord.model.settings import RtpCheck
from probes.rtp.statistics import Record, assess
from tests.probes.rtp.statistics.streams import MS, Reflector, Way, play

G711 = shipped()["g711"]
ROUTER = Device(
    id="x-du/rt",
    site="x-du",
    name=None,
    role="router",
    profile="router",
    address="10.1.1.1",
    presence="always",
    credential="tslcd",
    dial=None,
    cascade_to=None,
    checks={"rtp": RtpCheck(G711)},
)


def result_of(record: Record, **others: object) -> StreamResult:
    """What the engine makes of a record."""
    assessment = assess(record)
    made = StreamResult(
        StreamOutcome.OK,
        record.mode,
        record.codec,
        0,
        10**10,
        legs=assessment.legs,
        pacing=0.0081,
        restarts=assessment.restarts,
        clock_steps=assessment.clock_steps,
    )
    return replace(made, **others)  # type: ignore[arg-type]


TROUBLED = play(
    500,
    codec=G711,
    there=Way(
        lost={100, 101, 110, 300},
        delays={n: 5 * MS + n % 7 * MS for n in range(500)} | {400: 120 * MS},
    ),
    back=Way(lost={7}, delays={n: 5 * MS + n % 3 * MS for n in range(500)}),
).record


def echoed() -> StreamResult:
    """A stream that was sent back unchanged, with a loss."""
    record = play(100, codec=G711, mode=Mode.ECHO, there=Way(lost={7})).record
    bare = [replace(reply, reflected=None, t2=None, t3=None) for reply in record.replies]
    return result_of(replace(record, replies=bare))


def stateless() -> StreamResult:
    """A stream to a reflector that copies our numbers, with a loss."""
    copier = Reflector(copies_ours=True)
    return result_of(
        play(100, codec=G711, mode=Mode.STAMP, there=Way(lost={7}), reflector=copier).record
    )


def streamed(result: StreamResult | None, **others: object) -> Streamed:
    """It as a device's."""
    mode = result.mode if result else Mode.RTP
    codec = result.codec if result else G711
    made = Streamed(ROUTER, RtpCheck(codec, mode), result)
    return replace(made, **others)  # type: ignore[arg-type]


def silent(outcome: StreamOutcome, error: str = "") -> StreamResult:
    """A stream that brought nothing."""
    return StreamResult(outcome, Mode.RTP, G711, 0, 10**10, error)
