"""Scenario files: YAML in, a Scenario or every problem of the file out.

The control channel speaks the same language: JSON is YAML, and a command is an event without times.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields, replace
from math import inf
from pathlib import Path

from monitord.inventory.nodes import Map
from monitord.inventory.source import decode
from monitord.inventory.units import parse_duration, parse_ratio, parse_whole
from monitord.model.inventory import Inventory
from monitord.simulator.ailing import ailment, parse_truth
from monitord.simulator.fault import TARGETS, Event, Fault, Scenario, Target, TargetKind, Way
from monitord.simulator.packet import ERRORS, TIME_EXCEEDED
from monitord.simulator.reading import Reading, as_text, hint
from monitord.simulator.rtp.distorting import distortion
from monitord.simulator.signalling.troubling import trouble

REFUSALS = tuple(kind for kind in ERRORS if kind != TIME_EXCEEDED)
QUANTITIES = tuple(field.name for field in fields(Way))
DEVICES = ("snmp", "rtp", "signalling")
"""What of a device may be wrong while it answers pings."""
FAULT = (*QUANTITIES, "to_site", "from_site", "dark", "refuse", "refused_by", *DEVICES, "only")
EVERYWHERE = ("witnesses", "all")
"""Targets that need no id: `all: true`."""


def load_scenario(path: Path, inventory: Inventory) -> Scenario:
    """The scenario in the file at `path`, whose targets are of `inventory`.

    Raises InvalidScenarioError, OSError, and InvalidInventoryError when the file is no text.
    """
    return parse_scenario(decode(path.read_bytes(), str(path)), str(path), inventory)


def parse_scenario(text: str, filename: str, inventory: Inventory) -> Scenario:
    """The scenario that `text` is. Raises InvalidScenarioError."""
    reading = Reading(text, filename)
    root = reading.root
    reading.known(root, ("version", "seed", "defaults", "events"))
    if root.get("version") != "1":
        reading.wrong(root, "version", "wants-version")
    defaults = reading.map(root, "defaults")
    if defaults is not None:
        reading.known(defaults, QUANTITIES)
    scenario = Scenario(
        seed=reading.scalar(root, "seed", parse_whole, "whole", None),
        defaults=None if defaults is None else way(reading, defaults),
        events=tuple(event(reading, item, inventory) for item in reading.maps(root, "events")),
    )
    reading.finish()
    return scenario


def parse_command(text: str, inventory: Inventory) -> tuple[Target, Fault | None]:
    """A command such as `{"site": "x-1", "fault": {"dark": true}}`.

    An empty fault is None: the end of the one before. Raises InvalidScenarioError.
    """
    reading = Reading(text, "command")
    reading.known(reading.root, (*TARGETS, "fault"))
    befallen = target(reading, reading.root, inventory)
    what = fault(reading, reading.root, inventory)
    reading.finish()
    return befallen, None if what == Fault() else what


def event(reading: Reading, node: Map, inventory: Inventory) -> Event:
    """One entry of `events`."""
    reading.known(node, ("at", "for", "every", *TARGETS, "fault"))
    at = reading.scalar(node, "at", parse_duration, "duration", 0.0)
    lasts = reading.scalar(node, "for", parse_duration, "duration", inf)
    every = reading.scalar(node, "every", parse_duration, "duration", inf)
    if every <= lasts and every < inf:
        reading.wrong(node, "every", "every-too-short")
        every = inf
    befallen = target(reading, node, inventory)
    return Event(at, at + lasts, befallen, fault(reading, node, inventory), every)


def target(reading: Reading, node: Map, inventory: Inventory) -> Target:
    """The one target that `node` names; `all` when that is wrong."""
    named = [kind for kind in TARGETS if kind in node]
    if len(named) != 1:
        targets = ", ".join(TARGETS)
        reading.wrong(node, named[1] if named else None, "wants-one-target", targets=targets)
        return Target("all")
    kind, value = named[0], as_text(node[named[0]])
    if kind in EVERYWHERE:
        if value != "true":
            reading.wrong(node, kind, "wants-true", value=value)
        return Target(kind)
    known = known_ids(kind, inventory)
    if value not in known:
        reading.wrong(node, kind, f"unknown-{kind}", value=value, **hint(value, known))
    return Target(kind, value)


def known_ids(kind: TargetKind, inventory: Inventory) -> Collection[str]:
    """Everything that a target of this kind can name."""
    if kind == "device":
        return inventory.devices
    return inventory.providers if kind == "provider" else inventory.sites


def fault(reading: Reading, node: Map, inventory: Inventory) -> Fault:
    """What happens, under the key `fault` of `node`."""
    inner = reading.map(node, "fault")
    if inner is None:
        if "fault" not in node:
            reading.wrong(node, None, "wants-fault")
        return Fault()
    reading.known(inner, FAULT)
    origin = inner.get("refused_by")
    if origin is not None and as_text(origin) not in inventory.devices:
        near = hint(as_text(origin), inventory.devices)
        reading.wrong(inner, "refused_by", "unknown-device", value=as_text(origin), **near)
    there, back = reading.map(inner, "to_site"), reading.map(inner, "from_site")
    for direction in (there, back):
        if direction is not None:
            reading.known(direction, QUANTITIES)
    if there is not None and any(quantity in inner for quantity in QUANTITIES):
        reading.wrong(inner, "to_site", "twice")
    return Fault(
        to_site=way(reading, inner if there is None else there),
        from_site=Way() if back is None else way(reading, back),
        dark=reading.scalar(inner, "dark", parse_truth, "truth", False),  # noqa: FBT003 (a default)
        refuse=reading.scalar(inner, "refuse", parse_refusal, "refusal", None),
        refused_by=None if origin is None else as_text(origin),
        snmp=ailment(reading, inner),
        rtp=distortion(reading, inner),
        signalling=trouble(reading, inner),
        only_streams=reading.scalar(inner, "only", parse_only, "only", False),  # noqa: FBT003 (so)
    )


def way(reading: Reading, node: Map) -> Way:
    """The quantities of one direction."""
    usual = Way()
    result = Way(
        loss=reading.scalar(node, "loss", parse_ratio, "ratio", usual.loss),
        burst=reading.scalar(node, "burst", parse_burst, "burst", usual.burst),
        delay=reading.scalar(node, "delay", parse_duration, "duration", usual.delay),
        jitter=reading.scalar(node, "jitter", parse_duration, "duration", usual.jitter),
        reorder=reading.scalar(node, "reorder", parse_ratio, "ratio", usual.reorder),
        hold=reading.scalar(node, "hold", parse_duration, "duration", usual.hold),
        overtake=reading.scalar(node, "overtake", parse_truth, "truth", usual.overtake),
        duplicate=reading.scalar(node, "duplicate", parse_ratio, "ratio", usual.duplicate),
    )
    if result.burst > 1 and result.burst / (result.burst + 1) < result.loss < 1:
        most = f"{int(100 * result.burst / (result.burst + 1))}%"
        reading.wrong(node, "loss", "loss-of-bursts", most=most)
        return replace(result, loss=0.0)
    return result


def parse_refusal(text: str) -> str:
    """An ICMP error by which a packet can be refused. Raises ValueError."""
    if text not in REFUSALS:
        raise ValueError(text)
    return text


def parse_only(text: str) -> bool:
    """What alone is befallen: `streams`, for which there is but True. Raises ValueError."""
    if text != "streams":
        raise ValueError(text)
    return True


def parse_burst(text: str) -> float:
    """A mean number of packets, at least 1. Raises ValueError."""
    number = float(text)
    if not 1 <= number <= 1e6:
        raise ValueError(text)
    return number
