"""Reports of a made-up October 2026, for tests: `small` by hand, `big` a whole province's.

Both hold what the formats must print: outages confirmed, suspected, of others, without an incident,
left out by agreement, from before the month and beyond it; planned works, time not measured, time
behind another's fault; a circuit that moved, one that began in mid-month; corrections.
"""

from __future__ import annotations

from monitord.model.figures import McuFigures, MonthReport, Served, SiteFigures
from monitord.model.incidents import Actor, Cause, Certainty, Owner
from monitord.model.ledger import Closing, CorrectedField, Correction, Subject
from monitord.model.states import State
from tests.exporters.reports.lines import TOLD, down, first, second, third
from tests.exporters.reports.making import Made, at, report, timeline
from tests.exporters.reports.province import province

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


def small(*, provider: str | None = None, closing: Closing | None = None) -> MonthReport:
    """Three circuits of two providers, two sites, an MCU. Closed: suspicions are settled."""
    lines = [first(), second(settled=closing is not None), third()]
    site_down = down(SITE, "03 10:00:00", "03 12:03:04", None, TOLD)
    mcu_down = down(
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
