"""From a file in `months/` to evidence as the database would give it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from monitord.inventory import parse
from monitord.model.evidence import Evidence, InForce
from monitord.model.figures import Month
from monitord.model.incidents import Actor, Incident
from monitord.model.inventory import Inventory
from monitord.model.ledger import Affected, Closing, CorrectedField, Correction
from monitord.model.maintenance import Cover, Window
from monitord.sla.months import month_of
from tests.sla.golden.expected import Expected, expected
from tests.sla.golden.history import Life, changes, spans
from tests.sla.golden.incidents import affected, incident
from tests.sla.golden.reading import instant

HERE = Path(__file__).parent
NAMES = sorted(path.stem for path in (HERE / "months").glob("*.yaml"))
WHO = Actor("lan", "socket")


@dataclass(frozen=True, slots=True)
class Golden:
    """A month worked out by hand."""

    name: str
    title: str
    evidence: Evidence
    month: Month
    expected: Expected


def load(name: str) -> Golden:
    """One of `NAMES`, made anew each time, for evidence is read once."""
    told = yaml.load((HERE / "months" / f"{name}.yaml").read_text(), yaml.BaseLoader)
    revisions = _revisions(told)
    zone = ZoneInfo(revisions[-1].inventory.organization.timezone)
    now = instant(told["now"], zone)
    month = month_of(told["month"], zone.key, now)
    lives = _lives(told, revisions[0].start, now, zone)
    incidents = [incident(each, zone) for each in told.get("incidents", [])]
    evidence = Evidence(
        revisions=revisions,
        changes=changes(told.get("timeline", ""), lives, revisions, zone),
        spans=spans(lives),
        incidents=incidents,
        affected=_affected(told, incidents, revisions, zone),
        windows=[_window(each, zone) for each in told.get("windows", [])],
        corrections=[_correction(each, zone) for each in told.get("corrections", [])],
        closings=[_closing(each, month, zone) for each in told.get("closings", [])],
        quality=(),
        now=now,
    )
    return Golden(name, told["title"], evidence, month, expected(told["expect"], month))


def _revisions(told: Mapping[str, Any]) -> Sequence[InForce]:
    """The province as it was, and what was accepted in its place: text replaced by text."""
    text = (HERE / "province.yaml").read_text()
    steps = told.get("province") or [{"from": _before(told["month"])}]
    found = []
    for number, step in enumerate(steps):
        for old, new in step.get("replace", {}).items():
            assert old in text, f"{old!r} is not in the province"
            text = text.replace(old, new)
        inventory = _parsed(text)
        zone = ZoneInfo(inventory.organization.timezone)
        following = steps[number + 1]["from"] if number + 1 < len(steps) else None
        found.append(
            InForce(
                instant(step["from"], zone),
                instant(following, zone) if following else None,
                sha256(text.encode()).hexdigest(),
                inventory,
            )
        )
    return found


@lru_cache
def _parsed(text: str) -> Inventory:
    return parse(text.encode(), "province.yaml", HERE)


def _before(month: str) -> str:
    """Two days before the month."""
    return str(datetime.fromisoformat(f"{month}-01") - timedelta(2))


def _lives(
    told: Mapping[str, Any], since: datetime, now: datetime, zone: ZoneInfo
) -> Sequence[Life]:
    """When the monitor lived; unless it is told, always."""
    if "lived" not in told:
        return [Life("boot-1", since, now)]
    return [
        Life(
            each.get("boot", f"boot-{number}"),
            instant(each["from"], zone) if "from" in each else since,
            instant(each["until"], zone) if "until" in each else now,
            isolated=each.get("isolated") == "yes",
        )
        for number, each in enumerate(told["lived"], 1)
    ]


def _affected(
    told: Mapping[str, Any],
    incidents: Sequence[Incident],
    revisions: Sequence[InForce],
    zone: ZoneInfo,
) -> Mapping[str, Sequence[Affected]]:
    """Which sites suffered: those that are named, else the one of the incident's subject."""
    return {
        made.id: affected(each, made, revisions[-1].inventory, zone)
        for each, made in zip(told.get("incidents", []), incidents, strict=True)
    }


def _window(told: Mapping[str, Any], zone: ZoneInfo) -> Window:
    """`cover: circuit TSL-A`."""
    kind, ident = told["cover"].split()
    return Window(
        id=told["id"],
        cover=Cover(kind, ident),
        start=instant(told["start"], zone),
        seconds=float(told["hours"]) * 3600,
        timezone=zone.key,
        announced_at=instant(told["announced"], zone) if "announced" in told else None,
        source="command",
    )


def _correction(told: Mapping[str, Any], zone: ZoneInfo) -> Correction:
    return Correction(
        id=int(told["id"]),
        outage=told["outage"],
        at=instant(told["at"], zone),
        by=WHO,
        why=told["why"],
        field=CorrectedField(told["field"]),
        before=told.get("before"),
        after=told["after"],
    )


def _closing(told: Mapping[str, Any], month: Month, zone: ZoneInfo) -> Closing:
    return Closing(
        month=month.name,
        revision=int(told["revision"]),
        at=instant(told["at"], zone),
        by=WHO,
        why=told["why"],
        corrections=int(told.get("corrections", 0)),
    )
