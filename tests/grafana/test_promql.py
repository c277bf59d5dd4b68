"""What the lints read from PromQL is what stands there."""

from __future__ import annotations

import pytest

from tests.grafana.known import SCRAPED, known
from tests.grafana.promql import of_variable, read


def test_series_are_told_from_functions_labels_and_numbers() -> None:
    found = read(
        'sum by (site) (rate(a_total{job="x", site=~`b.c`}[5m])) '
        "/ on (site) group_left (name) b_info > 0.5 and c offset 5m"
    )
    assert found.series == {"a_total": {"job", "site"}, "b_info": set(), "c": set()}
    assert found.grouped == {"site", "name"}
    assert found.made == set()


def test_what_stands_in_strings_and_ranges_is_no_series() -> None:
    found = read('a{b="c{d}", e!="f(g)"}[$__range:5m] @ end() or topk (3, h:i:j5m)')
    assert found.series == {"a": {"b", "e"}, "h:i:j5m": set()}


def test_labels_that_an_expression_makes_are_found() -> None:
    found = read(
        'label_replace(label_join(a, "b", "/", "c"), "d", "$1", "e", "(.*)") '
        '* on () group_left (f) count_values ("f", sum (g))'
    )
    assert found.made == {"b", "d", "f"}
    assert set(found.series) == {"a", "g"}


def test_questions_of_variables_are_read() -> None:
    assert of_variable('label_values(a{b="c"}, d)') == ('a{b="c"}', "d")
    assert of_variable("query_result(sum by (a) (b))") == ("sum by (a) (b)", None)
    with pytest.raises(ValueError, match="no question"):
        of_variable("metrics(.*)")


def test_series_that_there_are_have_their_labels() -> None:
    there = known()
    assert there["monitord_site_state"] == SCRAPED | {"site", "state"}
    assert there["monitord_icmp_rtt_seconds_bucket"] == SCRAPED | {"site", "device", "le"}
    assert there["monitord:sites:count"] == SCRAPED | {"state"}
    assert "site" not in there["monitord:icmp_rtt_seconds:p95"]
    assert "monitord_icmp_rtt_seconds" not in there
