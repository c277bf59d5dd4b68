"""The CSV files: raw intervals, outages, and figures with what they were divided from."""

from __future__ import annotations

from pathlib import Path

from exporters.reports import write
from monitord.model import raw
from tests.exporters.reports import sample
from tests.exporters.reports.opened import as_csv


def test_the_raw_intervals_are_what_the_report_has_the_digest_of(tmp_path: Path) -> None:
    report = sample.small()
    path, *_ = write(report, tmp_path, ["csv"], "vi")
    assert raw.digest(path.read_bytes().decode()) == report.inputs.data
    intervals, _, _ = as_csv(report, tmp_path)
    assert len(intervals) == len(report.intervals)
    assert intervals[0]["start"] == "2026-09-30T17:00:00.000000Z"


def test_outages_tell_everything_in_codes_and_utc(tmp_path: Path) -> None:
    _, outages, _ = as_csv(sample.small(), tmp_path)
    found = {each["outage"]: each for each in outages}["261003-K7QF/TSL-TH-0123"]
    assert found == {
        "outage": "261003-K7QF/TSL-TH-0123",
        "circuit": "TSL-TH-0123",
        "provider": "vnpt",
        "site": "h-nhu-thanh",
        "start": "2026-10-03T03:00:00.000000Z",
        "end": "2026-10-03T05:03:04.000000Z",
        "decided_at": "2026-10-03T03:00:06.000000Z",
        "down_seconds": "7384.000000",
        "excluded_seconds": "0.000000",
        "cause": "circuit",
        "owner": "provider",
        "certainty": "confirmed",
        "settled": "no",
        "agreed": "no",
        "corrected": "no",
        "incident": "261003-K7QF",
        "ticket": "VNPT-20261003-17",
        "reported_at": "2026-10-03T03:12:00.000000Z",
    }


def test_circuits_have_numerator_and_denominator_of_each_figure(tmp_path: Path) -> None:
    report = sample.small()
    _, _, circuits = as_csv(report, tmp_path)
    figures = [each for provider in report.providers for each in provider.circuits]
    for line, circuit in zip(circuits, figures, strict=True):
        assert line["circuit"] == circuit.id
        good = float(line["availability_numerator"])
        of = float(line["availability_denominator"])
        assert of == circuit.available.counted
        assert good / of == circuit.available.ratio.value == float(line["availability_value"])
        assert int(line["repair_from_detection_denominator"]) == circuit.repairs.detection.of
        assert float(line["excluded_maintenance_seconds"]) == circuit.available.excluded.get(
            "maintenance",  # type: ignore[call-overload]
            0.0,
        )


def test_from_the_raw_intervals_anybody_finds_the_provider_down_time(tmp_path: Path) -> None:
    intervals, _, circuits = as_csv(sample.small(), tmp_path)
    down = sum(
        float(each["seconds"])
        for each in intervals
        if each["id"] == "TSL-TH-0123"
        and each["state"] == "down"
        and each["agreed"] == "no"
        and (each["owner"], each["certainty"]) == ("provider", "confirmed")
    )
    assert down == 1800 + 7384 + 1800 + 900
    assert float(circuits[0]["provider_down_seconds"]) == down
