"""The text of a metric, parsed back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from exporters.prometheus.lines import header, template
from exporters.prometheus.metric import Metric
from exporters.prometheus.metrics import METRIC
from tests.exporters.parsed import openmetrics, text

AWKWARD = st.text(st.sampled_from('\\"\n%ắờĐ{},= #nrt') | st.characters(exclude_categories=["Cs"]))
LEVEL = METRIC["monitord_level_info"]


@given(AWKWARD, AWKWARD)
def test_any_label_value_survives_both_formats(level: str, name: str) -> None:
    lines = (template(LEVEL, {"level": level, "name": name}) % ()).decode()
    for parse, end in ((text, ""), (openmetrics, "# EOF\n")):
        [family] = parse(header(LEVEL, openmetrics=bool(end)).decode() + lines + end)
        [sample] = family.samples
        assert sample.labels == {"level": level, "name": name}
        assert sample.value == 1


@given(AWKWARD.filter(lambda value: value.strip() == value))
def test_any_help_survives_openmetrics(help_text: str) -> None:
    metric = Metric("monitord_x", "gauge", help_text)
    body = header(metric, openmetrics=True).decode() + "monitord_x 1\n# EOF\n"
    [family] = openmetrics(body)
    assert family.documentation == help_text


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(0, 2**63))
def test_any_number_survives(value: float) -> None:
    metric = Metric("monitord_x", "gauge", "X.")
    [family] = text((template(metric, {}) % (value,)).decode())
    assert family.samples[0].value == value


def test_a_histogram_has_a_place_per_bucket_then_sum_and_count() -> None:
    metric = Metric("monitord_x_seconds", "histogram", "X.", ("site",), buckets=(0.5, 2.0))
    assert (template(metric, {"site": "a"}) % (1, 2, 3, 4.5, 3)).decode() == (
        'monitord_x_seconds_bucket{site="a",le="0.5"} 1\n'
        'monitord_x_seconds_bucket{site="a",le="2.0"} 2\n'
        'monitord_x_seconds_bucket{site="a",le="+Inf"} 3\n'
        'monitord_x_seconds_sum{site="a"} 4.5\n'
        'monitord_x_seconds_count{site="a"} 3\n'
    )


def test_headers_differ_by_format() -> None:
    metric = METRIC["monitord_circuit_state_seconds_total"]
    name = "monitord_circuit_state_seconds"
    assert header(metric, openmetrics=False).decode() == (
        f"# HELP {name}_total {metric.help}\n# TYPE {name}_total counter\n"
    )
    assert header(metric, openmetrics=True).decode() == (
        f"# HELP {name} {metric.help}\n# TYPE {name} counter\n# UNIT {name} seconds\n"
    )
    info = METRIC["monitord_site_info"]
    assert b"# TYPE monitord_site_info gauge\n" in header(info, openmetrics=False)
    assert b"# TYPE monitord_site info\n" in header(info, openmetrics=True)
