"""A province's October: hundreds of circuits with faults at places that are the same every time."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from monitord.model.figures import Outage, Served, SiteFigures
from monitord.model.incidents import Cause, Certainty, Owner
from monitord.model.ledger import Interval, Subject
from monitord.model.states import State
from tests.exporters.reports.making import OCTOBER, VIETTEL, VNPT, Line, Made, stretch, timeline

AREAS = {f"h-{n:02}": f"Huyện số {n}" for n in range(1, 28)}
BLAME = (
    (Cause.CIRCUIT, Owner.PROVIDER, Certainty.CONFIRMED),
    (Cause.CIRCUIT, Owner.PROVIDER, Certainty.SUSPECTED),
    (Cause.POWER, Owner.UTILITY, Certainty.CONFIRMED),
    (Cause.EQUIPMENT, Owner.SITE, Certainty.CONFIRMED),
)
SLOT = timedelta(hours=31)
"""One happening each: 24 in a month."""


def province(circuits: int) -> Made:
    """So many circuits, each of its own site, and their faults."""
    chance = Random(7)
    lines = [_line(number, chance) for number in range(1, circuits + 1)]
    return Made(
        lines=lines,
        areas=AREAS,
        sites=[_site(line) for line in lines],
        others=[each for line in lines for each in timeline(Subject("site", line.site))],
        names={line.site: line.site_name for line in lines},
    )


def _line(number: int, chance: Random) -> Line:
    subject = Subject("circuit", f"TSL-TH-{number:04}")
    provider = VIETTEL if number % 7 == 0 else VNPT
    stretches = [_happening(subject, slot, chance) for slot in range(24)]
    site = f"x-{number:04}"
    return Line(
        id=subject.id,
        provider=provider,
        site=site,
        site_name=f"UBND xã số {number}",
        area=list(AREAS)[number % len(AREAS)],
        intervals=timeline(subject, *stretches),
        outages=[_outage(each, site, provider.id) for each in stretches if each.outage],
    )


def _happening(subject: Subject, slot: int, chance: Random) -> Interval:
    """Down in a third of the slots, else one of the other states."""
    start = (
        OCTOBER.start + slot * SLOT + timedelta(microseconds=chance.randrange(20 * 3600 * 10**6))
    )
    seconds = chance.uniform(20, 9 * 3600) if chance.random() < 0.1 else chance.uniform(20, 900)
    end = start + timedelta(microseconds=round(seconds * 1e6))
    if slot % 3:
        state = (State.DEGRADED, State.UNREACHABLE, State.MAINTENANCE, State.UNKNOWN)[slot % 4]
        window = "m-k7qf" if state is State.MAINTENANCE else None
        measured = State.UP if window else state
        return stretch(subject, start, end, state, measured=measured, window=window)
    cause, owner, certainty = chance.choice(BLAME)
    incident = f"2610{1 + slot:02}-{chance.randrange(36**4):04X}"
    told = {"cause": cause, "owner": owner, "certainty": certainty, "incident": incident}
    outage = f"{incident}/{subject.id}"
    return stretch(subject, start, end, State.DOWN, outage=outage, **told)


def _outage(interval: Interval, site: str, provider: str) -> Outage:
    reported = interval.owner is Owner.PROVIDER
    return Outage(
        id=interval.outage or "",
        subject=interval.subject,
        site=site,
        provider=provider,
        start=interval.start,
        end=interval.end,
        decided_at=interval.start + timedelta(seconds=6),
        down=interval.seconds,
        excluded=0.0,
        cause=interval.cause,
        owner=interval.owner,
        certainty=interval.certainty,
        settled=False,
        incident=interval.incident,
        ticket=f"BH-{interval.incident}" if reported else None,
        reported_at=interval.start + timedelta(minutes=5) if reported else None,
        agreed=False,
        corrected=False,
    )


def _site(line: Line) -> SiteFigures:
    seconds = (OCTOBER.end - OCTOBER.start).total_seconds()
    return SiteFigures(
        id=line.site,
        name=line.site_name,
        area=line.area,
        level="commune",
        service="live",
        states={State.UP: seconds},
        absent=0.0,
        served=Served(hours=seconds, lost=0.0, unknown=0.0),
        outages=0,
        longest=0.0,
    )
