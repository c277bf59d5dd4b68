"""Recurrence rules of windows (RFC 5545, 3.3.10): read, held within bounds, or refused.

Of the RFC's rules those are taken that people plan by; the time of day is that of the start.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

_ALWAYS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"})
_IN_MONTHS = _ALWAYS | {"BYDAY", "BYMONTHDAY", "BYSETPOS"}
PARTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "DAILY": _ALWAYS,
        "WEEKLY": _ALWAYS | {"BYDAY"},
        "MONTHLY": _IN_MONTHS,
        "YEARLY": _IN_MONTHS | {"BYMONTH"},
    }
)
"""What a rule may say, by its frequency. A day or a week always comes, so that no rule of these
is searched for long in vain."""
_TOO_OFTEN = frozenset({"HOURLY", "MINUTELY", "SECONDLY", "BYHOUR", "BYMINUTE", "BYSECOND"})
_DAYS = MappingProxyType({"DAILY": 1, "WEEKLY": 7})
_NUMBER, _DAY = "[0-9]{1,9}", "(MO|TU|WE|TH|FR|SA|SU)"
_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "INTERVAL": _NUMBER,
        "COUNT": _NUMBER,
        "UNTIL": "[0-9]{8}(T[0-9]{6}Z?)?",
        "WKST": _DAY,
        "BYDAY": f"([+-]?[1-5])?{_DAY}",
        "BYMONTHDAY": "[+-]?([1-9]|[12][0-9]|3[01])",
        "BYSETPOS": "[+-]?[1-9][0-9]?",
        "BYMONTH": "[1-9]|1[0-2]",
    }
)
"""What each part of a rule, or each of the words between its commas, may be."""
MOST_CHARACTERS = 200
MOST_TIMES = 1000
"""Of COUNT and of INTERVAL."""
FIRST_YEAR, LAST_YEAR = 2000, 2199

_AHEAD = 7600
"""Years by which rules are counted ahead. The calendar repeats itself every 400 years, weekdays
included, and time ends with the year 9999: a rule that never comes true (30 February) is found
out after 200 years instead of 8,000."""


class RuleError(ValueError):
    """A rule cannot be taken; `code` is a key of the texts."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Rule:
    """When something repeats, as times on the wall of one zone: naive datetimes."""

    def __init__(self, text: str, start: datetime, zone: ZoneInfo) -> None:
        """`start`: the earliest time, naive. Raises RuleError."""
        self._parts = _read(text)
        self._start = _ahead(start)
        until = self._parts.pop("UNTIL", None)
        self._until = _ahead(_until(until, zone)) if until else None
        if next(self._since(self._start), None) is None:
            raise RuleError("maintenance.rule-never")

    def since(self, first: datetime) -> Iterator[datetime]:
        """The times at or after `first`, naive, in their order; as many as there are."""
        first = _ahead(first)
        for at in self._since(first):
            if at >= first:
                yield at.replace(year=at.year - _AHEAD)

    def _since(self, first: datetime) -> Iterator[datetime]:
        """All times at or after `first`, and some before."""
        text = ";".join(f"{name}={value}" for name, value in self._parts.items())
        try:
            made = rrulestr(text, dtstart=self._nearer(first))
        except ValueError:
            raise RuleError("maintenance.rule-unreadable") from None
        if not isinstance(made, rrule):
            raise RuleError("maintenance.rule-unreadable")
        for at in made:
            if self._until is not None and at > self._until:
                return
            yield at

    def _nearer(self, first: datetime) -> datetime:
        """A start of the same series shortly before `first`: what is long past is not counted."""
        days = _DAYS.get(self._parts["FREQ"])
        if days is None or "COUNT" in self._parts:
            return self._start
        step = timedelta(days=days * int(self._parts.get("INTERVAL", 1)))
        return self._start + step * max(0, (first - self._start) // step - 1)


def _read(text: str) -> dict[str, str]:
    """The parts of a rule by name, all of them allowed. Raises RuleError."""
    if len(text) > MOST_CHARACTERS:
        raise RuleError("maintenance.rule-unreadable")
    pairs = [part.partition("=") for part in text.strip().upper().removeprefix("RRULE:").split(";")]
    parts = {name.strip(): value.strip() for name, _, value in pairs}
    if len(parts) < len(pairs) or not all(parts.values()) or "FREQ" not in parts:
        raise RuleError("maintenance.rule-unreadable")
    _check_parts(parts)
    _check_words(parts)
    return parts


def _check_parts(parts: Mapping[str, str]) -> None:
    """Refuse what repeats within a day, and what does not go together."""
    frequency = parts["FREQ"]
    if frequency in _TOO_OFTEN or not _TOO_OFTEN.isdisjoint(parts):
        raise RuleError("maintenance.rule-too-often")
    if not parts.keys() <= PARTS.get(frequency, frozenset()) or {"COUNT", "UNTIL"} <= parts.keys():
        raise RuleError("maintenance.rule-parts")


def _check_words(parts: Mapping[str, str]) -> None:
    """Refuse what a part cannot be: the library takes more than it can reckon with."""
    for name, pattern in _WORDS.items():
        words = parts[name].split(",") if name in parts else []
        if not all(re.fullmatch(pattern, word) for word in words):
            raise RuleError("maintenance.rule-unreadable")
    if parts["FREQ"] == "WEEKLY" and re.search("[0-9]", parts.get("BYDAY", "")):
        raise RuleError("maintenance.rule-parts")  # `2MO`: the second Monday of what?
    if any(not 1 <= int(parts.get(name, 1)) <= MOST_TIMES for name in ("COUNT", "INTERVAL")):
        raise RuleError("maintenance.rule-number")


def _until(text: str, zone: ZoneInfo) -> datetime:
    """The last moment, naive in the zone: `20261231` is all that day. Raises RuleError."""
    try:
        at = datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S" if "T" in text else "%Y%m%d")
    except ValueError:
        raise RuleError("maintenance.rule-unreadable") from None
    if at.year < FIRST_YEAR:
        raise RuleError("maintenance.rule-never")
    if at.year > LAST_YEAR:
        return datetime(LAST_YEAR, 12, 31)
    if text.endswith("Z"):
        at = at.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    return at if "T" in text else datetime.combine(at, time.max)


def _ahead(wall: datetime) -> datetime:
    """The same day of the calendar that repeats itself. Raises RuleError beyond our years."""
    if not FIRST_YEAR <= wall.year <= LAST_YEAR:
        raise RuleError("maintenance.year")
    return wall.replace(year=wall.year + _AHEAD)
