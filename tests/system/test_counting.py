"""The daemon's counters and round-trip times against what the simulator wrote down."""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path

import pytest

from monitord.simulator.packetlog import Entry
from tests.system.housed import Housed, housed
from tests.system.inventories import write
from tests.system.talk import Metrics, until
from tests.system.tap import Seen

pytestmark = pytest.mark.lab
logger = logging.getLogger(__name__)

COUNT = 40
CENTRE = "127.1.0.1"
TIMEOUT = 0.2
HELD = 0.35
QUIET = 0.6
"""Seconds after an echo by which it is answered, lost, late or doubled, and summarised."""
ECHOES = 320
ROUGH = f"{{icmp: {{timeout: {round(TIMEOUT * 1000)}ms, limits: {{down_after: 100}}}}}}"
WEATHER = f"""\
version: 1
events:
  - all: true
    fault:
      to_site: {{loss: 6%, reorder: 8%, hold: {round(HELD * 1000)}ms, duplicate: 6%}}
      from_site: {{loss: 6%, duplicate: 6%, delay: 5ms, jitter: 4ms}}
"""
TOLERANCE = 0.0005
"""Seconds between the mean round-trip time and the mean delay in the log."""


@dataclass
class Counts:
    """What became of the echoes to one device."""

    sent: int = 0
    lost: int = 0
    unmeasured: int = 0
    """Lost before anybody had answered: it might have been the monitor's own fault."""
    late: int = 0
    duplicate: int = 0
    rtt_count: int = 0
    rtt_sum: float = 0.0

    @property
    def rtt(self) -> float:
        """The mean, seconds."""
        return self.rtt_sum / self.rtt_count

    @property
    def settled(self) -> bool:
        """Whether the fate of each echo sent is counted."""
        return self.sent == self.lost + self.unmeasured + self.rtt_count


def truth(entries: Sequence[Entry], wire: Sequence[Seen], heard: float) -> Counts:
    """By the packet log and, for the times, by the capture: that is of the same packets.

    `heard`: when the echo was sent that was the first to be answered, by anybody.
    """
    answers = {entry.sequence: 0 for entry in entries}
    for entry in entries:
        answers[entry.sequence] += entry.departed > 0
    asked = {seen.sequence: seen.at for seen in wire if not seen.reply}
    delays: dict[int, list[float]] = {sequence: [] for sequence in asked}
    for seen in wire:
        if seen.reply:
            delays[seen.sequence].append(seen.at - asked[seen.sequence])
    assert {sequence: len(found) for sequence, found in delays.items()} == answers
    counts = Counts(sent=len(answers))
    for sequence, found in delays.items():
        timely = bool(found) and found[0] <= TIMEOUT
        counts.duplicate += len(found[1:])
        counts.late += bool(found) and not timely
        counts.rtt_count += timely
        counts.rtt_sum += found[0] if timely else 0
        counts.unmeasured += not timely and asked[sequence] < heard
    counts.lost = counts.sent - counts.rtt_count - counts.unmeasured
    return counts


def told(metrics: Metrics, site: str) -> Counts:
    """By the daemon."""

    def of(name: str) -> float:
        return metrics.of(f"monitord_icmp_{name}", site=site, device="vc")

    return Counts(
        sent=int(of("echoes_total")),
        lost=int(of("echoes_lost_total")),
        unmeasured=int(of("echoes_unmeasured_total")),
        late=int(of("replies_late_total")),
        duplicate=int(of("replies_duplicate_total")),
        rtt_count=int(of("rtt_seconds_count")),
        rtt_sum=of("rtt_seconds_sum"),
    )


class Judge:
    """Compares a site when its last echo is long enough ago for everything to be counted."""

    def __init__(self, house: Housed, sites: Mapping[str, str]) -> None:
        self.house = house
        self.sites = sites
        self.compared: dict[str, tuple[Counts, Counts]] = {}

    def look(self) -> int:
        """Compare those sites that can be; how many there were so far.

        By what had happened when the counters were read, however long all else takes.
        """
        start = time.time()
        metrics = self.house.metrics()
        end, end_ns = time.time(), time.monotonic_ns()
        log = self._log(end_ns)
        for site, address in self.sites.items():
            wire = [seen for seen in self.house.wire(address) if seen.at <= end]
            quiet = start - max(seen.at for seen in wire if not seen.reply) > QUIET
            counted = told(metrics, site)
            # A daemon that the machine kept waiting may summarise later than it usually does.
            if quiet and counted.settled and site not in self.compared:
                self.compared[site] = counted, truth(log[address], wire, self._heard())
        return len(self.compared)

    def _heard(self) -> float:
        everybody = [CENTRE, *self.sites.values()]
        wire = [seen for address in everybody for seen in self.house.wire(address)]
        first = min((seen for seen in wire if seen.reply), key=lambda seen: seen.at)
        return next(s.at for s in wire if not s.reply and s.sequence == first.sequence)

    def _log(self, end: int) -> dict[str, list[Entry]]:
        """By address, what had arrived until `end`, CLOCK_MONOTONIC ns."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.house.province.log():
            if entry.arrived <= end:
                found[entry.destination].append(entry)
        return found


def test_counters_and_times_are_those_of_the_packet_log(tmp_path: Path) -> None:
    sites = {f"s{n}": f"127.2.0.{n + 1}" for n in range(COUNT)}
    inventory = write(
        tmp_path / "inventory.yaml",
        {site: ("rough", address) for site, address in sites.items()},
        {"rough": ROUGH},
    )
    (tmp_path / "scenario.yaml").write_text(WEATHER)
    scenario = tmp_path / "scenario.yaml"
    with housed(inventory, scenario=scenario, tapped=True, MONITORD_SUMMARY_EVERY="100ms") as house:
        judge = Judge(house, sites)
        until(
            lambda: house.metrics().of("monitord_probes_total", probe="icmp"),
            lambda sent: sent >= ECHOES,
        )
        until(judge.look, lambda compared: compared == COUNT)
        assert house.metrics().of("monitord_socket_drops_total", family="ipv4") == 0
    for site, (daemon, log) in judge.compared.items():
        assert replace(daemon, rtt_sum=0.0) == replace(log, rtt_sum=0.0), site
    daemon, log = map(total, zip(*judge.compared.values(), strict=True))
    assert min(log.lost, log.late, log.duplicate) > 10
    logger.info("mean RTT %.6f s, in the capture %.6f s", daemon.rtt, log.rtt)
    assert daemon.rtt == pytest.approx(log.rtt, abs=TOLERANCE)


def total(all_counts: Iterable[Counts]) -> Counts:
    """The sums."""
    return Counts(*map(sum, zip(*map(astuple, all_counts), strict=True)))
