"""What a golden month comes to: by hand, in the file; nothing here computes a figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from monitord.model.figures import Month
from monitord.model.ledger import Excluded
from tests.sla.golden.reading import duration, instant, ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedAvailable:
    """Seconds."""

    present: float
    counted: float
    provider_down: float
    suspected_down: float
    others_down: float
    excluded: Mapping[Excluded, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedRepairs:
    """Of the outages for which the provider answers, or is suspected. `None`: it does not say."""

    outages: int
    longest: float
    detection: tuple[float, float] | None
    report: tuple[float, float] | None
    between: tuple[float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedCircuit:
    """`None`: the file does not say."""

    available: ExpectedAvailable
    availability: tuple[float, float]
    """Good seconds, and those that count."""
    outages: int
    longest: float
    detection: tuple[float, float] | None
    report: tuple[float, float] | None
    between: tuple[float, float] | None
    answered: ExpectedRepairs
    """Where the file does not say, those of all causes."""
    budget: float | None
    credit: float | None
    moved: Sequence[tuple[datetime, str]] | None
    days: Mapping[date, ExpectedAvailable]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedSite:
    """Seconds."""

    hours: float
    lost: float
    unknown: float
    outages: int
    longest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedMcu:
    """Seconds down, and by which outages."""

    down: float
    outages: int
    longest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedOutage:
    """Of a circuit."""

    id: str
    start: datetime
    end: datetime | None
    down: float
    excluded: float
    cause: str | None
    owner: str | None
    certainty: str | None
    settled: bool
    agreed: bool
    corrected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """Of circuits by `id@provider`; those that are not named had a perfect month."""

    circuits: Mapping[str, ExpectedCircuit]
    sites: Mapping[str, ExpectedSite]
    mcus: Mapping[str, ExpectedMcu]
    outages: Sequence[ExpectedOutage]
    """All outages of circuits, by their start, then by id."""
    corrections: Sequence[int]
    """The ids of those that the report holds."""


def expected(told: Mapping[str, Any], month: Month) -> Expected:
    """The figures of a file."""
    zone, whole = ZoneInfo(month.timezone), (month.end - month.start).total_seconds()
    return Expected(
        circuits={
            key: _circuit(each, zone, whole) for key, each in told.get("circuits", {}).items()
        },
        sites={key: _site(each, whole) for key, each in told.get("sites", {}).items()},
        mcus={key: _mcu(each) for key, each in told.get("mcus", {}).items()},
        outages=[_outage(each, zone) for each in told.get("outages", [])],
        corrections=[int(each) for each in told.get("corrections", [])],
    )


def _circuit(told: Mapping[str, Any], zone: ZoneInfo, whole: float) -> ExpectedCircuit:
    days = told.get("days", {})
    moved = told.get("moved")
    return ExpectedCircuit(
        available=_available(told, whole),
        availability=ratio(told["availability"]),
        outages=int(told.get("outages", 0)),
        longest=duration(told.get("longest", "0")),
        detection=_ratio(told, "detection"),
        report=_ratio(told, "report"),
        between=_ratio(told, "between"),
        answered=_repairs(told.get("answered", told)),
        budget=duration(told["budget"]) if "budget" in told else None,
        credit=float(told["credit"]) if "credit" in told else None,
        moved=[(instant(at, zone), site) for at, site in moved.items()] if moved else None,
        days={date.fromisoformat(day): _available(each, 86400.0) for day, each in days.items()},
    )


def _repairs(told: Mapping[str, Any]) -> ExpectedRepairs:
    return ExpectedRepairs(
        outages=int(told.get("outages", 0)),
        longest=duration(told.get("longest", "0")),
        detection=_ratio(told, "detection"),
        report=_ratio(told, "report"),
        between=_ratio(told, "between"),
    )


def _available(told: Mapping[str, Any], whole: float) -> ExpectedAvailable:
    excluded = told.get("excluded", {})
    return ExpectedAvailable(
        present=duration(told["present"]) if "present" in told else whole,
        counted=duration(told["counted"]),
        provider_down=duration(told.get("provider_down", "0")),
        suspected_down=duration(told.get("suspected_down", "0")),
        others_down=duration(told.get("others_down", "0")),
        excluded={Excluded(kind): duration(each) for kind, each in excluded.items()},
    )


def _site(told: Mapping[str, Any], whole: float) -> ExpectedSite:
    return ExpectedSite(
        hours=duration(told["hours"]) if "hours" in told else whole,
        lost=duration(told.get("lost", "0")),
        unknown=duration(told.get("unknown", "0")),
        outages=int(told.get("outages", 0)),
        longest=duration(told.get("longest", "0")),
    )


def _mcu(told: Mapping[str, Any]) -> ExpectedMcu:
    return ExpectedMcu(
        down=duration(told.get("down", "0")),
        outages=int(told.get("outages", 0)),
        longest=duration(told.get("longest", "0")),
    )


def _outage(told: Mapping[str, Any], zone: ZoneInfo) -> ExpectedOutage:
    return ExpectedOutage(
        id=told["id"],
        start=instant(told["start"], zone),
        end=instant(told["end"], zone) if "end" in told else None,
        down=duration(told.get("down", "0")),
        excluded=duration(told.get("excluded", "0")),
        cause=told.get("cause"),
        owner=told.get("owner"),
        certainty=told.get("certainty"),
        settled=told.get("settled") == "yes",
        agreed=told.get("agreed") == "yes",
        corrected=told.get("corrected") == "yes",
    )


def _ratio(told: Mapping[str, Any], key: str) -> tuple[float, float] | None:
    """A sum of durations, by how many: `20m - 6s / 1`."""
    if key not in told:
        return None
    seconds, number = str(told[key]).split("/")
    return duration(seconds.strip()), float(number)
