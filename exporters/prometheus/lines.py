"""The text of one metric: its header, and the lines of one set of labels as a template.

Text format 0.0.4 and OpenMetrics 1.0 differ only in headers and in the end, so that templates
serve both. They are bytes with a place `%a` for each value: `repr` of an int or float in ASCII is
a number in both formats, and nothing need be encoded later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from exporters.prometheus.metric import Metric

_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})
_HELP_ESCAPES = str.maketrans({"\\": r"\\", "\n": r"\n"})


@dataclass(frozen=True, slots=True)
class Family:
    """A metric and its lines."""

    metric: Metric
    lines: list[bytes]


def escape(value: str) -> str:
    """A label's value as it stands between its quotes."""
    return value.translate(_ESCAPES)


def header(metric: Metric, openmetrics: bool) -> bytes:
    """The lines before a family's samples; `# UNIT` in OpenMetrics only."""
    name = metric.family if openmetrics else metric.name
    kind = "gauge" if metric.type == "info" and not openmetrics else metric.type
    unit = f"# UNIT {name} {metric.unit}\n" if openmetrics and metric.unit else ""
    help_text = metric.help.translate(_ESCAPES if openmetrics else _HELP_ESCAPES)
    return f"# HELP {name} {help_text}\n# TYPE {name} {kind}\n{unit}".encode()


def template(metric: Metric, labels: Mapping[str, str]) -> bytes:
    """The lines of `metric` for one set of labels, of which it takes its own.

    An info's value is always 1 and has no place; a metric by state has a place per state, a
    histogram one per bucket (the infinite one too), the sum and the count, in this order.
    """
    own = [f'{name}="{escape(labels[name])}"' for name in metric.labels]
    return "".join(_lines(metric, own)).encode()


def _lines(metric: Metric, own: list[str]) -> Iterator[str]:
    name = metric.name
    if metric.type == "info":
        yield _line(name, own, "1")
    elif metric.states:
        yield from (_line(name, [*own, f'{metric.apart}="{state}"']) for state in metric.states)
    elif metric.type == "histogram":
        for bound in (*map(repr, metric.buckets), "+Inf"):
            yield _line(f"{name}_bucket", [*own, f'le="{bound}"'])
        yield _line(f"{name}_sum", own)
        yield _line(f"{name}_count", own)
    else:
        yield _line(name, own)


def _line(name: str, labels: list[str], value: str = "%a") -> str:
    braces = f"{{{','.join(labels)}}}" if labels else ""
    return f"{name}{braces}".replace("%", "%%") + f" {value}\n"
