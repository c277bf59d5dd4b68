"""The exposition read back by prometheus_client's parsers."""

from __future__ import annotations

from typing import TypeAlias

from prometheus_client import Metric
from prometheus_client.openmetrics import parser as openmetrics_parser
from prometheus_client.parser import text_string_to_metric_families

from exporters.prometheus.exposition import Rendered

Key: TypeAlias = tuple[str, frozenset[tuple[str, str]]]


def text(body: str) -> list[Metric]:
    """The families of an exposition in the text format."""
    return list(text_string_to_metric_families(body))


def openmetrics(body: str) -> list[Metric]:
    """The families of an OpenMetrics exposition."""
    return list(openmetrics_parser.text_string_to_metric_families(body))  # type: ignore[no-untyped-call]


def families(rendered: Rendered) -> dict[str, Metric]:
    """Every family by name. Raises ValueError for what a parser refuses."""
    assert rendered.content_encoding is None
    parse = openmetrics if rendered.content_type.startswith("application/openmetrics") else text
    found = parse(rendered.body.decode())
    by_name = {family.name: family for family in found}
    assert len(by_name) == len(found), "a family came twice"
    return by_name


def samples(rendered: Rendered) -> dict[Key, float]:
    """Every sample's value by name and labels; none comes twice, none has a time stamp."""
    values: dict[Key, float] = {}
    for family in families(rendered).values():
        for sample in family.samples:
            assert sample.timestamp is None
            assert key(sample.name, **sample.labels) not in values
            values[key(sample.name, **sample.labels)] = sample.value
    return values


def key(name: str, /, **labels: str) -> Key:
    """As `samples` has it."""
    return name, frozenset(labels.items())
