"""CPU per echo: our engine beside fping, icmplib and blackbox_exporter, same hosts, same rate.

Every host is a loopback address, answered by the kernel. CPU is user and system time of whoever
sends: of this process for Python, of the child for the others (start-up included, some
milliseconds). Medians of rounds in which the ways take turns, for the machine's mood changes.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tempfile
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from time import monotonic, process_time, sleep

from icmplib import async_multiping

from benchmarks.processes import children_cpu
from monitord.model.echo import IcmpError
from probes.icmp import IcmpEngine
from probes.icmp.engine import TICK

ROUNDS = 3
RATES = {1_242: 5, 10_000: 3}
"""Echoes a second, each to a host of its own, and for how many seconds."""
ICMPLIB_HOSTS = 1_000
BLACKBOX_PROBES = 500
BLACKBOX_PORT = 9_715
BLACKBOX_CONFIG = "modules: {icmp: {prober: icmp, timeout: 2s, icmp: {preferred_ip_protocol: ip4}}}"


@dataclass(frozen=True, slots=True)
class Row:
    """One way of sending echoes, at one rate."""

    way: str
    rate: int | None
    """Echoes a second; None: as fast as it goes."""
    echoes: int
    answered: int
    cpu: float
    """Seconds of CPU per echo."""
    ratio: float
    """CPU per echo, as a multiple of fping's at the same rate (else at the lowest one)."""


class Counter:
    """The cheapest sink: counts answers."""

    def __init__(self) -> None:
        self.count = 0

    def answered(self, sent: int, received: int, rtt: int | None) -> None:
        """One more."""
        self.count += 1

    def lost(self, sent: int) -> None:
        """Not counted: what is missing shows."""

    def refused(self, sent: int, error: IcmpError) -> None:
        """Not counted."""

    def unmeasured(self, sent: int, why: str) -> None:
        """Not counted."""

    def late(self, sent: int, received: int) -> None:
        """Not counted."""

    def duplicate(self, sent: int) -> None:
        """Not counted."""


@dataclass(frozen=True, slots=True)
class Cost:
    """One round of one way."""

    echoes: int
    answered: int
    cpu: float
    """Seconds, all echoes together."""


def run(rates: Mapping[int, int] = RATES, rounds: int = ROUNDS) -> list[Row]:
    """Every way, those with a rate at each rate. Leaves out what is not installed."""
    rows: list[Row] = []
    for rate, seconds in rates.items():
        ways: dict[str, Callable[[], Cost]] = {
            "monitord": partial(ours, rate, seconds, TICK),
            "monitord, a wake-up per ms": partial(ours, rate, seconds, 0.001),
        }
        if shutil.which("fping"):
            ways["fping"] = partial(fping, rate, seconds)
        rows += measured(ways, rate, rounds)
    ways = {"icmplib.async_multiping": partial(icmplib, ICMPLIB_HOSTS)}
    if shutil.which("prometheus-blackbox-exporter"):
        ways["blackbox_exporter, a /probe"] = partial(blackbox, BLACKBOX_PROBES)
    return related(rows + measured(ways, None, rounds))


def measured(ways: dict[str, Callable[[], Cost]], rate: int | None, rounds: int) -> list[Row]:
    """The median round of each way, the ways taking turns."""
    taken = [{way: measure() for way, measure in ways.items()} for _ in range(rounds)]
    rows = []
    for way in ways:
        costs = [each[way] for each in taken]
        echoes, answered = costs[0].echoes, min(cost.answered for cost in costs)
        cpu = median(cost.cpu / cost.echoes for cost in costs)
        rows.append(Row(way, rate, echoes, answered, cpu, float("nan")))
    return rows


def related(rows: list[Row]) -> list[Row]:
    """The rows with their ratios to fping."""
    base = {row.rate: row.cpu for row in rows if row.way == "fping"}
    base.setdefault(None, next(iter(base.values()), float("nan")))
    return [
        Row(r.way, r.rate, r.echoes, r.answered, r.cpu, r.cpu / base.get(r.rate, float("nan")))
        for r in rows
    ]


