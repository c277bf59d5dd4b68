"""The three circuits of the small month, stretch by stretch."""

from __future__ import annotations

from datetime import timedelta

from monitord.model.figures import Outage
from monitord.model.incidents import Cause, Certainty, Owner
from monitord.model.ledger import Interval, Subject
from monitord.model.states import State
from tests.exporters.reports.making import OCTOBER, VIETTEL, VNPT, Line, at, stretch, timeline
from tests.exporters.reports.qualities import round_trip, to_site

FIRST, SECOND = Subject("circuit", "TSL-TH-0123"), Subject("circuit", "TSL-TH-0124")
THIRD = Subject("circuit", "4G-TH-0123")
TOLD = (Cause.CIRCUIT, Owner.PROVIDER, Certainty.CONFIRMED)
GUESSED = (Cause.CIRCUIT, Owner.PROVIDER, Certainty.SUSPECTED)
POWER = (Cause.POWER, Owner.UTILITY, Certainty.CONFIRMED)
Known = tuple[Cause | None, Owner | None, Certainty | None]


def down(
    subject: Subject, start: str, end: str, outage: str | None, known: Known, **more: object
) -> Interval:
    cause, owner, certainty = known
    incident = outage.partition("/")[0] if outage and "/" in outage else None
    told = {
        "outage": outage,
        "incident": incident,
        "cause": cause,
        "owner": owner,
        "certainty": certainty,
    }
    return stretch(subject, at(start), at(end), State.DOWN, **told, **more)


def _outage(interval: Interval, provider: str, site: str, known: Known, **more: object) -> Outage:
    """The outage of one stretch; `more` where it is not that simple."""
    cause, owner, certainty = known
    told: dict[str, object] = {
        "id": interval.outage,
        "subject": interval.subject,
        "site": site,
        "provider": provider,
        "start": interval.start,
        "end": interval.end,
        "decided_at": interval.start + timedelta(seconds=6),
        "down": interval.seconds,
        "excluded": 0.0,
        "cause": cause,
        "owner": owner,
        "certainty": certainty,
        "settled": False,
        "incident": interval.incident,
        "ticket": None,
        "reported_at": None,
        "agreed": False,
        "corrected": False,
    }
    return Outage(**(told | more))  # type: ignore[arg-type]


def first() -> Line:
    """Confirmed outages, one across midnight, one that works cover in part, one of before."""
    before = down(FIRST, "01 00:00:00", "01 00:30:00", "260930-AAAA/TSL-TH-0123", TOLD)
    day = down(FIRST, "03 10:00:00", "03 12:03:04", "261003-K7QF/TSL-TH-0123", TOLD)
    night = down(FIRST, "09 23:50:00", "10 00:20:00", "261009-B2C3/TSL-TH-0123", TOLD)
    works = stretch(FIRST, at("17 01:00:00"), at("17 03:00:00"), State.MAINTENANCE, window="m-k7qf")
    under = stretch(
        FIRST,
        at("17 03:00:00"),
        at("17 04:00:00"),
        State.MAINTENANCE,
        measured=State.DOWN,
        window="m-k7qf",
        outage="261017-D4E5/TSL-TH-0123",
        incident="261017-D4E5",
        cause=Cause.CIRCUIT,
        owner=Owner.PROVIDER,
        certainty=Certainty.CONFIRMED,
    )
    after = down(FIRST, "17 04:00:00", "17 04:15:00", "261017-D4E5/TSL-TH-0123", TOLD)
    return Line(
        id=FIRST.id,
        provider=VNPT,
        site="h-nhu-thanh",
        site_name="UBND huyện Như Thanh",
        area="h-nhu-thanh",
        intervals=timeline(FIRST, before, day, night, works, under, after),
        outages=[
            _outage(
                before,
                "vnpt",
                "h-nhu-thanh",
                TOLD,
                start=at("30/09 23:00:00"),
                decided_at=at("30/09 23:00:06"),
            ),
            _outage(
                day,
                "vnpt",
                "h-nhu-thanh",
                TOLD,
                ticket="VNPT-20261003-17",
                reported_at=at("03 10:12:00"),
            ),
            _outage(night, "vnpt", "h-nhu-thanh", TOLD),
            _outage(
                after,
                "vnpt",
                "h-nhu-thanh",
                TOLD,
                start=under.start,
                decided_at=under.start,
                excluded=3600.0,
            ),
        ],
        quality=[round_trip(), to_site()],
    )


