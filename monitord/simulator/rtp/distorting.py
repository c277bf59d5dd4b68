"""What a scenario says under `rtp`: how a reflector is."""

from __future__ import annotations

from dataclasses import fields

from monitord.inventory.nodes import Map
from monitord.inventory.units import parse_duration
from monitord.simulator.ailing import parse_truth
from monitord.simulator.reading import Reading
from monitord.simulator.rtp.distortion import STRAIGHT, Distortion

DISTORTION = tuple(field.name for field in fields(Distortion))


def distortion(reading: Reading, node: Map) -> Distortion:
    """What is under the key `rtp` of a fault."""
    inner = reading.map(node, "rtp")
    if inner is None:
        return STRAIGHT
    reading.known(inner, DISTORTION)

    def holds(entry: str) -> bool:
        return reading.scalar(inner, entry, parse_truth, "truth", False)  # noqa: FBT003 (a default)

    def shift(entry: str) -> float:
        return reading.scalar(inner, entry, parse_shift, "shift", 0.0)

    return Distortion(
        silent=holds("silent"),
        restart=holds("restart"),
        stateless=holds("stateless"),
        echo_z=holds("echo_z"),
        unsynchronised=holds("unsynchronised"),
        clock=shift("clock"),
        clock_step=shift("clock_step"),
        other_address=holds("other_address"),
        replay=holds("replay"),
        garbage=holds("garbage"),
        truncated=holds("truncated"),
        forged=holds("forged"),
    )


def parse_shift(text: str) -> float:
    """Seconds by which a clock is ahead, or with a minus behind. Raises ValueError."""
    return -parse_duration(text[1:]) if text.startswith("-") else parse_duration(text)
