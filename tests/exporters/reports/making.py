"""Puts hand-made timelines together into a report of a made-up October 2026."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import chain

from monitord.model import raw
from monitord.model.figures import (
    AreaFigures,
    CircuitFigures,
    Inputs,
    McuFigures,
    Month,
    MonthReport,
    Outage,
    ProviderFigures,
    Quality,
    Repairs,
    Served,
    SiteFigures,
)
from monitord.model.inventory import Credit, Organization, Provider, Signatory, Sla
from monitord.model.ledger import Closing, Correction, Interval, Subject
from monitord.model.states import State
from tests.exporters.reports import sums

TIMEZONE = "Asia/Ho_Chi_Minh"
AHEAD = timedelta(hours=7)
OCTOBER = Month(
    2026, 10, TIMEZONE,
    datetime(2026, 9, 30, 17, tzinfo=UTC), datetime(2026, 10, 31, 17, tzinfo=UTC),
)  # fmt: skip
DAYS = tuple(date(2026, 10, day) for day in range(1, 32))
THANH_HOA = Organization(
    "thanh-hoa", "Tỉnh Thanh Hóa", TIMEZONE,
    signatory=Signatory("Nguyễn Thị Hương", "Giám đốc Trung tâm CNTT", "Số 1 Đại lộ Lê Lợi"),
)  # fmt: skip
VNPT = Provider(
    "vnpt", "VNPT Thanh Hóa", "18001260",
    Sla(
        availability=0.999, loss=0.01, rtt=0.15, jitter=0.03, mos=3.6, notice=86400.0,
        credits=(Credit(0.999, 0.05), Credit(0.995, 0.1), Credit(0.97, 0.5)),
        contract="12/2026/HĐ-VNPT",
    ),
    signatory=Signatory("Lê Văn Dũng", "Giám đốc", "Số 26 Đại lộ Lê Lợi"),
)  # fmt: skip
VIETTEL = Provider(
    "viettel", "Viettel Thanh Hóa", None,
    Sla(availability=0.995, unknown="up", degraded="down", repair_from="report",
        suspected="excluded"),
)  # fmt: skip


def at(text: str) -> datetime:
    """A local time of October, `03 10:00:00`, in UTC; `30/09 23:00:00` for another month."""
    day, clock = text.split(" ")
    number, _, month = day.partition("/")
    hour, minute, second = map(int, clock.split(":"))
    local = datetime(2026, int(month or 10), int(number), hour, minute, second, tzinfo=UTC)
    return local - AHEAD


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A circuit and its month."""

    id: str
    provider: Provider
    site: str
    site_name: str
    area: str
    intervals: Sequence[Interval]
    outages: Sequence[Outage] = ()
    moved: Sequence[tuple[datetime, str]] = ()
    role: str = "primary"
    medium: str | None = "fibre"
    bandwidth: int | None = 20_000_000
    quality: Sequence[Quality] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a report is put together from."""

    lines: Sequence[Line]
    areas: Mapping[str, str]
    sites: Sequence[SiteFigures] = ()
    mcus: Sequence[McuFigures] = ()
    others: Sequence[Interval] = ()
    """Of sites and MCUs."""
    corrections: Sequence[Correction] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def timeline(subject: Subject, *stretches: Interval) -> list[Interval]:
    """The month of a subject: up, but for these stretches, which lie in order within it."""
    found: list[Interval] = []
    now = OCTOBER.start
    for each in stretches:
        if each.start > now:
            found.append(stretch(subject, now, each.start, State.UP))
        found.append(replace(each, subject=subject))
        now = each.end
    if now < OCTOBER.end:
        found.append(stretch(subject, now, OCTOBER.end, State.UP))
    return found


def stretch(
    subject: Subject, start: datetime, end: datetime, state: State, **more: object
) -> Interval:
    """An interval in which the same was measured, unless `more` says otherwise."""
    plain = Interval(subject=subject, start=start, end=end, state=state, measured=state)
    return replace(plain, **more) if more else plain  # type: ignore[arg-type]


def report(
    made: Made, *, closing: Closing | None = None, provider: str | None = None
) -> MonthReport:
    """The report of `made`, of one provider or all."""
    lines = [line for line in made.lines if provider in (None, line.provider.id)]
    providers = {line.provider.id: line.provider for line in lines}
    closed = closing is not None
    figures = [_circuit(line, closed=closed) for line in lines]
    ours = [each for line in lines for each in line.intervals]
    intervals = ours if provider else [*ours, *made.others]
    every = list(zip(lines, figures, strict=True))
    sites = () if provider else made.sites
    return MonthReport(
        organization=THANH_HOA,
        month=OCTOBER,
        provisional=False,
        closing=closing,
        providers=[
            _provider(each, [(line, f) for line, f in every if line.provider is each], made, sites)
            for each in providers.values()
        ],
        areas=_areas(every, made, sites),
        sites=sites,
        mcus=() if provider else made.mcus,
        served=_served(sites),
        intervals=intervals,
        corrections=made.corrections,
        inputs=Inputs(
            inventories=[(at("01/09 08:00:00"), "3f" * 32), (at("15 09:30:00"), "a7" * 32)],
            data=raw.digest(raw.as_csv(intervals)),
            version="0.1.0",
        ),
        names=made.names,
        days=DAYS,
    )


def _circuit(line: Line, *, closed: bool) -> CircuitFigures:
    sla = line.provider.sla
    available = sums.available(line.intervals, sla, closed=closed)
    target = sla.availability
    value = available.ratio.value
    owed = [tier.credit for tier in sla.credits if value is not None and value < tier.below]
    return CircuitFigures(
        id=line.id,
        provider=line.provider.id,
        site=line.site,
        site_name=line.site_name,
        area=line.area,
        role=line.role,
        medium=line.medium,
        bandwidth=line.bandwidth,
        moved=line.moved or [(OCTOBER.start, line.site)],
        available=available,
        repairs=sums.repairs(line.outages, line.intervals, OCTOBER),
        answered=sums.repairs(sums.providers(line.outages), line.intervals, OCTOBER),
        target=target,
        budget=None if target is None else (1 - target) * available.counted,
        credit=max(owed, default=0.0),
        quality=line.quality,
        days=sums.by_day(line.intervals, DAYS, TIMEZONE, sla, closed=closed),
    )


def _provider(
    provider: Provider,
    every: Sequence[tuple[Line, CircuitFigures]],
    made: Made,
    sites: Sequence[SiteFigures],
) -> ProviderFigures:
    figures = [each for _, each in every]
    values = [(each.available.ratio.value, each.target) for each in figures]
    outages = list(chain.from_iterable(line.outages for line, _ in every))
    return ProviderFigures(
        provider=provider,
        circuits=figures,
        areas=_areas(every, made, sites),
        available=sums.together([each.available for each in figures]),
        repairs=_repairs(line for line, _ in every),
        answered=_answered(line for line, _ in every),
        below_target=sum(v is not None and t is not None and v < t for v, t in values),
        outages=sorted(outages, key=lambda each: (each.start, each.id)),
        days=[sums.together([each.days[index] for each in figures]) for index in range(len(DAYS))],
        quality=sums.qualities([each for line, _ in every for each in line.quality]),
    )


def _areas(
    every: Sequence[tuple[Line, CircuitFigures]], made: Made, sites: Sequence[SiteFigures]
) -> list[AreaFigures]:
    found = []
    for ident, name in made.areas.items():
        here = [(line, figures) for line, figures in every if line.area == ident]
        inside = [site for site in sites if site.area == ident]
        if here:
            found.append(
                AreaFigures(
                    id=ident,
                    name=name,
                    circuits=len(here),
                    available=sums.together([figures.available for _, figures in here]),
                    repairs=_repairs(line for line, _ in here),
                    answered=_answered(line for line, _ in here),
                    sites=len(inside),
                    served=_served(inside),
                )
            )
    return found


def _repairs(lines: Iterable[Line]) -> Repairs:
    found = list(lines)
    outages = [outage for line in found for outage in line.outages]
    intervals = (interval for line in found for interval in line.intervals)
    return sums.repairs(outages, intervals, OCTOBER)


def _answered(lines: Iterable[Line]) -> Repairs:
    return _repairs(replace(line, outages=sums.providers(line.outages)) for line in lines)


def _served(sites: Sequence[SiteFigures]) -> Served:
    return Served(
        hours=sum(site.served.hours for site in sites),
        lost=sum(site.served.lost for site in sites),
        unknown=sum(site.served.unknown for site in sites),
    )
