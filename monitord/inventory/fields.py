"""The kinds of values that a field can want: each reads a text and says what was wrong with it.

An error's type is its key in the catalogue, without `inventory.`; its context are the parameters.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Annotated, Any, LiteralString, TypeAlias, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from monitord.inventory import addresses, units
from monitord.inventory.nodes import List, kind
from monitord.model.names import did_you_mean

N = TypeVar("N", int, float)
OFF = "off"
"""Stands for nothing where a setting has a default that one may not want."""

_NUMBER = r"[0-9]+(\.[0-9]+)?"
_ENVIRONMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
MOST_USER = 32
"""Bytes of a user's name in SNMPv3 (RFC 3414, 5: usmUserName)."""
_DATABASE = re.compile(r"(sqlite|postgresql)(\+[a-z0-9_]+)?://\S+")


def problem(key: LiteralString, **params: str | int) -> PydanticCustomError:
    """The error that pydantic shall carry for the text `key`."""
    return PydanticCustomError(key, "worded by the catalogue", params)


def reads(parse: Callable[[str], object], key: LiteralString) -> PlainValidator:
    """A value that `parse` makes out of a text; `key` is said when it raises ValueError."""

    def read(value: Any) -> object:
        if not isinstance(value, str):
            raise problem("wants-text", found=kind(value))
        try:
            return parse(value)
        except PydanticCustomError:
            raise
        except ValueError:
            raise problem(key, value=value) from None

    return PlainValidator(read)


def between(least: N, most: N, write: Callable[[N], str] = str) -> AfterValidator:
    """A number within [least, most], or None; `write` puts the bounds into the file's own words."""

    def check(value: N | None) -> N | None:
        if value is None:
            return None
        if value < least:
            raise problem("too-small", least=write(least))
        if value > most:
            raise problem("too-big", most=write(most))
        return value

    return AfterValidator(check)


def lasting(least: str, most: str) -> AfterValidator:
    """A duration within [least, most]."""
    return between(units.parse_duration(least), units.parse_duration(most), units.format_duration)


def decimal(value: float) -> str:
    """A bound as it is written in the file."""
    return f"{value:g}"


def _text(text: str) -> str:
    if not text.strip():
        raise problem("no-value")
    return text


def _user(text: str) -> str:
    if len(_text(text).encode()) > MOST_USER:
        raise problem("snmp-user", most=MOST_USER)  # without the name: it is half a secret
    return text


def _ident(text: str) -> str:
    if not units.is_ident(text):
        raise ValueError(text)
    return text


def _version(text: str) -> int:
    if text != "1":
        raise ValueError(text)
    return 1


def _qualified(text: str) -> str:
    site, slash, device = text.partition("/")
    if not (slash and units.is_ident(site) and units.is_ident(device)):
        raise ValueError(text)
    return text


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if pattern.fullmatch(text) is None:
            raise ValueError(text)
        return text

    return parse


def _listen_or_off(text: str) -> str | None:
    return None if text == OFF else addresses.parse_listen(text)


def _or_off(parse: Callable[[str], float]) -> Callable[[str], float | None]:
    return lambda text: None if text == OFF else parse(text)


def _timezone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ValueError, OSError, KeyError):
        hint = did_you_mean(text, sorted(available_timezones()))
        raise problem("timezone", value=text, hint=hint[0] if hint else "") from None
    return text


