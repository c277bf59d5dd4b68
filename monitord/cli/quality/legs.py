"""The figures of a test stream: a row for each, a column for each direction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from rich.console import Console
from rich.table import Table

from monitord.cli.look import table
from monitord.model.quality import Direction, Leg, Rating, StreamResult
from monitord.texts import Texts

ORDER = (Direction.TO_SITE, Direction.FROM_SITE, Direction.ROUND_TRIP)
FINE = 0.01
"""Seconds below which hundredths of a millisecond are shown."""
NOTHING = "–"
"""What stands where nothing was measured."""


def leg_table(out: Console, texts: Texts, result: StreamResult) -> Table:
    """Everything that is counted and timed."""
    ways = [way for way in ORDER if way in result.legs]
    headers = (texts.say(f"direction.{way}") for way in ways)
    made = table(out, texts.say("quality.column.figure"), *headers)
    for column in made.columns[1:]:
        column.justify, column.no_wrap = "right", True
    for name, figure in FIGURES.items():
        shown = [figure(texts, result.legs[way]) for way in ways]
        if any(each != NOTHING for each in shown):
            made.add_row(texts.say(f"quality.figure.{name}"), *shown)
    return made


def milliseconds(texts: Texts, *seconds: float) -> str:
    """Times with one unit: "0,1 / 2,4 ms"; small ones with two decimals."""
    return texts.say("unit.milliseconds", n=_times(texts, *seconds))


def _times(texts: Texts, *seconds: float) -> str:
    """The same in milliseconds without the unit, which the row's name has."""
    decimals = 2 if max(seconds) < FINE else 1
    return " / ".join(texts.number(each * 1000, decimals) for each in seconds)


def rated(texts: Texts, rating: Rating) -> str:
    """R and MOS: "R 85,8 · MOS 4,23"; of wideband with the scale, and marked when provisional."""
    words = texts.say(
        f"quality.rating.{rating.scale}",
        r=texts.number(rating.r, 1),
        mos=texts.number(rating.mos, 2),
    )
    return texts.say("quality.rating.provisional", rating=words) if rating.provisional else words


def _lost(texts: Texts, leg: Leg) -> str:
    if leg.loss is None:
        return NOTHING
    return f"{leg.lost} ({texts.quantity('loss_ratio', leg.loss)})"


def _jitter(texts: Texts, leg: Leg) -> str:
    return _times(texts, leg.jitter.mean, leg.jitter.max) if leg.jitter else NOTHING


def _variation(texts: Texts, leg: Leg) -> str:
    spread = leg.variation
    return _times(texts, spread.p50, spread.p95, spread.p99) if spread else NOTHING


def _delay(texts: Texts, leg: Leg) -> str:
    spread = leg.delay
    return _times(texts, spread.min, spread.mean, spread.p99) if spread else NOTHING


def _bursts(texts: Texts, leg: Leg) -> str:
    bursts = leg.bursts
    if not bursts.bursts:
        return NOTHING
    return f"{bursts.bursts} × {milliseconds(texts, bursts.burst_length)}"


def _gaps(texts: Texts, leg: Leg) -> str:
    bursts = leg.bursts
    return texts.quantity("gap_seconds", bursts.gap_length) if bursts.bursts else NOTHING


def _densities(texts: Texts, leg: Leg) -> str:
    bursts = leg.bursts
    if not bursts.bursts:
        return NOTHING
    inside = texts.quantity("loss_ratio", bursts.burst_density)
    return f"{inside} / {texts.quantity('loss_ratio', bursts.gap_density)}"


def _rating(texts: Texts, leg: Leg) -> str:
    rating = leg.rating
    if rating is None:
        return NOTHING
    shown = f"{texts.number(rating.r, 1)} / {texts.number(rating.mos, 2)}"
    return texts.say("quality.provisional-figure", n=shown) if rating.provisional else shown


def _run(_: Texts, leg: Leg) -> str:
    return str(leg.bursts.longest_run) if leg.lost else NOTHING


FIGURES: Mapping[str, Callable[[Texts, Leg], str]] = MappingProxyType(
    {
        "sent": lambda _, leg: str(leg.sent),
        "received": lambda _, leg: str(leg.received),
        "lost": _lost,
        "duplicates": lambda _, leg: str(leg.duplicates),
        "reordered": lambda _, leg: str(leg.reordered),
        "late": lambda _, leg: str(leg.late),
        "longest-run": _run,
        "bursts": _bursts,
        "densities": _densities,
        "gaps": _gaps,
        "jitter": _jitter,
        "variation": _variation,
        "delay": _delay,
        "rating": _rating,
    }
)
"""Rows in their order."""
