"""What a month came to: the figures of a report, ready to be printed and to be recomputed.

Seconds, ratios from 0 to 1, aware UTC datetimes. A ratio is always given as its numerator and its
denominator, so that sums over circuits are sums of both; averages are never averaged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from monitord.model.incidents import Cause, Certainty, Owner
from monitord.model.inventory import Organization, Provider, Sla
from monitord.model.ledger import Closing, Correction, Excluded, Interval, Subject
from monitord.model.quality import Direction
from monitord.model.slots import Counts, Samples
from monitord.model.states import State


@dataclass(frozen=True, slots=True)
class Ratio:
    """Good seconds of all that count."""

    good: float
    of: float

    @property
    def value(self) -> float | None:
        """None when nothing counts."""
        return self.good / self.of if self.of > 0 else None


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month in the organization's timezone."""

    year: int
    month: int
    timezone: str
    start: datetime
    """UTC."""
    end: datetime
    """UTC, the start of the next one; for a month that is not over, where the figures end."""

    @property
    def name(self) -> str:
        """`2026-10`."""
        return f"{self.year:04}-{self.month:02}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """Time in which a subject was down by one incident, within a month.

    Where no incident tells, one run of down, unbroken by a measured recovery. It goes on through
    what was not measured; only what was measured down is in `down`.
    """

    id: str
    """`261122-K7QF/TSL-TH-0123`: incident and subject; `TSL-TH-0123@20261003T100000Z` without."""
    subject: Subject
    site: str
    provider: str | None
    """Of a circuit."""
    start: datetime
    """The first second of it that was down, be it before the month."""
    end: datetime | None
    """The last; None: it lasts beyond what is known."""
    decided_at: datetime
    """When it was detected."""
    down: float
    """Seconds down within the month, those that are excluded left out."""
    excluded: float
    """Seconds of it within the month that count neither way."""
    cause: Cause | None
    owner: Owner | None
    certainty: Certainty | None
    settled: bool
    """A suspected cause that counts by the contract's default, for the month was closed with it."""
    incident: str | None
    ticket: str | None
    reported_at: datetime | None
    agreed: bool
    """A person has entered that both sides leave it out."""
    corrected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Repairs:
    """How some outages were repaired. Sums and counts; None: there is nothing to tell from.

    `repairs` of whatever has them is over all outages, whatever the cause; `answered` over those
    for which the provider answers: confirmed, suspected, or settled against it by the contract.
    """

    outages: int
    """Those that began in the month; one of which all is left out is none."""
    longest: float
    """Seconds down."""
    detection: Ratio
    """Seconds from detection to the end, of so many outages that ended."""
    report: Ratio
    """Seconds from `reported_at` to the end, of so many that were reported and ended."""
    between: Ratio
    """Seconds up, by the number of outages: MTBF."""

    def mttr(self, sla: Sla) -> Ratio:
        """By the clock that the contract names."""
        return self.report if sla.repair_from == "report" else self.detection


