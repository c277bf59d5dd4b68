"""One line of a recording, taken apart (the grammar is described in `recording`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import IPv4Address

from monitord.model.snmp import Oid
from monitord.simulator.movement import Between, Ramp, Rate
from monitord.simulator.recorded import (
    ADDRESS,
    GAUGE32,
    GROWING,
    INTEGER,
    MOST,
    NULL,
    NUMBERS,
    OBJECT,
    OCTETS,
    OPAQUE,
    TAGS,
    Line,
    While,
)

OPTIONS = ("rate", "wander", "between", "ramp", "while", "as")
_LINE = re.compile(
    r"(?P<oid>[\d.*]+)\|(?P<tag>\d+)(?P<hex>x?)(?P<options>(?::[^|]*)?)\|(?P<value>.*)"
)
_OID = re.compile(r"[012](\.(0|[1-9]\d*))+")


def parse_line(raw: str) -> Line:
    """One line. Raises ValueError that says what is wrong."""
    match = _LINE.fullmatch(raw)
    if match is None:
        raise ValueError("wants OID|TAG|VALUE")
    oid, tag, value = match["oid"], int(match["tag"]), match["value"]
    if not _OID.fullmatch(oid):
        raise ValueError(f"no OID: {oid}")
    if tag not in TAGS:
        raise ValueError(f"unknown tag {tag}")
    options = _options(match["options"])
    same = options.pop("as", None)
    whilst = _whilst(options.pop("while", None))
    movement = _movement(tag, options)
    start = None if same is not None else _value(tag, value, bool(match["hex"]))
    if isinstance(movement, Between | Ramp) and isinstance(start, bytes) and b"{}" not in start:
        raise ValueError("a text that moves needs {} where the number goes")
    personal = isinstance(start, bytes) and (b"{device}" in start or b"{serial}" in start)
    return Line(oid, tag, start, movement, whilst, same, personal)


def _options(text: str) -> dict[str, str]:
    options: dict[str, str] = {}
    for option in filter(None, text.split(":")):
        name, sign, value = option.partition("=")
        if name not in OPTIONS or not sign or name in options:
            raise ValueError(f"unknown or repeated option {option}")
        options[name] = value
    return options


def _whilst(text: str | None) -> While | None:
    match text:
        case None | "call" | "idle":
            return text
    raise ValueError(f"while= wants call or idle, not {text}")


def _movement(tag: int, options: Mapping[str, str]) -> Rate | Between | Ramp | None:
    match sorted(options):
        case []:
            return None
        case ["rate"] | ["rate", "wander"]:
            return _rate(tag, _number(options["rate"]), _number(options.get("wander", "0")))
        case ["between" | "ramp" as name]:
            return _course(tag, name, options[name])
    raise ValueError(f"{', '.join(options)} do not go together")


def _rate(tag: int, rate: float, wander: float) -> Rate:
    if tag not in GROWING:
        raise ValueError(f"rate= is for counters and TimeTicks, not for tag {tag}")
    if rate < 0 or not 0 <= wander <= 1:
        raise ValueError("a counter never falls: rate= at least 0, wander= from 0 to 1")
    return Rate(rate, wander)


def _course(tag: int, name: str, text: str) -> Between | Ramp:
    if tag not in (INTEGER, GAUGE32, OCTETS):
        raise ValueError(f"{name}= is for INTEGER, Gauge32 and texts, not for tag {tag}")
    numbers = [_number(number) for number in text.split(",")]
    if name == "between" and len(numbers) == 2:
        return Between(*numbers)
    if name == "ramp" and len(numbers) == 3 and numbers[2] > 0:
        return Ramp(*numbers)
    raise ValueError("wants between=A,B or ramp=A,B,SECONDS")


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"no number: {text}") from None


def _value(tag: int, text: str, in_hex: bool) -> int | bytes | Oid | None:
    if in_hex:
        if tag not in (OCTETS, OPAQUE, ADDRESS):
            raise ValueError(f"hex is for octets, not for tag {tag}")
        return _octets(text)
    if tag in NUMBERS:
        return _whole(tag, text)
    if tag == OBJECT:
        if not _OID.fullmatch(text):
            raise ValueError(f"no OID: {text}")
        return Oid(text)
    if tag == ADDRESS:
        return _address(text)
    if tag == NULL:
        return None
    return text.encode()


def _octets(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise ValueError(f"no hex: {text}") from None


def _whole(tag: int, text: str) -> int:
    low, high = (-(1 << 31), 1 << 31) if tag == INTEGER else (0, MOST[tag])
    try:
        number = int(text)
    except ValueError:
        raise ValueError(f"no whole number: {text}") from None
    if not low <= number < high:
        raise ValueError(f"{number} does not fit tag {tag}")
    return number


def _address(text: str) -> bytes:
    try:
        return IPv4Address(text).packed
    except ValueError:
        raise ValueError(f"no IPv4 address: {text}") from None