def _str(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(value)  # noqa: TRY004 - one more form that is not understood
    return value


def _days(value: Any) -> frozenset[int]:
    parts = value if isinstance(value, List) else [value]
    try:
        return frozenset[int]().union(*(units.parse_days(_str(part)) for part in parts))
    except ValueError:
        shown = ", ".join(part for part in parts if isinstance(part, str))
        raise problem("days", value=shown) from None


def _schema(pattern: str, *types: str) -> WithJsonSchema:
    return WithJsonSchema({"type": list(types) if types else "string", "pattern": pattern})


Text: TypeAlias = Annotated[
    str, reads(_text, "no-value"), WithJsonSchema({"type": ["string", "number"]})
]
User: TypeAlias = Annotated[
    str,
    reads(_user, "snmp-user"),
    WithJsonSchema({"type": ["string", "number"], "minLength": 1, "maxLength": MOST_USER}),
]
Ident: TypeAlias = Annotated[
    str, reads(_ident, "ident"), _schema(f"^{units.IDENT.pattern}$", "string", "integer")
]
DeviceId: TypeAlias = Annotated[str, reads(_qualified, "device-id"), _schema("^[^/]+/[^/]+$")]
Whole: TypeAlias = Annotated[
    int, reads(units.parse_whole, "whole"), WithJsonSchema({"type": "integer"})
]
Version: TypeAlias = Annotated[int, reads(_version, "version"), WithJsonSchema({"const": 1})]
Duration: TypeAlias = Annotated[
    float, reads(units.parse_duration, "duration"), _schema(f"^{_NUMBER} ?(ms|s|m|h|d)$")
]
Rate: TypeAlias = Annotated[
    int, reads(units.parse_rate, "rate"), _schema(f"^{_NUMBER} ?[kMG]?bit/s$")
]
Ratio: TypeAlias = Annotated[float, reads(units.parse_ratio, "ratio"), _schema(f"^{_NUMBER} ?%$")]
Number: TypeAlias = Annotated[
    float, reads(units.parse_number, "number"), WithJsonSchema({"type": "number"})
]
YesNo: TypeAlias = Annotated[
    bool, reads(units.parse_yes_no, "yes-no"), WithJsonSchema({"enum": [True, False, "yes", "no"]})
]
Ports: TypeAlias = Annotated[
    tuple[int, int], reads(units.parse_ports, "ports"), _schema("^[0-9]{1,5} ?- ?[0-9]{1,5}$")
]
DurationOrOff: TypeAlias = Annotated[
    float | None,
    reads(_or_off(units.parse_duration), "duration-or-off"),
    _schema(f"^(off|{_NUMBER} ?(ms|s|m|h|d))$"),
]
RatioOrOff: TypeAlias = Annotated[
    float | None,
    reads(_or_off(units.parse_ratio), "ratio-or-off"),
    _schema(f"^(off|{_NUMBER} ?%)$"),
]
NumberOrOff: TypeAlias = Annotated[
    float | None,
    reads(_or_off(units.parse_number), "number-or-off"),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"const": OFF}]}),
]
"""`off` is None in all three."""
Dscp: TypeAlias = Annotated[
    int,
    reads(units.parse_dscp, "dscp"),
    WithJsonSchema(
        {"anyOf": [{"type": "integer", "minimum": 0, "maximum": 63}, {"type": "string"}]}
    ),
]
TimeOfDay: TypeAlias = Annotated[
    time, reads(units.parse_time, "time"), _schema("^([01][0-9]|2[0-3]):[0-5][0-9]$")
]
Day: TypeAlias = Annotated[
    date, reads(units.parse_date, "date"), _schema("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
]
Moment: TypeAlias = Annotated[
    datetime,
    reads(units.parse_moment, "moment"),
    _schema("^[0-9]{4}-[0-9]{2}-[0-9]{2} ([01][0-9]|2[0-3]):[0-5][0-9]$"),
]
"""Naive: of the organization's time zone."""
Days: TypeAlias = Annotated[
    frozenset[int],
    PlainValidator(_days),
    WithJsonSchema(
        {"anyOf": [{"type": "string"}, {"type": "array", "items": {"enum": list(units.DAYS)}}]}
    ),
]
Address: TypeAlias = Annotated[
    str, reads(addresses.parse_address, "address"), WithJsonSchema({"type": "string"})
]
IpAddress: TypeAlias = Annotated[
    str, reads(addresses.parse_ip, "ip-address"), WithJsonSchema({"type": "string"})
]
Listen: TypeAlias = Annotated[
    str, reads(addresses.parse_listen, "listen"), _schema("^.*:[0-9]{1,5}$")
]
ListenOrOff: TypeAlias = Annotated[
    str | None, reads(_listen_or_off, "listen-or-off"), _schema("^(off|.*:[0-9]{1,5})$")
]
"""`off` is None."""
Database: TypeAlias = Annotated[
    str, reads(_matching(_DATABASE), "database"), _schema("^(sqlite|postgresql).*://.+$")
]
Timezone: TypeAlias = Annotated[
    str, reads(_timezone, "timezone"), WithJsonSchema({"type": "string"})
]
Variable: TypeAlias = Annotated[
    str, reads(_matching(_ENVIRONMENT), "variable"), _schema(f"^{_ENVIRONMENT.pattern}$")
]
