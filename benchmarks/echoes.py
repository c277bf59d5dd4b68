"""The bare engine in the lab: sends echoes, writes down each one's fate, and captures meanwhile.

`python -m benchmarks.echoes FOLDER RATE COUNT ADDRESS…`, as the command of a province. Leaves
`fates.json` in FOLDER and, where dumpcap is installed, `capture.pcap`.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic, sleep

from monitord.model.echo import IcmpError
from monitord.simulator.network import DEVICE
from probes.icmp import IcmpEngine
from probes.icmp.engine import TICK

STARTS_IN = 10.0
STRAGGLERS = 1.0
"""Seconds in which the last late and duplicate replies come."""


@dataclass(slots=True)
class Echo:
    """What the engine said of one echo. Nanoseconds, CLOCK_MONOTONIC."""

    address: str
    sent: int
    fate: str
    received: int | None = None
    rtt: int | None = None
    late: bool = False
    duplicates: int = 0


class Notes:
    """The fates of one address's echoes. An `EchoSink`."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.echoes: dict[int, Echo] = {}

    def answered(self, sent: int, received: int, rtt: int | None) -> None:
        """A reply in time."""
        self.echoes[sent] = Echo(self.address, sent, "answered", received, rtt)

    def lost(self, sent: int) -> None:
        """None."""
        self.echoes[sent] = Echo(self.address, sent, "lost")

    def refused(self, sent: int, error: IcmpError) -> None:
        """An error instead."""
        self.echoes[sent] = Echo(self.address, sent, "refused")

    def unmeasured(self, sent: int, why: str) -> None:
        """Not known."""
        self.echoes[sent] = Echo(self.address, sent, "unmeasured")

    def late(self, sent: int, received: int) -> None:
        """A reply after all."""
        self.echoes[sent].late = True

    def duplicate(self, sent: int) -> None:
        """One more reply."""
        self.echoes[sent].duplicates += 1


async def send(addresses: Sequence[str], rate: int, number: int) -> list[Echo]:
    """So many echoes, evenly paced, to the addresses in turn."""
    loop = asyncio.get_running_loop()
    engine = IcmpEngine.open(loop, ipv6=False)
    await engine.warm_up()
    ways = [(engine.target(address), Notes(address)) for address in addresses]
    begin, sent = loop.time(), 0
    while sent < number:
        await asyncio.sleep(TICK)
        due = min(int((loop.time() - begin) * rate), number)
        for turn in range(sent, due):
            engine.send(*ways[turn % len(ways)])
        sent = max(due, sent)
    while engine.in_flight:  # noqa: ASYNC110  (the last ones; there is no event to wait for)
        await asyncio.sleep(TICK)
    await asyncio.sleep(STRAGGLERS)
    engine.close()
    return [echo for _, notes in ways for echo in notes.echoes.values()]


@contextmanager
def capture(path: Path) -> Iterator[None]:
    """Write every packet on the TUN device to `path`; nothing without dumpcap."""
    program = shutil.which("dumpcap")
    if program is None:
        yield
        return
    words = [program, "-q", "-P", "-B", "64", "-s", "64", "-i", DEVICE, "-w", str(path)]
    process = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    try:
        end = monotonic() + STARTS_IN
        while monotonic() < end and not (path.exists() and path.stat().st_size):
            sleep(0.05)
        sleep(0.5)  # the file is there a moment before the socket is
        yield
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    """Send, and leave the files."""
    folder, rate, number = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    with capture(folder / "capture.pcap"):
        echoes = asyncio.run(send(sys.argv[4:], rate, number))
    text = json.dumps([asdict(echo) for echo in echoes])
    (folder / "fates.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
