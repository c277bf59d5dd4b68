"""Recordings of agents: a line `OID|TAG|VALUE` for each object, as snmpsim has it.

TAG is the BER tag in decimal: 2 INTEGER, 4 OCTET STRING, 5 NULL, 6 OBJECT IDENTIFIER, 64 IpAddress,
65 Counter32, 66 Gauge32, 67 TimeTicks, 68 Opaque, 70 Counter64. With an `x` behind it (`4x`) the
value is in hex. Options follow after colons:

- `rate=N`: a counter or TimeTicks that grows by N a second from VALUE; with `wander=R` beside it
  the rate rises and falls by the ratio R;
- `between=A,B`: a number that moves from A (idle) to B (busy); in a text it stands for `{}`;
- `ramp=A,B,S`: a number that goes from A to B in S seconds and stays there;
- `while=call`, `while=idle`: the object is only there while the device is in a call, or is not;
- `as=OID`: the value that another object of the recording has (used by faults; VALUE is empty).

In a text `{device}` and `{serial}` stand for the device's id and for a number of its own. Empty
lines and lines that begin with `#` are skipped. Objects may come in any order; the same one may
come twice only with `while=call` and `while=idle`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from ipaddress import IPv4Address
from typing import TypeAlias

from monitord.model.snmp import Oid, Value
from monitord.simulator.movement import Between, Moment, Ramp, Rate
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

Key: TypeAlias = tuple[int, ...]
"""An OID as numbers, which sort as agents walk."""

_LINE = re.compile(
    r"(?P<oid>[\d.*]+)\|(?P<tag>\d+)(?P<hex>x?)(?P<options>(?::[^|]*)?)\|(?P<value>.*)"
)
_OID = re.compile(r"[012](\.(0|[1-9]\d*))+")
OPTIONS = ("rate", "wander", "between", "ramp", "while", "as")
START = Moment()
_FOLDER = files("monitord.simulator") / "recordings"


class InvalidRecordingError(ValueError):
    """The text is no recording. `problems` has every reason, each as `file:line: what`."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


@dataclass(frozen=True, slots=True)
class Recording:
    """Everything that an agent has, in the order in which it is walked."""

    lines: tuple[Line, ...] = ()
    keys: tuple[Key, ...] = field(repr=False, default=())
    """The OID of each line as numbers."""

    def values(
        self, moment: Moment = START, person: Mapping[str, str] | None = None
    ) -> dict[str, Value]:
        """What the agent has at a moment, by OID; NULLs are left out."""
        present = [line for line in self.lines if line.there(moment)]
        values = {line.oid: line.at(moment, person or {}) for line in present}
        values |= {line.oid: values.get(line.same_as) for line in present if line.same_as}
        return {oid: value for oid, value in values.items() if value is not None}


def key_of(oid: str) -> Key:
    """The numbers of a dotted OID."""
    return tuple(map(int, oid.split(".")))


def load_recording(kind: str) -> Recording:
    """The shipped recording of a kind of device (`poly-group`).

    Raises InvalidRecordingError, and FileNotFoundError when there is none of the kind.
    """
    name = f"{kind}.snmprec"
    return parse_recording((_FOLDER / name).read_text("utf-8"), name)


def kinds() -> tuple[str, ...]:
    """The kinds of devices that have a recording, sorted."""
    names = (file.name for file in _FOLDER.iterdir())
    return tuple(sorted(n.removesuffix(".snmprec") for n in names if n.endswith(".snmprec")))


def parse_recording(text: str, filename: str) -> Recording:
    """The recording that `text` is. Raises InvalidRecordingError with every problem at once."""
    problems: list[str] = []
    lines = []
    seen: dict[tuple[str, While | None], int] = {}
    for number, raw in enumerate(text.splitlines(), start=1):
        if not raw.strip() or raw.startswith("#"):
            continue
        try:
            line = parse_line(raw)
            _once(line, number, seen)
        except ValueError as error:
            problems.append(f"{filename}:{number}: {error}")
        else:
            lines.append(line)
    if problems:
        raise InvalidRecordingError(problems)
    lines.sort(key=lambda line: key_of(line.oid))
    return Recording(tuple(lines), tuple(key_of(line.oid) for line in lines))


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


def _once(line: Line, number: int, seen: dict[tuple[str, While | None], int]) -> None:
    """Note the line. Raises ValueError when the object can be there twice at a time."""
    rivals: tuple[While | None, ...] = (None, line.whilst)
    if line.whilst is None:
        rivals = (None, "call", "idle")
    for rival in rivals:
        if (line.oid, rival) in seen:
            raise ValueError(f"{line.oid} is in line {seen[line.oid, rival]} already")
    seen[line.oid, line.whilst] = number


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
