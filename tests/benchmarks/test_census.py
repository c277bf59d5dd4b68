"""How series are counted."""

from __future__ import annotations

from benchmarks.census import counted, measured
from benchmarks.scraping import parse

BODY = """\
# HELP monitord_site_info A site.
monitord_site_info{site="a"} 1
monitord_site_info{site="b"} 1
monitord_device_info{site="a",device="rt"} 1
monitord_icmp_rtt_seconds_bucket{site="a",device="rt",le="+Inf"} 4
monitord_icmp_rtt_seconds_sum{site="a",device="rt"} 0.5
monitord_icmp_rtt_seconds_count{site="a",device="rt"} 4
monitord_rtp_streams_total{site="a",device="rt"} 2
process_cpu_seconds_total 3.5
"""


def test_series_are_counted_by_metric_with_all_of_a_histogram() -> None:
    found = counted(parse(BODY), 700, 70)
    assert (found.sites, found.devices, found.circuits) == (2, 1, 0)
    assert dict(found.series) == {
        "monitord_site_info": 2,
        "monitord_device_info": 1,
        "monitord_icmp_rtt_seconds": 3,
        "monitord_rtp_streams_total": 1,
        "process_cpu_seconds_total": 1,
    }
    assert found.total == 8
    assert (found.plain, found.packed) == (700, 70)


def test_everything_is_measured_once_every_stream_has_ended() -> None:
    assert measured(parse(BODY))
    assert not measured(parse(f'{BODY}monitord_rtp_streams_total{{site="b",device="rt"}} 0\n'))
    assert not measured({"monitord_site_info": 1.0})
