"""Quantities as people write them, in base units and back.

Pure: each `parse_…` raises ValueError for what it does not understand, and undoes its `format_…`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal

_SECONDS: dict[str, int | Decimal] = {
    "ms": Decimal("0.001"),
    "s": 1,
    "m": 60,
    "h": 3600,
    "d": 86400,
}
_BITS = {"bit/s": 1, "kbit/s": 10**3, "Mbit/s": 10**6, "Gbit/s": 10**9}

IDENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
_QUANTITY = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,6})?) ?([A-Za-z/%]+)")
_WHOLE = re.compile(r"0|[1-9][0-9]{0,17}")
_NUMBER = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_YES_NO = {"yes": True, "true": True, "no": False, "false": False}
LEAST_PORT, MOST_PORT = 1024, 65535
"""Ports that a program without privileges may bind."""

DSCP_NAMES = {
    "DF": 0,
    "LE": 1,
    **{f"CS{n}": 8 * n for n in range(8)},
    **{f"AF{n}{drop}": 8 * n + 2 * drop for n in range(1, 5) for drop in range(1, 4)},
    "VA": 44,
    "EF": 46,
}
"""Per-hop behaviours by the names of RFC 2474, 2597, 3246, 5865 and 8622."""


def is_ident(text: str) -> bool:
    """Whether `text` can be an id: `[A-Za-z0-9][A-Za-z0-9._-]{0,62}`."""
    return IDENT.fullmatch(text) is not None


def parse_duration(text: str) -> float:
    """Seconds from `800ms`, `5s`, `1.5m`, `2h` or `1d`."""
    return float(_scaled(text, _SECONDS))


def format_duration(seconds: float) -> str:
    """`seconds` in the largest unit that leaves a whole number; below 1 ms decimals of it."""
    exact = Decimal(repr(seconds))
    whole = (unit for unit in reversed(_SECONDS) if exact % _SECONDS[unit] == 0)
    unit = next(whole, "ms")
    return f"{_plain(exact / _SECONDS[unit])}{unit}"


def parse_rate(text: str) -> int:
    """bit/s from `512kbit/s`, `20Mbit/s` or `1.5Gbit/s`: units of 1000."""
    rate = _scaled(text, _BITS)
    if rate != int(rate):
        raise ValueError(text)
    return int(rate)


def format_rate(rate: int) -> str:
    """`rate` in the largest unit that leaves a whole number."""
    unit = next(unit for unit in reversed(_BITS) if rate % _BITS[unit] == 0)
    return f"{rate // _BITS[unit]}{unit}"


def parse_ratio(text: str) -> float:
    """A ratio from 0 to 1 out of `99.9%`."""
    ratio = _scaled(text, {"%": Decimal("0.01")})
    if ratio > 1:
        raise ValueError(text)
    return float(ratio)


def format_ratio(ratio: float) -> str:
    """`ratio` as a percentage."""
    return f"{_plain(Decimal(repr(ratio)) * 100)}%"


def parse_whole(text: str) -> int:
    """A whole number in plain decimal digits: no sign, no leading zero, no `0x`, no `1e3`."""
    if _WHOLE.fullmatch(text) is None:
        raise ValueError(text)
    return int(text)


def parse_number(text: str) -> float:
    """A number that is not negative, `25` or `25.1`: no sign, no exponent."""
    if _NUMBER.fullmatch(text) is None:
        raise ValueError(text)
    return float(text)


def parse_yes_no(text: str) -> bool:
    """`yes` or `no`, `true` or `false`."""
    if text not in _YES_NO:
        raise ValueError(text)
    return _YES_NO[text]


def parse_ports(text: str) -> tuple[int, int]:
    """The first and the last of a range of unprivileged ports, `50000-50999`."""
    first, _, last = text.partition("-")
    ports = parse_whole(first.strip()), parse_whole(last.strip())
    if not LEAST_PORT <= ports[0] <= ports[1] <= MOST_PORT:
        raise ValueError(text)
    return ports


def parse_dscp(text: str) -> int:
    """A differentiated services code point: 0 to 63 or a name such as `EF` (RFC 2474)."""
    code = DSCP_NAMES.get(text.upper())
    if code is None:
        code = parse_whole(text)
    if code > 63:
        raise ValueError(text)
    return code


def parse_time(text: str) -> time:
    """A time of day, `07:30`."""
    if (match := _TIME.fullmatch(text)) is None:
        raise ValueError(text)
    return time(int(match[1]), int(match[2]))


def parse_date(text: str) -> date:
    """A day, `2025-07-01`."""
    if _DATE.fullmatch(text) is None:
        raise ValueError(text)
    return date.fromisoformat(text)


def parse_moment(text: str) -> datetime:
    """A day and a time on the wall, `2026-11-29 22:00`; naive."""
    day, _, clock = text.partition(" ")
    return datetime.combine(parse_date(day), parse_time(clock))


def parse_days(text: str) -> frozenset[int]:
    """ISO weekdays (1 = Monday) from `mon-fri`, `mon,wed,sat` or `fri-sun`; may wrap around."""
    days: set[int] = set()
    for part in text.split(","):
        first, dash, last = (word.strip() for word in part.partition("-"))
        start = DAYS.index(first.lower())
        span = (DAYS.index(last.lower()) - start) % 7 if dash else 0
        days.update((start + step) % 7 + 1 for step in range(span + 1))
    return frozenset(days)


def _scaled(text: str, units: Mapping[str, int | Decimal]) -> Decimal:
    match = _QUANTITY.fullmatch(text)
    if match is None or match[2] not in units:
        raise ValueError(text)
    return Decimal(match[1]) * units[match[2]]


def _plain(number: Decimal) -> str:
    """`number` without an exponent and without idle zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
