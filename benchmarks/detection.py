"""How long it takes from a device's falling silent to the transition, over many faults."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.report import Row, Table, in_seconds, judge
from benchmarks.running import INVENTORY, Running, Transition, always, in_the_lab, transitions
from benchmarks.scale import Scale
from monitord.inventory import load
from monitord.model.inventory import Device
from monitord.simulator.outcome import Fate
from monitord.simulator.packetlog import Entry
from tests.lab.province import Province

PATIENCE = 12.0
"""Seconds after the last fault in which it must have been noticed."""
PACES = {"interval: 1s": 6.0, "interval: 400ms, timeout: 400ms": 3.0}
"""Settings, and the most that may pass from the last reply to the transition (seconds)."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A device that went dark, and when. CLOCK_MONOTONIC seconds."""

    device: Device
    at: float
    replied: float
    """When its last reply left it."""
    decided: float | None
    """When the transition was logged; None when it was not."""


def run(scale: Scale) -> Table:
    """Every pace."""
    rows = [row for icmp, most in PACES.items() for row in _rows(_faults(icmp, scale), icmp, most)]
    notes = [
        f"{scale.faults} codecs of different sites go dark one after another at random moments"
        f" within {scale.spread:.0f} s, in the lab, in a province of 1,242 devices",
        "from the last reply's departure in the packet log, or from the instant that the simulator"
        " names for the fault, to the time stamp of the daemon's log line about the transition",
        "the 400 ms of a conference window are given to all devices by the inventory, which allows"
        " no time-out longer than the interval; with the usual 800 ms it would take 400 ms more",
    ]
    return Table("Detection", rows, notes)


def _rows(faults: Sequence[Fault], icmp: str, most: float) -> list[Row]:
    after_reply = [f.decided - f.replied for f in faults if f.decided is not None]
    after_fault = [f.decided - f.at for f in faults if f.decided is not None]
    unseen = len(faults) - len(after_reply)
    if not after_reply:
        return [Row(f"{icmp}: faults noticed", f"0 of {len(faults)}", verdict="not reached")]
    verdict = judge(max(after_reply), most, in_seconds)
    if unseen:
        verdict = f"not reached: {unseen} faults unnoticed"
    return [
        Row(f"{icmp}: faults noticed", f"{len(after_reply)} of {len(faults)}"),
        Row(f"{icmp}: from the last reply, min / median / max", _spread(after_reply),
            target=f"≤ {in_seconds(most)}", verdict=verdict),
        Row(f"{icmp}: from the fault, min / median / max", _spread(after_fault)),
    ]  # fmt: skip


def _spread(times: Sequence[float]) -> str:
    return " / ".join(map(in_seconds, (min(times), median(times), max(times))))


def _faults(icmp: str, scale: Scale) -> list[Fault]:
    with TemporaryDirectory(prefix="bench-") as folder:
        path = always(INVENTORY, Path(folder, "inventory.yaml"), icmp)
        victims = _victims(path, scale.faults)
        with in_the_lab(path) as (province, daemon, _):
            time.sleep(min(scale.warm_up, 5.0))
            began = {d.id: at for d, at in _darken(province, victims, scale.spread)}
            downs = _await(daemon, set(began))
            offset = time.time() - time.monotonic()
            log = province.log()
    return [_fault(d, began[d.id], log, downs.get(d.id), offset) for d in victims]


def _victims(inventory: Path, count: int) -> list[Device]:
    """The last devices of sites spread over the whole province."""
    sites = [site for site in load(inventory).sites.values() if len(site.devices) == 2]
    return [site.devices[-1] for site in sites[:: len(sites) // count][:count]]


def _darken(
    province: Province, victims: Sequence[Device], spread: float
) -> list[tuple[Device, float]]:
    """Let them go dark at random moments; when each did."""
    random = Random(1)
    began, done = time.monotonic(), []
    for moment, device in zip(
        sorted(random.uniform(0, spread) for _ in victims), victims, strict=True
    ):
        time.sleep(max(0.0, began + moment - time.monotonic()))
        done.append((device, province.fault({"dark": True}, device=device.id) / 1e9))
    return done


def _await(daemon: Running, wanted: set[str]) -> dict[str, Transition]:
    """The first transition to down of each device, as far as it came in time."""
    end = time.monotonic() + PATIENCE
    while True:
        seen: dict[str, Transition] = {}
        for each in transitions(daemon.log):
            device = each.check.rpartition("/")[0]
            if each.state == "down" and device in wanted:
                seen.setdefault(device, each)
        if len(seen) == len(wanted) or time.monotonic() > end:
            return seen
        time.sleep(0.5)


def _fault(
    device: Device, at: float, log: Sequence[Entry], down: Transition | None, offset: float
) -> Fault:
    replied = max(
        entry.departed / 1e9
        for entry in log
        if entry.destination == device.address and entry.fate is Fate.ANSWERED
    )
    return Fault(device, at, replied, None if down is None else down.logged - offset)
