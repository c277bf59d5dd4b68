"""An endless, known stream of everything that the daemon keeps: entry 1, 2, 3 … of a run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from monitord.model.incidents import (
    Actor,
    AlertSet,
    Aspect,
    Cause,
    Certainty,
    FaultKey,
    Happening,
    Incident,
    IncidentChange,
    IncidentEvent,
    Owner,
    Scope,
    Severity,
    Urgency,
)
from monitord.model.ledger import Change, Subject
from monitord.model.maintenance import Cover, Window
from monitord.model.messages import Heartbeat, Observation, Transition
from monitord.model.states import Param, Reason, State
from monitord.store.backlog import Entry

BEGIN = datetime(2026, 11, 22, 5, tzinfo=UTC)
OF_TEN = "ttttstoiih"
"""What comes in each ten: transitions and a state, an observation, changes of incidents, a
heartbeat."""
STAGES = 8
"""Changes in the life of an incident."""
CORRECTED, CLOSED = STAGES - 2, STAGES - 1
CLERK = Actor("trực", "socket")


def entry(run: str, number: int) -> Entry:
    """The entry of this number, from 1 on, of a run."""
    if number % 100 == 0:
        return window(run, number)
    match OF_TEN[number % 10]:
        case "t":
            return transition(run, number)
        case "s":
            return state(run, number)
        case "o":
            return observation(run, number)
        case "i":
            return change(run, changes_until(number) - 1)
        case _:
            return Heartbeat(**_envelope(run, number, ""), isolated=False)


def changes_until(number: int) -> int:
    """How many of the first so many entries are changes of incidents."""
    tens, rest = divmod(number, 10)
    return 2 * tens + OF_TEN[: rest + 1].count("i")


def at(number: int) -> datetime:
    """When entry `number` happened: one each millisecond."""
    return BEGIN + timedelta(milliseconds=number)


def transition(run: str, number: int) -> Transition:
    """A check goes up and down."""
    state, previous = (State.DOWN, State.UP)[:: 1 if number % 2 else -1]
    return Transition(
        **_envelope(run, number, f"x-{number % 600}/rt/icmp"),
        previous=previous,
        state=state,
        reason=Reason("silent", {"lost": number % 7, "noted": number}),
        flapping=False,
        since=at(number),
        decided_at=at(number),
    )


def state(run: str, number: int) -> Change:
    """A circuit is in another state."""
    return Change(
        boot_id=run,
        subject=Subject("circuit", f"TSL-{number % 600}"),
        state=(State.UP, State.DOWN)[number // 10 % 2],
        reason=str(number),
        since=at(number - 1),
        decided_at=at(number),
    )


def observation(run: str, number: int) -> Observation:
    """A supply goes onto its battery."""
    params: dict[str, Param] = {"active": 1, "tên": "bộ lưu điện", "noted": number}
    return Observation(**_envelope(run, number, "x/ups/snmp"), kind="on-battery", params=params)


def window(run: str, number: int) -> Window:
    """A planned work."""
    return Window(id=f"{run}-{number}", cover=Cover("site", "x"), start=at(number), seconds=60.0)


def change(run: str, turn: int) -> IncidentChange:
    """The change of this turn, from 0 on: the next stage in the life of an incident."""
    number, stage = divmod(turn, STAGES)
    incident = f"{run}-{number}"
    return IncidentChange(incident_at(incident, stage), tuple(events_at(incident, stage)))


def incident_at(ident: str, stage: int) -> Incident:
    """An incident in a stage of its life: more and more sites, a correction, the end."""
    sites = tuple(f"x-{each}" for each in range(min(stage, CORRECTED - 1) + 1))
    closed = at(stage) if stage == CLOSED else None
    return Incident(
        id=ident,
        key=FaultKey(Scope.SITE, "x-0", Aspect.SILENCE),
        cause=Cause.POWER if stage >= CORRECTED else Cause.CIRCUIT,
        certainty=Certainty.SUSPECTED,
        owner=Owner.UTILITY if stage >= CORRECTED else Owner.PROVIDER,
        severity=Severity.CRITICAL,
        urgency=Urgency.PAGE,
        reason=Reason("site.silent", {"stage": stage}),
        team="trực",
        sites=sites,
        most_sites=len(sites),
        since=at(0),
        decided_at=at(0),
        opened_at=at(0),
        closed_at=closed,
        corrected=stage >= CORRECTED,
        alerts=(AlertSet({"incident": ident, "alertname": "SiteDown"}, at(0), closed),),
    )


def events_at(ident: str, stage: int) -> list[IncidentEvent]:
    """What happens to it in that stage; the correction is two things at once."""
    data: dict[str, Param] = {"stage": stage, "sites": min(stage, CORRECTED - 1) + 1}
    if stage != CORRECTED:
        what = {0: Happening.OPENED, CLOSED: Happening.CLOSED}.get(stage, Happening.IMPACT)
        return [IncidentEvent(incident=ident, at=at(stage), what=what, by=CLERK, data=data)]
    values: dict[str, Param] = {
        "cause": "power", "cause_before": "circuit", "owner": "utility", "owner_before": "provider",
    }  # fmt: skip
    said = ((Happening.CORRECTED, values), (Happening.COMMENTED, {"note": "mất điện"}))
    return [
        IncidentEvent(incident=ident, at=at(stage), what=what, by=CLERK, data=data)
        for what, data in said
    ]


def _envelope(run: str, number: int, check: str) -> dict[str, Any]:
    return {
        "poller": "local",
        "boot_id": run,
        "seq": number,
        "inventory_revision": "r",
        "check": check,
        "observed_at": at(number),
    }
