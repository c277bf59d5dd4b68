"""What a scenario says under `signalling`: how a device answers calls."""

from __future__ import annotations

from dataclasses import fields

from monitord.inventory.nodes import Map
from monitord.simulator.ailing import parse_truth
from monitord.simulator.reading import Reading
from monitord.simulator.signalling.trouble import CALM, Trouble

TROUBLE = tuple(field.name for field in fields(Trouble))
STATUSES = range(200, 700)
"""Of final responses (RFC 3261, 21)."""


def trouble(reading: Reading, node: Map) -> Trouble:
    """What is under the key `signalling` of a fault."""
    inner = reading.map(node, "signalling")
    if inner is None:
        return CALM
    reading.known(inner, TROUBLE)
    return Trouble(
        silent=reading.scalar(inner, "silent", parse_truth, "truth", False),  # noqa: FBT003 (a default)
        status=reading.scalar(inner, "status", parse_status, "status", None),
    )


def parse_status(text: str) -> int:
    """The code of a final response. Raises ValueError."""
    if not (text.isascii() and text.isdigit()) or int(text) not in STATUSES:
        raise ValueError(text)
    return int(text)
