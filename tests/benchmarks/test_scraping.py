"""What is read from the daemon's metrics."""

from __future__ import annotations

import pytest

from benchmarks.scraping import Lag, lag, parse, total

TEXT = """\
# HELP monitord_check_state The state of a check.
# TYPE monitord_check_state gauge
monitord_check_state{site="a",device="rt",check="icmp",state="up"} 1
monitord_check_state{site="b",device="rt",check="icmp",state="up"} 1
monitord_check_state{site="b",device="rt",check="icmp",state="down"} 0
monitord_check_state_since_timestamp_seconds{site="a",device="rt",check="icmp"} 1.7e9
monitord_isolated 0
"""


def buckets(within_10ms: int, within_20ms: int, everything: int) -> dict[str, float]:
    name = "monitord_loop_lag_seconds_bucket"
    return {
        f'{name}{{le="0.01"}}': within_10ms,
        f'{name}{{le="0.02"}}': within_20ms,
        f'{name}{{le="+Inf"}}': everything,
    }


def test_a_total_is_of_one_metric_and_not_of_one_that_begins_like_it() -> None:
    samples = parse(TEXT)
    assert total(samples, "monitord_check_state") == 2
    assert total(samples, "monitord_check_state", 'state="up"', 'site="b"') == 1
    assert samples["monitord_isolated"] == 0


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (buckets(15, 25, 35), Lag(5, 0.01, 0)),
        (buckets(12, 25, 35), Lag(5, 0.02, 0)),
        (buckets(10, 22, 35), Lag(5, float("inf"), 3)),
    ],
)
def test_lag_is_what_the_histogram_grew_by(after: dict[str, float], expected: Lag) -> None:
    assert lag(buckets(10, 20, 30), after) == expected


def test_lag_says_how_much_was_over_the_limit() -> None:
    assert str(Lag(600, 0.01, 0)) == "≤ 10 ms, 0 of 600 over 20 ms"
    assert str(Lag(1_200, float("inf"), 2)) == "over 500 ms, 2 of 1,200 over 20 ms"
