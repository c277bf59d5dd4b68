"""Reports of a made-up October 2026, for tests: `small` by hand, `big` a whole province's.

Both hold what the formats must print: outages confirmed, suspected, of others, without an incident,
left out by agreement, from before the month and beyond it; planned works, time not measured, time
behind another's fault; a circuit that moved, one that began in mid-month; corrections.
"""

from __future__ import annotations

from datetime import timedelta

from monitord.model.figures import (
    McuFigures,
    MonthReport,
    Outage,
    Quality,
    Served,
    SiteFigures,
    Within,
)
from monitord.model.incidents import Actor, Cause, Certainty, Owner
from monitord.model.ledger import Closing, CorrectedField, Correction, Interval, Subject
from monitord.model.quality import Direction
from monitord.model.sketch import Sketch
from monitord.model.slots import Counts, Samples
from monitord.model.states import State
from tests.exporters.reports.making import (
    OCTOBER,
    VIETTEL,
    VNPT,
    Line,
    Made,
    at,
    report,
    stretch,
    timeline,
)
from tests.exporters.reports.province import province

FIRST, SECOND = Subject("circuit", "TSL-TH-0123"), Subject("circuit", "TSL-TH-0124")
THIRD = Subject("circuit", "4G-TH-0123")
SITE, MCU = Subject("site", "h-nhu-thanh"), Subject("mcu", "ttdl/mcu-1")
CLERK = Actor("lan", "socket")
CLOSED = Closing(
    month="2026-10", revision=1, at=at("06/11 09:00:00"), by=CLERK, why="đã đối soát", corrections=2
)
REVISED = Closing(
    month="2026-10",
    revision=2,
    at=at("10/11 14:00:00"),
    by=CLERK,
    why="VNPT gửi biên bản cắt điện",
    corrections=2,
)
TOLD = (Cause.CIRCUIT, Owner.PROVIDER, Certainty.CONFIRMED)
GUESSED = (Cause.CIRCUIT, Owner.PROVIDER, Certainty.SUSPECTED)
POWER = (Cause.POWER, Owner.UTILITY, Certainty.CONFIRMED)
Known = tuple[Cause | None, Owner | None, Certainty | None]


def small(*, provider: str | None = None, closing: Closing | None = None) -> MonthReport:
    """Three circuits of two providers, two sites, an MCU. Closed: suspicions are settled."""
    lines = [_first(), _second(settled=closing is not None), _third()]
    site_down = _down(SITE, "03 10:00:00", "03 12:03:04", None, TOLD)
    mcu_down = _down(
        MCU, "20 08:00:00", "20 08:10:00", None, (Cause.MCU, Owner.OPERATOR, Certainty.CONFIRMED)
    )
    made = Made(
        lines=lines,
        areas={"h-nhu-thanh": "Huyện Như Thanh", "h-tho-xuan": "Huyện Thọ Xuân"},
        sites=_sites(),
        mcus=[
            McuFigures(
                id="ttdl/mcu-1",
                group=False,
                states={State.UP: 2677800.0, State.DOWN: 600.0},
                absent=0.0,
                outages=1,
                longest=600.0,
            ),
            McuFigures(
                id="trung-tam",
                group=True,
                states={State.UP: 2678400.0},
                absent=0.0,
                outages=0,
                longest=0.0,
            ),
        ],
        others=[*timeline(SITE, site_down), *timeline(MCU, mcu_down)],
        corrections=_corrections(),
        names={
            "h-nhu-thanh": "UBND huyện Như Thanh",
            "h-tho-xuan": "UBND huyện Thọ Xuân",
            "x-phu-nhuan": "UBND xã Phú Nhuận",
        },
    )
    return report(made, closing=closing, provider=provider)


def big(circuits: int = 621, *, provider: str | None = None) -> MonthReport:
    """So many circuits, eight outages and 48 stretches of each on average; the same every time."""
    return report(province(circuits), provider=provider)


