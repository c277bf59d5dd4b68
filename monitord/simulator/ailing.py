"""What a scenario says under `snmp`: how an agent is, and what it says of its device."""

from __future__ import annotations

from dataclasses import fields

from monitord.inventory.nodes import Map
from monitord.inventory.units import parse_duration
from monitord.simulator.fault import WELL, Ailment
from monitord.simulator.reading import Reading

AILMENT = tuple(field.name for field in fields(Ailment))
MOST_CHARACTERS = 64
"""Of an interface's name."""


def ailment(reading: Reading, node: Map) -> Ailment:
    """What is under the key `snmp` of a fault."""
    inner = reading.map(node, "snmp")
    if inner is None:
        return WELL
    reading.known(inner, AILMENT)

    def holds(entry: str) -> bool:
        return reading.scalar(inner, entry, parse_truth, "truth", False)  # noqa: FBT003 (a default)

    return Ailment(
        silent=holds("silent"),
        slow=reading.scalar(inner, "slow", parse_duration, "duration", 0.0),
        garbage=holds("garbage"),
        truncated=holds("truncated"),
        wrong_type=holds("wrong_type"),
        reboot=holds("reboot"),
        in_call=reading.scalar(inner, "in_call", parse_truth, "truth", None),
        not_registered=holds("not_registered"),
        ports_full=holds("ports_full"),
        on_battery=holds("on_battery"),
        interface_down=reading.scalar(inner, "interface_down", parse_interface, "interface", None),
    )


def parse_truth(text: str) -> bool:
    """`true` or `false`. Raises ValueError."""
    if text not in ("true", "false"):
        raise ValueError(text)
    return text == "true"


def parse_interface(text: str) -> str:
    """An ifName. Raises ValueError."""
    if not text.isprintable() or not 1 <= len(text) <= MOST_CHARACTERS:
        raise ValueError(text)
    return text
