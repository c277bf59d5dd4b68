"""What people can ask of the ledger's months, and agree on afterwards, whoever puts it.

Answers are JSON as it goes out: a month is worked out in a process of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

from monitord.model.desk import DeskError
from monitord.model.incidents import Actor, Cause, Owner
from monitord.model.ledger import Closing
from monitord.model.states import Param

Format: TypeAlias = Literal["pdf", "xlsx", "csv", "json"]
FORMATS: tuple[Format, ...] = ("pdf", "xlsx", "csv", "json")


@dataclass(frozen=True, slots=True)
class Standing:
    """One thing that stands in the way: an outage of which the provider is only suspected."""

    outage: str
    code: str
    """A key of the texts."""
    params: Mapping[str, Param]


class ReckoningError(DeskError):
    """What was asked of a month cannot be done. `near`: what may have been meant."""

    def __init__(
        self,
        code: str,
        params: Mapping[str, Param],
        near: Sequence[str] = (),
        standing: Sequence[Standing] = (),
    ) -> None:
        super().__init__(code, params)
        self.near, self.standing = tuple(near), tuple(standing)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which outages of a month; None: no bound."""

    month: str
    """`2026-10`."""
    kind: str | None = None
    """`circuit`, `site` or `mcu`."""
    circuit: str | None = None
    site: str | None = None
    """Of this site, its circuits and MCUs."""
    provider: str | None = None
    owner: str | None = None
    """Of `Owner`."""
    suspected: bool = False
    """Only those of which somebody is suspected."""
    own: bool = False
    """Whether `provider` itself asks: then it is an id, and nobody else is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What both sides agreed on about an outage, or about all outages of an incident."""

    outage: str
    why: str
    by: Actor
    cause: Cause | None = None
    owner: Owner | None = None
    excluded: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFile:
    """A file in the folder of reports."""

    name: str
    path: Path
    provider: str | None
    """None: of all providers."""
    revision: int | None
    """None: the month was not closed then."""
    format: str
    """`pdf`, `xlsx`, `csv` or `json`."""
    bytes: int
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMonth:
    """A month of which there is something."""

    month: str
    over: bool
    closings: Sequence[Closing]
    """By revision; empty: it has not been closed."""
    files: Sequence[ReportFile]
    recorded: bool = True
    """Whether it is in the database; else there is only what was kept of it in the folder."""


class Reckoning(Protocol):
    """The daemon's side of the ledger. Everything raises DeskError."""

    async def months(self) -> Sequence[KeptMonth]:
        """Every month since records began, the newest first."""

    async def files(self, month: str) -> Sequence[ReportFile]:
        """The reports of one month that there are."""

    async def figures(self, month: str, provider: str | None, *, own: bool = False) -> bytes:
        """Its figures, of all or of one provider, as JSON. `own`: see `Wanted`."""

    async def outages(self, wanted: Wanted) -> bytes:
        """Those that are asked for, as JSON."""

    async def amend(self, amendment: Amendment) -> bytes:
        """Set it right for ever; what was done, as JSON. Closed months get a new revision."""

    async def close(self, month: str, why: str, by: Actor) -> bytes:
        """Close a month; the closing, as JSON."""
