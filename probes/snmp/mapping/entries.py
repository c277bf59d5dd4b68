"""Entries of a module, ready to turn raw values into quantities."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from monitord.model.modules import Entry
from monitord.model.quantities import QUANTITY, Quantity
from monitord.model.readings import Labels
from monitord.model.snmp import Oid, SnmpAnswer, Value
from probes.snmp.mapping.conditions import Criterion, OneOf, found
from probes.snmp.mapping.texts import INTEGERS, MOST_NUMBER, MOST_SHARED, text

MOST_RATIO = 10.0
"""A ratio above this is no overload but a "not known" such as 4294967295 %."""
_SIGNED = frozenset({"device_temperature_celsius", "device_voltage_volts", "device_power_watts"})
"""The quantities that may be below 0."""
MOST = 1e30
"""More than any quantity of a device."""
_NUMBER = re.compile(r"[-+]?[0-9]{1,20}(?:\.[0-9]{1,20})?(?:[eE][-+]?[0-9]{1,2})?")
_SCALES = range(1, 18)
_PRECISIONS = range(-8, 10)
"""EntitySensorDataScale, yocto to yotta, and EntitySensorPrecision (RFC 3433, 2)."""


class WrongValueError(ValueError):
    """A raw value of another type or form than the module says."""


class Meaning:
    """One entry: its labels, and what becomes of a raw value."""

    def __init__(self, entry: Entry, row_label: str | None) -> None:
        quantity = QUANTITY[entry.quantity]
        self.entry = entry
        self.oid = entry.oid
        self.labels = labelling(quantity, entry.labels, row_label)
        self.when = tuple(map(Criterion, entry.when))
        self.unknown = OneOf(entry.unknown) if entry.unknown else None
        self.pattern = re.compile(entry.pattern) if entry.pattern else None
        self.values = _by_word(entry.values) if entry.values is not None else None
        self.factor, self.divisor = _factors(entry.scale)
        self.least = -MOST if quantity.name in _SIGNED else 0.0
        self.most = MOST_RATIO if quantity.unit == "ratio" else MOST
        self.plain = entry.scale == 1.0 and not (entry.scale_by or entry.sensor or entry.over)

    def objects(self) -> Iterator[str]:
        """Every object that it takes, its own first."""
        entry = self.entry
        yield entry.oid
        yield from (test.oid for test in self.when)
        yield from (entry.scale_by[0],) if entry.scale_by else ()
        yield from entry.sensor or ()
        yield from (entry.over,) if entry.over else ()

    def value(self, raw: Value, answer: SnmpAnswer, index: str) -> float | str | None:
        """What `raw` means; None: nothing is known. Raises WrongValueError."""
        for test in self.when:
            if not test.holds(answer, index):
                return None
        if self.unknown is not None and raw in self.unknown:
            return None
        taken = raw if isinstance(raw, int) else self.taken(raw)
        if taken is None:
            return None
        if self.values is not None:
            try:
                return self.values[text(taken) if isinstance(taken, int) else taken]
            except KeyError:
                raise WrongValueError(taken) from None
        number = _number(taken)
        scaled = number if self.plain else self.scaled(number, answer, index)
        if scaled is not None and not self.least <= scaled <= self.most:
            raise WrongValueError(scaled)
        return scaled

    def taken(self, raw: bytes | Oid) -> str | None:
        """The part of a text that the pattern wants; None for an empty text."""
        if isinstance(raw, Oid) and self.values is None:
            raise WrongValueError(raw)
        whole = text(raw, MOST_NUMBER + 1)
        if self.pattern is None or not whole:
            return whole or None
        match = self.pattern.search(whole) if len(whole) <= MOST_NUMBER else None
        part = match[1 if self.pattern.groups else 0] if match else None
        if not part:
            raise WrongValueError(whole)
        return part.strip()

    def scaled(self, number: float, answer: SnmpAnswer, index: str) -> float | None:
        """The number in the quantity's base unit; None when an object that it takes is missing."""
        entry = self.entry
        value = number * self.factor / self.divisor
        if entry.scale_by is not None:
            chosen = found(answer, entry.scale_by[0], index)
            if chosen is None:
                return None
            value *= _chosen(entry.scale_by[1], chosen)
        if entry.sensor is not None:
            scale, precision = (found(answer, oid, index) for oid in entry.sensor)
            if scale is None or precision is None:
                return None
            value = _sensed(value, scale, precision)
        if entry.over is not None:
            divisor = found(answer, entry.over, index)
            if divisor is None or not (over := _any_number(divisor)):
                return None
            value /= over
        return value


def labelling(
    quantity: Quantity, constant: Mapping[str, str], row_label: str | None
) -> Callable[[str], Labels]:
    """What makes the labels of a reading, in the quantity's order, of the row's name.

    They are kept with the reading until the next poll, so rows of the same name share them.
    """
    fixed = tuple(constant.get(label, "") for label in quantity.labels)
    if row_label is None:
        return lambda _: fixed
    at = quantity.labels.index(row_label)
    before, after = fixed[:at], fixed[at + 1 :]
    if not before and not after:
        return _alone
    return lru_cache(MOST_SHARED)(lambda row: (*before, row, *after))


@lru_cache(MOST_SHARED)
def _alone(row: str) -> Labels:
    return (row,)


def _by_word(
    values: Mapping[int | str, float | str | None],
) -> dict[str, float | str | None]:
    return {str(raw): meant for raw, meant in values.items()}


def _factors(scale: float) -> tuple[float, float]:
    """A factor and a divisor: 57 ÷ 100 is 0.57, 57 × 0.01 is a little more."""
    inverse = round(1 / scale)
    return (1.0, float(inverse)) if abs(inverse) > 1 and 1 / inverse == scale else (scale, 1.0)


def _number(shown: int | str) -> float:
    """The number; a whole one stays exact. Raises WrongValueError for what is none of SNMP's."""
    if isinstance(shown, int):
        if shown not in INTEGERS:
            raise WrongValueError(shown)
        return shown
    if _NUMBER.fullmatch(shown) is None:
        raise WrongValueError(shown)
    return float(shown)


def _any_number(raw: Value) -> float:
    return _number(raw if isinstance(raw, int) else text(raw, MOST_NUMBER))


def _chosen(factors: Mapping[int, float], raw: Value) -> float:
    factor = factors.get(raw) if isinstance(raw, int) else None
    if factor is None:
        raise WrongValueError(raw)
    return factor


def _sensed(value: float, scale: Value, precision: Value) -> float:
    """Value × 10^(3(scale-9)), with `precision` decimal places (RFC 3433, 2).

    A precision below 0 tells how many digits are accurate, and moves none.
    """
    if not isinstance(scale, int) or not isinstance(precision, int):
        raise WrongValueError((scale, precision))
    if scale not in _SCALES or precision not in _PRECISIONS:
        raise WrongValueError((scale, precision))
    exponent = 3 * (scale - 9) - max(precision, 0)
    return value * 10.0**exponent if exponent >= 0 else value / 10.0**-exponent
