"""Three hundred dead agents among 1,242, polled six times as often as usual; who else waits."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep

from benchmarks.report import Row, Table, against, count, in_seconds
from benchmarks.running import INVENTORY, always, in_the_lab
from benchmarks.scale import Scale
from benchmarks.scraping import Samples, samples, total
from monitord.inventory import load

DEAD = 300
EVERY = 10.0
"""Seconds between two polls of an agent; a dead one costs four seconds each time."""
LOOK_EVERY = 2.0
MOST_LATE = 1.0
"""Seconds more than an interval between two answers of a living agent."""
MEASURED = re.compile(
    r'monitord_check_last_measured_timestamp_seconds\{site="(.+)",device="(.+)",check="snmp"\}'
)


def run(scale: Scale) -> Table:
    """Watch the living while so many others are silent to polls, and answer echoes."""
    devices = [i for i, device in load(INVENTORY).devices.items() if "snmp" in device.checks]
    step = len(devices) // DEAD
    dead = set(devices[:: step or 1][:DEAD])
    with (
        TemporaryDirectory(prefix="bench-") as folder,
        in_the_lab(always(INVENTORY, Path(folder, "inventory.yaml"), snmp="interval: 10s")) as lab,
    ):
        province, daemon, _ = lab
        sleep(scale.warm_up)
        for device in dead:
            province.fault({"snmp": {"silent": True}}, device=device)
        sleep(EVERY + 4.0)  # until the last poll that was answered has been followed by one
        first = samples(daemon.web)
        longest = _watch(daemon.web, dead, scale.window)
        last = samples(daemon.web)
    answers = sorted(longest.values())
    overruns = 'monitord_probe_overruns_total{probe="snmp"}'
    failed = _grown(first, last, "monitord_snmp_polls_failed_total")
    rows = [
        Row("polls", count(_grown(first, last, "monitord_snmp_polls_total"))),
        Row("of which failed, all of dead agents", count(failed)),
        against(
            f"longest wait between two answers of any of {len(answers):,} living agents",
            answers[-1] if answers else float("inf"),
            EVERY + MOST_LATE,
            in_seconds,
        ),
        against("turns overrun", last[overruns] - first[overruns], 0, count),
    ]
    notes = [
        f"{len(dead)} of {len(devices):,} agents silent for {scale.window:.0f} s in the lab; every"
        f" agent is polled each {EVERY:.0f} s, with a time-out of 2 s and one retry",
    ]
    return Table("Dead agents among the living", rows, notes)


def _watch(web: str, dead: set[str], seconds: float) -> dict[str, float]:
    """The longest time between two answers of each living agent, seconds."""
    seen: dict[str, float] = {}
    longest: dict[str, float] = {}
    end = monotonic() + seconds
    while monotonic() < end:
        for series, at in samples(web).items():
            found = MEASURED.fullmatch(series)
            device = "/".join(found.groups()) if found else ""
            if not device or device in dead:
                continue
            if device in seen and at != seen[device]:
                longest[device] = max(longest.get(device, 0.0), at - seen[device])
            seen[device] = at
        sleep(LOOK_EVERY)
    return longest


def _grown(first: Samples, last: Samples, name: str) -> float:
    return total(last, name) - total(first, name)
