"""Refuses test streams that the circuits, or all of them together, have no room for.

On average over time: what may run at once is for the scheduler to see to, and it can only when the
average fits. Held against every day on which anything begins, past ones too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from monitord.inventory.findings import Findings
from monitord.inventory.index import Index
from monitord.inventory.loads import Load, Loads, average, busiest, loads_of, shown_rate, shown_sum
from monitord.inventory.misfits import add
from monitord.inventory.nodes import Map
from monitord.inventory.settings import Misfit
from monitord.inventory.units import format_duration, format_rate, format_ratio
from monitord.model.inventory import Circuit, Inventory

TOLERANCE = 1 + 1e-9
"""What rounding may do to a sum that just fits."""
STEP = 10_000
"""bit/s to which a total that would do is rounded up."""


@dataclass(frozen=True, slots=True)
class StreamSummary:
    """All test streams in a few figures. Rates in bit/s; shares of a circuit's bandwidth."""

    checks: int
    average: float
    circuit: str | None
    """The fullest one; None when no circuit on their ways has a bandwidth."""
    average_share: float
    most_share: float
    """What runs at once at most."""


def summarize_streams(inventory: Inventory) -> StreamSummary | None:
    """The figures on the busiest days; None without test streams."""
    loads = loads_of(inventory)
    if not loads.every:
        return None
    shares = {
        ident: average(busiest(through)) / (inventory.circuits[ident].bandwidth or 1)
        for ident, through in loads.circuits.items()
    }
    running = busiest(loads.every)
    fullest = max(shares, key=lambda ident: shares[ident], default=None)
    if fullest is None:
        return StreamSummary(len(running), average(running), None, 0.0, 0.0)
    rates = sum(load.check.codec.rate for load in busiest(loads.circuits[fullest]))
    most = min(inventory.daemon.rtp_share, rates / (inventory.circuits[fullest].bandwidth or 1))
    return StreamSummary(len(running), average(running), fullest, shares[fullest], most)


def check_streams(inventory: Inventory, root: Map, index: Index, findings: Findings) -> None:
    """Add a finding for each circuit, and each check, whose streams do not fit, and their total."""
    loads = loads_of(inventory)
    _check_single(inventory, loads, root, index, findings)
    for ident, through in loads.circuits.items():
        _check_circuit(inventory, inventory.circuits[ident], through, index, findings)
    total = inventory.daemon.rtp_total
    running = busiest(loads.every)
    if (taken := average(running)) > total * TOLERANCE:
        params = _sum(running, taken, total) | {"room": shown_rate(total)}
        params |= {"needed": format_rate(ceil(taken / STEP) * STEP)}
        findings.value(root.map("daemon"), "rtp_total", "streams-over-total", **params)


def _check_circuit(
    inventory: Inventory,
    circuit: Circuit,
    through: Sequence[Load],
    index: Index,
    findings: Findings,
) -> None:
    """The sum of all streams through a circuit, against its room."""
    bandwidth, share = circuit.bandwidth or 0, inventory.daemon.rtp_share
    running = busiest(through)
    taken, room = average(running), share * bandwidth
    if taken <= room * TOLERANCE:
        return
    params = _sum(running, taken, room) | {"share": format_ratio(share), "room": shown_rate(room)}
    node = index.circuits[circuit.id].node
    if taken > bandwidth:
        findings.value(node, "bandwidth", "streams-over-bandwidth", **params)
    else:
        needed = _share(taken / bandwidth)
        findings.value(node, "bandwidth", "streams-over-room", **params, needed=needed)


def _check_single(
    inventory: Inventory, loads: Loads, root: Map, index: Index, findings: Findings
) -> None:
    """Streams that are too large even alone: once for each place where their codec is written."""
    tightest = _tightest(inventory, loads)
    worst: dict[int, tuple[Load, float]] = {}
    for load in loads.every:
        room = _room(inventory, tightest.get(load.device.id))
        if load.check.codec.rate > room * TOLERANCE:
            place = id(_holders(load, root, index)[0])
            if place not in worst or room < worst[place][1]:
                worst[place] = load, room
    for load, _ in worst.values():
        misfit = _too_large(inventory, load, tightest.get(load.device.id))
        add(misfit, _holders(load, root, index), findings)


def _tightest(inventory: Inventory, loads: Loads) -> dict[str, Circuit]:
    """The circuit with the least bandwidth on the way to each device."""
    found: dict[str, Circuit] = {}
    for ident, through in loads.circuits.items():
        circuit = inventory.circuits[ident]
        for load in through:
            known = found.setdefault(load.device.id, circuit)
            if (circuit.bandwidth or 0) < (known.bandwidth or 0):
                found[load.device.id] = circuit
    return found


def _room(inventory: Inventory, circuit: Circuit | None) -> float:
    """What a single stream through the circuit may take."""
    daemon = inventory.daemon
    if circuit is None or circuit.bandwidth is None:
        return daemon.rtp_total
    return min(daemon.rtp_total, daemon.rtp_share * circuit.bandwidth)


def _holders(load: Load, root: Map, index: Index) -> list[Map]:
    """Where the check is written: in the device, if there is something, and in its profile."""
    device = index.devices[load.device.id].node
    profile = root.map("profiles").map(load.device.profile)
    return [device, profile] if "rtp" in device.map("checks") else [profile]


def _too_large(inventory: Inventory, load: Load, circuit: Circuit | None) -> Misfit:
    """Why not even one stream fits, and what would."""
    codec, share = load.check.codec, inventory.daemon.rtp_share
    params = {"codec": codec.id, "rate": shown_rate(codec.rate)}
    bandwidth = circuit.bandwidth if circuit else None
    if circuit is None or bandwidth is None or codec.rate <= share * bandwidth * TOLERANCE:
        total = {"room": shown_rate(inventory.daemon.rtp_total)}
        return Misfit("rtp", ("codec",), "stream-over-total", params | total)
    params |= {"circuit": circuit.id, "device": load.device.id}
    if codec.rate > bandwidth:
        whole = {"bandwidth": shown_rate(bandwidth)}
        return Misfit("rtp", ("codec",), "stream-over-bandwidth", params | whole)
    params |= {"share": format_ratio(share), "room": shown_rate(share * bandwidth)}
    needed = {"needed": _share(codec.rate / bandwidth)}
    return Misfit("rtp", ("codec",), "stream-over-room", params | needed)


def _sum(running: Sequence[Load], taken: float, room: float) -> dict[str, str]:
    """The sum, and the intervals with which it would fit."""
    longer = sorted({load.check.interval for load in running})
    return {
        "sum": shown_sum(running),
        "average": shown_rate(taken),
        "intervals": ", ".join(
            f"{format_duration(each)} → {format_duration(ceil(each * taken / room))}"
            for each in longer
        ),
    }


def _share(needed: float) -> str:
    """A share that would do, in tenths of a percent."""
    return format_ratio(round(ceil(needed * 1000 - 1e-6) / 1000, 3))
