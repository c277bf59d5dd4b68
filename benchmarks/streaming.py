"""Whether test streams disturb the echoes beside them: RTTs with a hundred reflectors, and without.

Each run is a daemon alone in a network namespace where the kernel answers echoes and one reflector
all test streams, so that nothing but the daemon is late.
"""

from __future__ import annotations

from time import sleep

from benchmarks import recorded
from benchmarks.inventory import document
from benchmarks.report import Table
from benchmarks.running import alone, reflectors
from benchmarks.scale import Scale

SITES = 621
REFLECTORS = 100
PORT = 8862


def run(scale: Scale) -> Table:
    """The p99 of RTTs is not raised."""
    quiet = rtts(0, scale)
    rows = recorded.compared("beside test streams", rtts(REFLECTORS, scale), "without", quiet)
    notes = [
        f"{SITES} sites, an echo a second to each of {2 * SITES - 1:,} devices for"
        f" {scale.recorded:.0f} s; 10 s of G.711 every 5 minutes to {REFLECTORS} of them",
    ]
    return Table("Echoes beside test streams", rows, notes)


def rtts(streams: int, scale: Scale) -> list[float]:
    """Every RTT that was measured, sorted, in seconds."""
    inventory = document(SITES, streams).replace(b"address: 10.", b"address: 127.")
    launcher = ("-m", "benchmarks.recorded", "{folder}/rtts")
    with alone(inventory, launcher) as daemon, reflectors(daemon, PORT):
        sleep(scale.settle + scale.recorded)
        measured = list(recorded.read(daemon.log.with_name("rtts")))
    begin = measured[0].sent + scale.settle
    return sorted(each.rtt for each in measured if each.sent >= begin)
