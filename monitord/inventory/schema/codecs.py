"""Codecs of one's own, and what is changed of those that monitord brings."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator

from monitord.inventory.fields import (
    Duration,
    Ident,
    Number,
    Rate,
    Whole,
    YesNo,
    between,
    decimal,
    lasting,
    problem,
)
from monitord.inventory.schema.entry import Entry
from monitord.inventory.units import format_rate

_RTCP = range(64, 96)
"""Payload types that on one port with RTCP would be taken for it (RFC 5761, 4)."""


def _no_rtcp(payload_type: int) -> int:
    if payload_type in _RTCP:
        raise problem("payload-type-of-rtcp", first=_RTCP[0], last=_RTCP[-1])
    return payload_type


class CodecEntry(Entry):
    """A row of the table of codecs: in full, or over the one of its name or that it is `like`."""

    like: Ident | None = None
    medium: Literal["audio", "video"] | None = None
    payload_type: Annotated[Whole, between(0, 127), AfterValidator(_no_rtcp)] | None = None
    clock_rate: Annotated[Whole, between(1000, 192_000)] | None = None
    interval: Annotated[Duration, lasting("1ms", "1s")] | None = None
    size: Annotated[Whole, between(20, 1472)] | None = None
    burst: Annotated[Whole, between(1, 1000)] | None = None
    rate: Annotated[Rate, between(1000, 100_000_000, format_rate)] | None = None
    scale: Literal["narrowband", "wideband"] | None = None
    ie: Annotated[Number, between(0.0, 95.0, decimal)] | None = None
    bpl: Annotated[Number, between(0.1, 1000.0, decimal)] | None = None
    delay: Annotated[Duration, lasting("1ms", "1s")] | None = None
    provisional: YesNo | None = None
