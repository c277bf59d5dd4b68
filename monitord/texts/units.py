"""In which unit people say a value: the ending of its name tells in which it is kept."""

from __future__ import annotations

LONG = 120.0
"""Seconds from which a time is said in minutes, hours and days."""

FINE = 0.02
"""Ratio below which a percentage has two decimals: a loss of 1.04 % is over a limit of 1 %."""


def spoken(name: str, value: float) -> tuple[str, float, int]:
    """The unit in which to say a value of this name, the number in it, and decimals at most.

    The unit is a key of the subject `unit`; empty for a mere number. Bytes per second become bits
    per second, as lines are sold. A long time is not for this: see `Texts.duration`.
    """
    if name.endswith("_bytes_per_second"):
        return _greatest(value * 8, 1e3, ("kilobits", "megabits", "gigabits"))
    if name.endswith(("_bytes", "_bytes_total")):
        return _greatest(value, 1e3, ("kilobytes", "megabytes", "gigabytes", "terabytes"))
    if name.endswith("_seconds"):
        return ("milliseconds", value * 1000, 0) if value < 1 else ("seconds", value, 1)
    if name.endswith("_ratio"):
        return "percent", value * 100, 2 if value < FINE else 1
    for unit in ("celsius", "volts", "watts", "rpm"):
        if name.endswith(f"_{unit}"):
            return unit, value, 0 if unit == "rpm" else 1
    return "", value, 2


def parts_of(seconds: float) -> list[tuple[str, int]]:
    """The two largest units of a time and how many of each, without those that are none."""
    total = max(0, int(seconds))
    if total < 60:
        return [("seconds", total)]
    named = [("days", total // 86400), ("hours", total // 3600 % 24), ("minutes", total // 60 % 60)]
    first = next(index for index, (_, n) in enumerate(named) if n)
    return [(unit, n) for unit, n in named[first : first + 2] if n]


def _greatest(value: float, step: float, units: tuple[str, ...]) -> tuple[str, float, int]:
    """The greatest of `units`, each `step` times the one before, that leaves at least one."""
    shown = value / step
    for unit in units[:-1]:
        if abs(shown) < step:
            return unit, shown, 1
        shown /= step
    return units[-1], shown, 1