def second(*, settled: bool) -> Line:
    """Suspected, a power cut, left out by agreement, no incident; it moved on the 15th."""
    guessed = down(SECOND, "05 08:00:00", "05 09:00:00", "261005-F6G7/TSL-TH-0124", GUESSED)
    power = down(SECOND, "12 14:00:00", "12 17:30:00", "261012-H8J9/TSL-TH-0124", POWER)
    agreed = down(
        SECOND, "20 20:00:00", "20 20:45:00", "261020-L2M3/TSL-TH-0124", TOLD, agreed=True
    )
    lonely = down(
        SECOND, "22 03:00:00", "22 03:00:20", "TSL-TH-0124@20261021T200000Z", (None, None, None)
    )
    blind = stretch(SECOND, at("25 00:00:00"), at("25 06:00:00"), State.UNKNOWN)
    behind = stretch(SECOND, at("28 10:00:00"), at("28 11:00:00"), State.UNREACHABLE)
    cut = stretch(SECOND, at("14 00:00:00"), at("15 00:00:00"), State.UP)
    return Line(
        id=SECOND.id,
        provider=VNPT,
        site="x-phu-nhuan",
        site_name="UBND xã Phú Nhuận",
        area="h-nhu-thanh",
        intervals=timeline(SECOND, guessed, power, cut, agreed, lonely, blind, behind),
        outages=[
            _outage(guessed, "vnpt", "h-tho-xuan", GUESSED, settled=settled),
            _outage(power, "vnpt", "h-tho-xuan", POWER, corrected=True),
            _outage(
                agreed,
                "vnpt",
                "x-phu-nhuan",
                TOLD,
                down=0.0,
                excluded=2700.0,
                agreed=True,
                corrected=True,
            ),
            _outage(lonely, "vnpt", "x-phu-nhuan", (None, None, None)),
        ],
        moved=[(OCTOBER.start, "h-tho-xuan"), (at("15 00:00:00"), "x-phu-nhuan")],
        bandwidth=None,
        quality=[round_trip()],
    )


def third() -> Line:
    """A backup that began on the 11th, degraded for a while, and is down beyond the month."""
    absent = stretch(THIRD, OCTOBER.start, at("11 00:00:00"), State.UNKNOWN, present=False)
    poor = stretch(
        THIRD,
        at("13 09:00:00"),
        at("13 09:40:00"),
        State.DEGRADED,
        owner=Owner.PROVIDER,
        cause=Cause.QUALITY,
        certainty=Certainty.CONFIRMED,
        incident="261013-N4P5",
    )
    blind = stretch(THIRD, at("25 00:00:00"), at("25 06:00:00"), State.UNKNOWN)
    last = down(THIRD, "31 23:00:00", "01/11 00:00:00", "261031-Q6R7/4G-TH-0123", TOLD)
    return Line(
        id=THIRD.id,
        provider=VIETTEL,
        site="h-tho-xuan",
        site_name="UBND huyện Thọ Xuân",
        area="h-tho-xuan",
        intervals=timeline(THIRD, absent, poor, blind, last),
        outages=[
            _outage(last, "viettel", "h-tho-xuan", TOLD, end=None, reported_at=at("31 23:20:00"))
        ],
        role="backup",
        medium="lte",
        bandwidth=8_000_000,
        moved=[(at("11 00:00:00"), "h-tho-xuan")],
    )
