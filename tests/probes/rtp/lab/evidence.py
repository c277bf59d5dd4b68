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
from monitord.simulator.packetlog import Entry
from monitord.simulator.rtp.reflector import THINKS
from probes.kernel.clock import Clock
from tests.lab.province import Province
from tests.lab.streams import Truth, truth
from tests.probes.rtp.lab.weather import (
    BAD,
    GOOD,
    PORT,
    SITES,
    Site,
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
    """Send to all sites; the bad reflectors have their turn when the good ones have had theirs."""
    inventory = write_inventory(directory / "inventory.yaml")
    scenario = write_scenario(directory / "scenario.yaml")
    pcap = directory / "udp.pcap"
    with (
        Province(inventory, ["sleep", "120"], scenario=scenario) as province,
        Tap(province.command_pid, pcap) as tap,
    ):
        told, seen = {}, []
        for sites in (GOOD, BAD):
            results, datagrams = _send(province, tap, inventory, sites, directory / "results")
            told.update(results)
            seen += datagrams
        offset = Clock().offset()
        log = province.log()
    by_address: dict[str, list[Datagram]] = defaultdict(list)
    for each in seen:
        by_address[each.source[0] if each.source[1] == PORT else each.destination[0]].append(each)
    evidence = {
        site.id: _evidence(told[site.id], log, by_address[address(number)], number, offset)
        for number, site in enumerate(SITES)
    }
    return evidence, pcap


def _send(
    province: Province, tap: Tap, inventory: Path, sites: Sequence[Site], results: Path
) -> tuple[dict[str, StreamResult], list[Datagram]]:
    """One stream to each site, all at once, and what was seen of them."""
    words = [sys.executable, "-m", "tests.probes.rtp.lab.sending"]
    words += [str(inventory), str(SECONDS), str(results), *(site.id for site in sites)]
    sender = in_province(province.command_pid, lambda: subprocess.Popen(words))
    seen: list[Datagram] = []
    later = [site for site in sites if site.later]
    while _runs(sender):
        seen += tap.datagrams()
        if later and seen and seen[-1].at - seen[0].at > SECONDS * 1e9 / 3:  # mid-stream
            for site in later:
                province.fault({"rtp": dict(site.later)}, site=site.id)
            later = []
    assert sender.returncode == 0
    seen += tap.datagrams()
    told: dict[str, StreamResult] = pickle.loads(results.read_bytes())
    return told, seen


def _evidence(
    told: StreamResult, log: Sequence[Entry], seen: Sequence[Datagram], number: int, offset: int
) -> Evidence:
    """Of the stream to the site of this number, by all that passed to and from its address."""
    out = [each for each in seen if each.destination[1] == PORT]
    port = out[0].source[1]
    return Evidence(
        told,
        truth(log, port, (address(number), PORT)),
        {each.head: each.at for each in out},
        tuple(each.at for each in seen if each.destination[1] == port),
        offset,
        port,
    )


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
