"""One run of all streams in a province, and everything that was seen of it."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import TypeAlias

from monitord.model.quality import StreamResult
from monitord.simulator.rtp.reflector import THINKS
from probes.kernel.clock import Clock
from tests.lab.province import Province
from tests.lab.streams import Truth, truth
from tests.probes.rtp.lab.weather import (
    PORT,
    SITES,
    address,
    write_inventory,
    write_scenario,
)
from tests.system.tap import Datagram, Tap, in_province

Run: TypeAlias = tuple[dict[str, "Evidence"], Path]
"""The evidence by site, and the capture."""
SECONDS = 4.0
LOOK = 0.3


@dataclass(frozen=True)
class Evidence:
    """One stream: what the sender says, what the log says, what passed the device."""

    result: StreamResult
    log: Truth
    there: dict[bytes, int]
    """When each packet passed on its way out, Unix ns; by head."""
    home: tuple[int, ...]
    """When the answers passed, in their order."""
    offset: int
    """Unix time less CLOCK_MONOTONIC, ns."""
    port: int
    """From which it was sent."""

    @property
    def first(self) -> dict[bytes, int]:
        """When the first answer to each packet passed."""
        found: dict[bytes, int] = {}
        for visit, at in zip(self.log.answered, self.home, strict=True):
            found.setdefault(self.log.asked[visit], at)
        return found

    @property
    def trips(self) -> list[float]:
        """Seconds there and back, without the time that the reflector took."""
        took = 0 if self.result.mode == "echo" else THINKS
        return [(at - self.there[head] - took) / 1e9 for head, at in self.first.items()]

    @property
    def there_delays(self) -> list[float]:
        """Seconds to the site of all that came back, in the order of their arrival there."""
        return [
            (self.log.reached[visit] + self.offset - self.there[self.log.asked[visit]]) / 1e9
            for visit in self.log.asked
            if visit in set(self.log.answered)
        ]

    @property
    def home_delays(self) -> list[float]:
        """Seconds from the site, in the order in which they came home."""
        return [
            (at - self.log.reached[visit] - self.offset - THINKS) / 1e9
            for at, visit in zip(self.home, self.log.answered, strict=True)
        ]


def gather(directory: Path) -> Run:
    """Send to all sites at once."""
    inventory = write_inventory(directory / "inventory.yaml")
    scenario = write_scenario(directory / "scenario.yaml")
    results, pcap = directory / "results", directory / "udp.pcap"
    words = [sys.executable, "-m", "tests.probes.rtp.lab.sending"]
    words += [str(inventory), str(SECONDS), str(results)]
    seen: list[Datagram] = []
    with (
        Province(inventory, ["sleep", "120"], scenario=scenario) as province,
        Tap(province.command_pid, pcap) as tap,
    ):
        sender = in_province(province.command_pid, lambda: subprocess.Popen(words))
        spoilt = False
        while _runs(sender):
            seen += tap.datagrams()
            if not spoilt and seen and seen[-1].at - seen[0].at > SECONDS * 1e9 / 3:
                _spoil(province)
                spoilt = True
        assert sender.returncode == 0
        offset = Clock().offset()
        seen += tap.datagrams()
        log = province.log()
    told: dict[str, StreamResult] = pickle.loads(results.read_bytes())
    by_address: dict[str, list[Datagram]] = defaultdict(list)
    for each in seen:
        by_address[each.source[0] if each.source[1] == PORT else each.destination[0]].append(each)
    evidence = {}
    for number, site in enumerate(SITES):
        where = address(number)
        out = [each for each in by_address[where] if each.destination[1] == PORT]
        port = out[0].source[1]
        home = [each for each in by_address[where] if each.destination[1] == port]
        evidence[site.id] = Evidence(
            told[site.id],
            truth(log, port, (where, PORT)),
            {each.head: each.at for each in out},
            tuple(each.at for each in home),
            offset,
            port,
        )
    return evidence, pcap


def _spoil(province: Province) -> None:
    """It is mid-stream."""
    for site in SITES:
        if site.later:
            province.fault({"rtp": dict(site.later)}, site=site.id)


def _runs(sender: subprocess.Popen[bytes]) -> bool:
    """Wait a little; whether it still runs."""
    try:
        sender.wait(LOOK)
    except subprocess.TimeoutExpired:
        return True
    return False


def p99(values: Iterable[float]) -> float:
    """Nearest-rank."""
    ordered = sorted(values)
    return ordered[ceil(len(ordered) * 0.99) - 1]


def mean_jitter(delays: Sequence[float]) -> float:
    """The mean of J (RFC 3550, A.8) over delays in the order of arrival, seconds."""
    j, values = 0.0, [0.0]
    for before, after in pairwise(delays):
        j += (abs(after - before) - j) / 16
        values.append(j)
    return sum(values) / len(values)
