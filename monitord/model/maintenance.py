"""Planned maintenance: windows in which nothing alerts and everything is still measured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

CoverKind: TypeAlias = Literal["site", "circuit", "provider", "mcu"]
"""`site`: with all that hangs below it in the tree. `mcu`: an MCU (`site/device`) or a group."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What is worked on."""

    kind: CoverKind
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A planned work, once or again and again."""

    id: str
    """Of the inventory, or `m-` and what an incident's id is made of for those added by command."""
    cover: Cover
    start: datetime
    """Aware; the first time, in the zone in which it repeats."""
    seconds: float
    """How long each time."""
    repeat: str | None = None
    """A recurrence rule (RFC 5545, 3.3.10: `FREQ=MONTHLY;BYDAY=1SU`); None: once."""
    timezone: str = "Asia/Ho_Chi_Minh"
    """IANA name; 22:00 stays 22:00 on the wall."""
    why: str = ""
    who: str = ""
    """Who announced it, or entered it."""
    announced_at: datetime | None = None
    """When the other side was told; the contract's notice decides whether that was in time."""
    cancelled_at: datetime | None = None
    cancelled_by: str | None = None
    source: Literal["inventory", "command"] = "inventory"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a window is in force, [start, end), UTC."""

    window: Window
    start: datetime
    end: datetime
    agreed: bool | None
    """Whether it was announced as early as the contract asks; None: no contract says so."""