def _down(
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


def _first() -> Line:
    """Confirmed outages, one across midnight, one that works cover in part, one of before."""
    before = _down(FIRST, "01 00:00:00", "01 00:30:00", "260930-AAAA/TSL-TH-0123", TOLD)
    day = _down(FIRST, "03 10:00:00", "03 12:03:04", "261003-K7QF/TSL-TH-0123", TOLD)
    night = _down(FIRST, "09 23:50:00", "10 00:20:00", "261009-B2C3/TSL-TH-0123", TOLD)
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
    after = _down(FIRST, "17 04:00:00", "17 04:15:00", "261017-D4E5/TSL-TH-0123", TOLD)
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
        quality=[_round_trip(), _to_site()],
    )


def _second(*, settled: bool) -> Line:
    """Suspected, a power cut, left out by agreement, no incident; it moved on the 15th."""
    guessed = _down(SECOND, "05 08:00:00", "05 09:00:00", "261005-F6G7/TSL-TH-0124", GUESSED)
    power = _down(SECOND, "12 14:00:00", "12 17:30:00", "261012-H8J9/TSL-TH-0124", POWER)
    agreed = _down(
        SECOND, "20 20:00:00", "20 20:45:00", "261020-L2M3/TSL-TH-0124", TOLD, agreed=True
    )
    lonely = _down(
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
        quality=[_round_trip()],
    )


def _third() -> Line:
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
    last = _down(THIRD, "31 23:00:00", "01/11 00:00:00", "261031-Q6R7/4G-TH-0123", TOLD)
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


def _sites() -> list[SiteFigures]:
    whole = 2678400.0
    lost = {State.UP: whole - 7384.0, State.DOWN: 7384.0}
    seen = {State.UP: whole - 21600.0, State.UNKNOWN: 21600.0}
    return [
        SiteFigures(
            id="h-nhu-thanh",
            name="UBND huyện Như Thanh",
            area="h-nhu-thanh",
            level="district",
            service="live",
            states=lost,
            absent=0.0,
            served=Served(hours=831600.0, lost=7200.0, unknown=0.0),
            outages=1,
            longest=7384.0,
        ),
        SiteFigures(
            id="h-tho-xuan",
            name="UBND huyện Thọ Xuân",
            area="h-tho-xuan",
            level="district",
            service="live",
            states=seen,
            absent=0.0,
            served=Served(hours=whole, lost=0.0, unknown=21600.0),
            outages=0,
            longest=0.0,
        ),
    ]


def _corrections() -> list[Correction]:
    return [
        Correction(
            id=1,
            outage="261012-H8J9",
            at=at("13 08:00:00"),
            by=CLERK,
            why="Điện lực xác nhận cắt điện",
            field=CorrectedField.OWNER,
            before="site",
            after="utility",
        ),
        Correction(
            id=2,
            outage="261020-L2M3/TSL-TH-0124",
            at=at("02/11 09:30:00"),
            by=Actor("vnpt-doi-soat", "token"),
            why="Hai bên thống nhất",
            field=CorrectedField.EXCLUDED,
            before=None,
            after="yes",
        ),
    ]


def _round_trip() -> Quality:
    rtt = [0.008 + 0.0001 * (i % 50) for i in range(1000)] + [0.2] * 5
    return Quality(
        direction=Direction.ROUND_TRIP,
        counts=Counts(
            sent=2_600_000,
            received=2_597_400,
            lost=2_500,
            unmeasured=100,
            duplicates=3,
            reordered=7,
        ),
        rtt=Samples(sum(rtt), Sketch.of(rtt)),
        jitter=Samples(),
        delay=Samples(),
        mos=Samples(),
        slots=8640,
        within={"loss": Within(0.01, 8600, 8640), "rtt": Within(0.15, 8620, 8630)},
    )


def _to_site() -> Quality:
    jitter, mos = [0.001 * (1 + i % 20) for i in range(300)], [4.1, 4.2, 3.4] * 100
    return Quality(
        direction=Direction.TO_SITE,
        counts=Counts(sent=150_000, received=149_000, lost=1_000, late=12),
        rtt=Samples(),
        jitter=Samples(sum(jitter), Sketch.of(jitter)),
        delay=Samples(),
        mos=Samples(sum(mos), Sketch.of(mos)),
        slots=300,
        within={
            "loss": Within(0.01, 290, 300),
            "jitter": Within(0.03, 300, 300),
            "mos": Within(3.6, 200, 300),
        },
    )
