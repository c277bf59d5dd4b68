"""CPU per packet of test streams: our sender and our reflector beside irtt's client and server.

irtt measures what a stream measures, at even intervals and with stamps on both sides, but in one
session a process. Everything is on the loopback. CPU is user and system time: of this process for
our sender, of the child for the others, their start and our final arithmetic included.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import monotonic, process_time, sleep

from benchmarks.processes import children_cpu, own_cpu
from benchmarks.report import NotHereError, Row, Table, against, microseconds, percent
from benchmarks.scale import Scale
from monitord.inventory.codecs import shipped
from monitord.model.quality import Direction, Mode
from probes.rtp.sender import RtpEngine

PORTS = (50_000, 50_999)
MOST_PER_PACKET = 1 / 5_000
"""Seconds of CPU a packet of the reflector: 5,000 a second on one core."""
READY_IN = 10.0
SENT = re.compile(r"packets sent/received: (\d+)/")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of CPU a packet, there and back, and how many there were."""

    packets: int
    sender: float
    reflector: float


def run(scale: Scale) -> Table:
    """One stream, and fifty at once. Raises NotHereError."""
    if shutil.which("irtt") is None:
        raise NotHereError("irtt is not installed")
    rows: list[Row] = []
    for streams in (1, 50):
        taken = [
            (ours(Mode.RTP, streams, scale.stream), theirs(streams, scale.stream))
            for _ in range(scale.rounds)
        ]
        what = f"{streams} × 50 packets/s"
        rows += _beside(what, [mine for mine, _ in taken], [irtt for _, irtt in taken])
    stamp = ours(Mode.STAMP, 50, scale.stream)
    rows.append(Row("sender, STAMP, 50 × 50 packets/s", microseconds(stamp.sender)))
    rows.append(Row("reflector, STAMP, 50 × 50 packets/s", microseconds(stamp.reflector)))
    notes = [
        f"streams of G.711 (172 bytes) for {scale.stream:.0f} s; irtt sends as many packets in one"
        " session, for it has one a process",
        f"medians of {scale.rounds} rounds in which the ways take turns",
    ]
    return Table("RTP: CPU per packet, there and back", rows, notes)


def _beside(what: str, ours: list[Cost], theirs: list[Cost]) -> list[Row]:
    rows = []
    for end in ("sender", "reflector"):
        mine = median(getattr(cost, end) for cost in ours)
        irtt = median(getattr(cost, end) for cost in theirs)
        row = Row(f"{end}, {what}", microseconds(mine), microseconds(irtt), f"{mine / irtt:.2f}")
        rows.append(row)
    if what.startswith("50"):
        most = median(cost.reflector for cost in ours)
        rows.append(against("reflector, a core's share at 5,000/s", most * 5000, 1.0, percent))
    return rows


def ours(mode: Mode, streams: int, seconds: float) -> Cost:
    """So many streams at once to one reflector. Raises RuntimeError when any packet is lost."""
    with reflector() as (pid, port):
        before = own_cpu(pid)
        packets, spent = asyncio.run(_ours(mode, streams, seconds, port))
        return Cost(packets, spent / packets, (own_cpu(pid) - before) / packets)


async def _ours(mode: Mode, streams: int, seconds: float, port: int) -> tuple[int, float]:
    engine = RtpEngine.open(asyncio.get_running_loop(), ports=PORTS)
    codec = shipped()["g711"]
    target = engine.target(
        "127.0.0.1", port=port, mode=mode, codec=codec, duration=seconds, dscp=46, key=None
    )
    before = process_time()
    results = await asyncio.gather(*(engine.run(target) for _ in range(streams)))
    spent = process_time() - before
    engine.close()
    legs = [result.legs[Direction.ROUND_TRIP] for result in results]
    if any(leg.lost for leg in legs):
        raise RuntimeError(f"{sum(leg.lost for leg in legs)} packets were lost on the loopback")
    return sum(leg.sent for leg in legs), spent


@contextmanager
def reflector() -> Iterator[tuple[int, int]]:
    """`monitord reflector` on a free port of the loopback: its process id, and the port."""
    port = free_port()
    command = [sys.executable, "-m", "monitord", "reflector", "--listen", f"127.0.0.1:{port}"]
    with _served([*command, "--rate", "1000000"], port) as pid:
        yield pid, port


def theirs(streams: int, seconds: float) -> Cost:
    """Irtt with the packets of so many streams."""
    port = free_port()
    with _served(["irtt", "server", "-b", f"127.0.0.1:{port}", "-i", "0"], port) as pid:
        before, client = own_cpu(pid), children_cpu()
        every = f"-i{20_000 // streams}us"
        done = subprocess.run(
            ["irtt", "client", "-q", every, f"-d{seconds:.0f}s", "-l172", "--wait=200ms",
             f"127.0.0.1:{port}"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        found = SENT.search(done.stdout)
        if found is None:
            raise RuntimeError(f"irtt says something new: {done.stdout[-500:]}")
        packets = int(found[1])
        return Cost(packets, (children_cpu() - client) / packets, (own_cpu(pid) - before) / packets)


def free_port() -> int:
    """A UDP port that nobody has on the loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


@contextmanager
def _served(command: list[str], port: int) -> Iterator[int]:
    """A server that has its port; its process id."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _until_bound(process, port)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def _until_bound(process: subprocess.Popen[bytes], port: int) -> None:
    """Until the kernel lists the port among those that are taken. Raises RuntimeError."""
    end = monotonic() + READY_IN
    entry = f":{port:04X} "
    while process.poll() is None and monotonic() < end:
        if entry in Path("/proc/net/udp").read_text(encoding="ascii"):
            return
        sleep(0.02)
    raise RuntimeError(f"{process.args!r} does not listen")