def hosts(count: int) -> list[str]:
    """So many loopback addresses."""
    return [f"127.1.{i // 250}.{i % 250 + 1}" for i in range(count)]


def ours(rate: int, seconds: int, pace: float) -> Cost:
    """The engine, sent to every `pace` seconds on the loop's grid."""
    return asyncio.run(_ours(rate, seconds, pace))


async def _ours(rate: int, seconds: int, pace: float) -> Cost:
    loop = asyncio.get_running_loop()
    engine = IcmpEngine.open(loop, ipv6=False)
    await engine.warm_up()
    targets = [engine.target(address) for address in hosts(rate)]
    sink, sent, echoes = Counter(), 0, rate * seconds
    begin = (loop.time() // TICK + 1) * TICK
    before = process_time()
    while sent < echoes:
        wake = loop.create_future()
        loop.call_at((loop.time() // pace + 1) * pace, wake.set_result, None)
        await wake
        due = min(int((loop.time() - begin) * rate), echoes)
        for at in range(sent, due):
            engine.send(targets[at % rate], sink)
        sent = max(due, sent)
    while engine.in_flight:  # noqa: ASYNC110  (the last ones; there is no event to wait for)
        await asyncio.sleep(TICK)
    cpu = process_time() - before
    engine.close()
    return Cost(echoes, sink.count, cpu)


def fping(rate: int, seconds: int) -> Cost:
    """One fping in count mode."""
    command = ["fping", "-q", f"-c{seconds}", "-p1000", f"-i{1000 / rate:.4f}", "-f-"]
    before = children_cpu()
    done = subprocess.run(
        command, input="\n".join(hosts(rate)), capture_output=True, text=True, check=False
    )
    cpu = children_cpu() - before
    received = (line.split("/")[3] for line in done.stderr.splitlines() if "xmt" in line)
    return Cost(rate * seconds, sum(map(int, received)), cpu)


def icmplib(count: int) -> Cost:
    """One echo to each host."""
    before = process_time()
    found = asyncio.run(async_multiping(hosts(count), count=1, timeout=1))
    return Cost(count, sum(host.packets_received for host in found), process_time() - before)


def blackbox(count: int) -> Cost:
    """One `/probe` a host, all over one connection, as Prometheus keeps it."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "blackbox.yml")
        config.write_text(BLACKBOX_CONFIG, encoding="utf-8")
        address = f"127.0.0.1:{BLACKBOX_PORT}"
        child = subprocess.Popen(
            [
                "prometheus-blackbox-exporter",
                f"--config.file={config}",
                f"--web.listen-address={address}",
            ],
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(f"http://{address}/-/healthy")
            before = _cpu(child.pid)
            answered = 0
            with closing(HTTPConnection(address, timeout=10)) as connection:
                for host in hosts(count):
                    connection.request("GET", f"/probe?module=icmp&target={host}")
                    answered += b"\nprobe_success 1" in connection.getresponse().read()
            cpu = _cpu(child.pid) - before
        finally:
            child.kill()
            child.wait()
    return Cost(count, answered, cpu)


def _wait_for(url: str) -> None:
    """Until a server that was just started answers."""
    end = monotonic() + 10
    while True:
        try:
            with urllib.request.urlopen(url):
                return
        except OSError:
            if monotonic() > end:
                raise
            sleep(0.05)


def _cpu(pid: int) -> float:
    """Seconds of CPU of another process, from /proc/PID/stat."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def table(rows: Iterable[Row]) -> str:
    """The rows in Markdown."""
    lines = [
        "| way | echoes/s | echoes | answered | CPU per echo | × fping |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        rate = "one at a time" if row.rate is None else f"{row.rate:,}"
        lines.append(
            f"| {row.way} | {rate} | {row.echoes:,} | {row.answered:,} "
            f"| {row.cpu * 1e6:.1f} µs | {row.ratio:.2f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(run()))
