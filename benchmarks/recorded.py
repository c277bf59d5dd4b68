"""`python -m benchmarks.recorded FILE COMMAND…`: monitord, with every RTT written down in FILE."""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from benchmarks.report import NONE, Row, fine_milliseconds, judge
from monitord.cli.main import main
from monitord.poller.echo_check import EchoCheck

RECORD = struct.Struct("<QQ")
"""When the echo was sent, CLOCK_MONOTONIC, and its RTT; nanoseconds."""
BUFFER = 1 << 16
DISTURBED = 0.0002
"""Seconds by which a disturbance may raise the p99 of RTTs: as much as one may be off at all."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One RTT, and when its echo was sent, CLOCK_MONOTONIC. Seconds."""

    sent: float
    rtt: float


def run(path: Path, arguments: Sequence[str]) -> None:
    """Be monitord with these arguments."""
    buffer = bytearray()
    plain = EchoCheck.answered
    with path.open("wb") as file:

        def answered(self: EchoCheck, sent: int, received: int, rtt: int | None) -> None:
            if rtt is not None:
                buffer.extend(RECORD.pack(sent, rtt))
                if len(buffer) >= BUFFER:
                    file.write(buffer)
                    file.flush()
                    buffer.clear()
            plain(self, sent, received, rtt)

        with patch.object(EchoCheck, "answered", answered):
            main(arguments)


def read(path: Path) -> Iterator[Measured]:
    """What was written so far, whole records only."""
    data = path.read_bytes()
    for sent, rtt in RECORD.iter_unpack(data[: len(data) - len(data) % RECORD.size]):
        yield Measured(sent / 1e9, rtt / 1e9)


def split(
    measured: Iterable[Measured], spans: Sequence[tuple[float, float]]
) -> tuple[list[float], list[float]]:
    """The RTTs of echoes sent in one of `spans`, and the others; each sorted, seconds."""
    within: list[float] = []
    besides: list[float] = []
    for each in measured:
        inside = any(begin <= each.sent <= end for begin, end in spans)
        (within if inside else besides).append(each.rtt)
    return sorted(within), sorted(besides)


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value that `share` of them do not exceed. `ordered` is sorted and not empty."""
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def compared(
    what: str, ours: Sequence[float], otherwise: str, theirs: Sequence[float]
) -> list[Row]:
    """Rows for RTTs measured under a disturbance, beside those without; both sorted."""
    if not ours or not theirs:
        return [Row(f"RTTs {what}", f"{len(ours):,} beside {len(theirs):,}: too few")]
    rows = []
    for name, share in (("p50", 0.5), ("p99", 0.99), ("max", 1.0)):
        mine, plain = quantile(ours, share), quantile(theirs, share)
        judged = name == "p99"
        rows.append(
            Row(
                f"RTT {name} {what}",
                fine_milliseconds(mine),
                f"{otherwise}: {fine_milliseconds(plain)}",
                target=f"≤ {otherwise} + {fine_milliseconds(DISTURBED)}" if judged else NONE,
                verdict=judge(mine, plain + DISTURBED, fine_milliseconds) if judged else NONE,
            )
        )
    return rows


if __name__ == "__main__":
    run(Path(sys.argv[1]), sys.argv[2:])