@dataclass(frozen=True, slots=True, kw_only=True)
class Available:
    """What is said of availability, over one or many circuits."""

    present: float
    """Seconds in the inventory, within the month."""
    states: Mapping[State, float]
    """Seconds in each state of the timeline; with those absent they add up to the month."""
    excluded: Mapping[Excluded, float]
    """Seconds that do not count, each in one class only."""
    provider_down: float
    """Seconds down by the provider, confirmed, or settled by the contract's default."""
    suspected_down: float
    """Seconds down of which the provider is suspected, and nobody has confirmed it."""
    others_down: float
    """Seconds down that others answer for."""
    counted: float
    """The denominator: present without what is excluded."""

    @property
    def ratio(self) -> Ratio:
        """Availability (provider): suspicion alone does not count against anybody."""
        return Ratio(self.counted - self.provider_down, self.counted)

    @property
    def with_suspected(self) -> Ratio:
        """The same, were every suspicion confirmed."""
        return Ratio(self.counted - self.provider_down - self.suspected_down, self.counted)

    @property
    def coverage(self) -> Ratio:
        """How much of the time was measured."""
        unknown = self.states.get(State.UNKNOWN, 0.0)
        return Ratio(self.present - unknown, self.present)


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What the people in the rooms had: down and unreachable count, whatever the cause."""

    hours: float
    """Seconds within the month in which there was to be service."""
    lost: float
    """Of them down or unreachable."""
    unknown: float
    """Of them not measured: neither had nor lost."""

    @property
    def ratio(self) -> Ratio:
        """Of what was measured."""
        measured = self.hours - self.unknown
        return Ratio(measured - self.lost, measured)


@dataclass(frozen=True, slots=True)
class Within:
    """Slots of five minutes that kept a limit, of those in which it was measured."""

    limit: float
    good: int
    of: int

    @property
    def value(self) -> float | None:
        """Their share; None where it was never measured."""
        return self.good / self.of if self.of else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """What test packets said in one direction over a month."""

    direction: Direction
    counts: Counts
    rtt: Samples
    jitter: Samples
    delay: Samples
    mos: Samples
    slots: int
    """Slots in which anything was measured."""
    within: Mapping[str, Within] = field(default_factory=dict)
    """By `loss`, `rtt`, `jitter`, `mos`; only where the contract has a limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CircuitFigures:
    """A circuit in a month, with one provider. One that changed provider has one of each."""

    id: str
    provider: str
    site: str
    """As it last was in the month; `moved` has those before."""
    site_name: str
    area: str
    """The id of the site's ancestor below the root; its own where it is one, or the root."""
    role: str
    medium: str | None
    bandwidth: int | None
    moved: Sequence[tuple[datetime, str]]
    """From when at which site; one entry where it stayed."""
    available: Available
    repairs: Repairs
    answered: Repairs
    target: float | None
    budget: float | None
    """Seconds that the contract allows it to be down; None without a target."""
    credit: float
    quality: Sequence[Quality]
    days: Sequence[Available]
    """Of each day of the month, for the calendar."""

    @property
    def kept(self) -> bool | None:
        """Whether it was as available as promised; None: nothing was, or nothing counted."""
        value = self.available.ratio.value
        return None if value is None or self.target is None else value >= self.target

    @property
    def budget_left(self) -> float | None:
        """Seconds; below zero when it is overdrawn."""
        return None if self.budget is None else self.budget - self.available.provider_down


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFigures:
    """A site in a month."""

    id: str
    name: str
    area: str
    level: str
    service: str
    states: Mapping[State, float]
    absent: float
    served: Served
    outages: int
    longest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class McuFigures:
    """An MCU or a group of them in a month; a group is down only when all its members are."""

    id: str
    group: bool
    states: Mapping[State, float]
    absent: float
    outages: int
    longest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaFigures:
    """All circuits and sites of one area."""

    id: str
    name: str
    circuits: int
    available: Available
    repairs: Repairs
    answered: Repairs
    sites: int
    served: Served


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderFigures:
    """One provider in a month: what is reconciled with it."""

    provider: Provider
    """With the contract as it last stood in the month."""
    circuits: Sequence[CircuitFigures]
    areas: Sequence[AreaFigures]
    available: Available
    repairs: Repairs
    answered: Repairs
    below_target: int
    outages: Sequence[Outage]
    """Of its circuits, whoever answers for them, by their start."""
    days: Sequence[Available]
    quality: Sequence[Quality]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """From what a report was made, so that it can be made again."""

    inventories: Sequence[tuple[datetime, str]]
    """From when which revision was in force: its SHA-256 in hex."""
    data: str
    """SHA-256, in hex, of the raw intervals as CSV."""
    version: str
    """Of monitord."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthReport:
    """Everything that a report prints, in whatever format."""

    organization: Organization
    month: Month
    provisional: bool
    """The month is not over."""
    closing: Closing | None
    """The revision that this is; None: the month has not been closed."""
    providers: Sequence[ProviderFigures]
    areas: Sequence[AreaFigures]
    """Over all providers of the report."""
    sites: Sequence[SiteFigures]
    """Empty in a report for one provider: what others answer for is not its business."""
    mcus: Sequence[McuFigures]
    served: Served
    intervals: Sequence[Interval]
    """Of the circuits of the report, and of its sites and MCUs: by subject, then by time."""
    corrections: Sequence[Correction]
    """Those that the report holds, oldest first."""
    inputs: Inputs
    names: Mapping[str, str] = field(default_factory=dict)
    """Of sites, by id."""
    days: Sequence[date] = ()
    """The days of the month, in its timezone."""
