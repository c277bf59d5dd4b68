"""Refuses test streams that the circuits, or all of them together, have no room for.

What may run at once is for the scheduler to see to, and it can only when the average over time
fits. Held against every day on which anything begins, past ones too.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from monitord.inventory.findings import Findings
from monitord.inventory.index import Index
from monitord.inventory.loads import (
    TOLERANCE,
    Load,
    Loads,
    average,
    busiest,
    loads_of,
    shown_rate,
    shown_sum,
    usable,
    wanted,
)
from monitord.inventory.misfits import add
from monitord.inventory.nodes import Map
from monitord.inventory.settings import Misfit
from monitord.inventory.units import format_duration, format_rate, format_ratio
from monitord.model.inventory import Circuit, Inventory

STEP = 10_000
"""bit/s to which a total that would do is rounded up."""


def check_streams(inventory: Inventory, root: Map, index: Index, findings: Findings) -> None:
    """Add a finding for each circuit, and each check, whose streams do not fit, and their total."""
    loads = loads_of(inventory)
    _check_single(inventory, loads, root, index, findings)
    for ident, through in loads.circuits.items():
        _check_circuit(inventory, inventory.circuits[ident], through, index, findings)
    total = inventory.daemon.rtp_total
    running = busiest([load for load in loads.every if _fits(load, total)])
    if params := _excess(running, total):
        params |= {"needed": format_rate(ceil(wanted(running) / STEP) * STEP)}
        findings.value(root.map("daemon"), "rtp_total", "streams-over-total", **params)


def _check_circuit(
    inventory: Inventory,
    circuit: Circuit,
    through: Sequence[Load],
    index: Index,
    findings: Findings,
) -> None:
    """The sum of all streams through a circuit that fit alone, against its room."""
    bandwidth, share = circuit.bandwidth or 0, inventory.daemon.rtp_share
    room = round(share * bandwidth)
    running = busiest([load for load in through if _fits(load, room)])
    params = _excess(running, room)
    if not params:
        return
    params |= {"share": format_ratio(share)}
    node, needed = index.circuits[circuit.id].node, wanted(running) / bandwidth
    if needed > 1:
        findings.value(node, "bandwidth", "streams-over-bandwidth", **params)
    else:
        params |= {"needed": _share(needed)}
        findings.value(node, "bandwidth", "streams-over-room", **params)


def _check_single(
    inventory: Inventory, loads: Loads, root: Map, index: Index, findings: Findings
) -> None:
    """Streams that are too large even alone: once for each place where their codec is written."""
    tightest = _tightest(inventory, loads)
    worst: dict[int, tuple[Load, float]] = {}
    for load in loads.every:
        room = _room(inventory, tightest.get(load.device.id))
        if not _fits(load, room):
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
    return min(daemon.rtp_total, round(daemon.rtp_share * circuit.bandwidth))


def _fits(load: Load, room: float) -> bool:
    """Whether one stream alone does."""
    return load.rate <= room * TOLERANCE


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
    if circuit is None or bandwidth is None or _fits(load, round(share * bandwidth)):
        total = {"room": shown_rate(inventory.daemon.rtp_total)}
        return Misfit("rtp", ("codec",), "stream-over-total", params | total)
    params |= {"circuit": circuit.id, "device": load.device.id}
    if codec.rate > bandwidth:
        whole = {"bandwidth": shown_rate(bandwidth)}
        return Misfit("rtp", ("codec",), "stream-over-bandwidth", params | whole)
    params |= {"share": format_ratio(share), "room": shown_rate(share * bandwidth)}
    needed = {"needed": _share(codec.rate / bandwidth)}
    return Misfit("rtp", ("codec",), "stream-over-room", params | needed)


def _excess(running: Sequence[Load], room: int) -> dict[str, str]:
    """The sum, and with which intervals it would fit; empty when it does."""
    taken, filled = average(running), usable(room, running)
    if taken <= filled * TOLERANCE:
        return {}
    longer = sorted({load.check.interval for load in running})
    return {
        "sum": shown_sum(running),
        "average": shown_rate(taken),
        "room": _shown_room(room, filled, running[0].rate),
        "intervals": ", ".join(
            f"{format_duration(each)} → {format_duration(ceil(each * taken / filled - 1e-6))}"
            for each in longer
        ),
    }


def _shown_room(room: int, filled: float, rate: float) -> str:
    """`100kbit/s`, or `100kbit/s = 1 × 80kbit/s + 20kbit/s` when a part of it is for no stream."""
    if filled * TOLERANCE >= room:
        return shown_rate(room)
    parts = f"{round(filled / rate)} × {shown_rate(rate)} + {shown_rate(room - filled)}"
    return f"{shown_rate(room)} = {parts}"


def _share(needed: float) -> str:
    """A share that would do, in tenths of a percent."""
    return format_ratio(round(ceil(needed * 1000 - 1e-6) / 1000, 3))
