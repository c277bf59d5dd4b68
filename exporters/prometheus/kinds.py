"""How a snapshot becomes lines: a *kind* is a sort of thing with labels of its own.

Its series read a tuple of values for the places of their template (`lines.template`), or None
where there is nothing to expose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Generic, TypeAlias, TypeVar

from exporters.prometheus.lines import template
from exporters.prometheus.metric import Metric
from exporters.prometheus.metrics import METRIC

View = TypeVar("View")
Values: TypeAlias = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Series(Generic[View]):
    """A metric and how its values are read from a view.

    The float is now: Unix seconds, for circuits CLOCK_MONOTONIC, on which their time is counted.
    """

    metric: Metric
    read: Callable[[View, float], Values | None]


@dataclass(frozen=True, slots=True)
class Kind(Generic[View]):
    """A sort of thing: its labels and its series."""

    names: tuple[str, ...]
    """Every label that some series of it carries."""
    labels: Callable[[View], tuple[str, ...]]
    """Their values: the identity of a thing, under which its templates are kept."""
    series: tuple[Series[View], ...]

    def templates(self, labels: tuple[str, ...]) -> tuple[bytes, ...]:
        """A template for each series."""
        by_name = dict(zip(self.names, labels, strict=True))
        return tuple(template(series.metric, by_name) for series in self.series)


def info(name: str) -> Series[View]:
    """The series of an info: its labels say everything."""
    return Series(METRIC[name], lambda _view, _now: ())


def one_hot(states: Iterable[str]) -> Mapping[str, Values]:
    """By state: 1 in its own place, 0 in those of the others."""
    listed = tuple(states)
    return {state: tuple(int(state == other) for other in listed) for state in listed}


def gauge(value: float | None) -> Values | None:
    """A value that may not have been measured."""
    return None if value is None or not isfinite(value) else (value,)
