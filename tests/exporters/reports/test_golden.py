"""The months worked out by hand, to the second, in every file that has figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook

from monitord.model.figures import Available, Month, MonthReport
from monitord.model.ledger import Excluded
from monitord.model.raw import instant
from monitord.sla.report import report
from monitord.texts import texts
from tests.exporters.reports.opened import as_csv, as_json, book, lines, seconds
from tests.sla import golden
from tests.sla.golden.expected import Expected, ExpectedCircuit, ExpectedOutage

PARTS = ("numerator", "denominator")
WHYS = (Excluded.AGREED, Excluded.MAINTENANCE, Excluded.UNKNOWN, Excluded.UNREACHABLE)


@dataclass(frozen=True)
class Made:
    """A golden month, its report, and the files of it as others read them."""

    month: Month
    expected: Expected
    report: MonthReport
    csv: Sequence[list[dict[str, str]]]
    """The intervals, the outages, the circuits."""
    json: Any
    book: Workbook
    """In English, with the values beside the formulas."""


@pytest.fixture(params=golden.NAMES, scope="module")
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    month = golden.load(request.param)
    of = report(month.evidence, month.month)
    folder = tmp_path_factory.mktemp("golden")
    return Made(
        month.month,
        month.expected,
        of,
        as_csv(of, folder),
        as_json(of, folder),
        book(of, folder, "en", values=True),
    )


def word(key: str) -> str:
    return texts("en").say(f"sla-report.{key}")


def spans_of(circuit: ExpectedCircuit) -> dict[str, float]:
    """What must stand in a circuit's line, in seconds."""
    available = circuit.available
    excluded = {f"excluded_{why}": available.excluded.get(why, 0.0) for why in WHYS}
    return {
        "present": available.present,
        "counted": available.counted,
        "provider_down": available.provider_down,
        "suspected_down": available.suspected_down,
        "others_down": available.others_down,
        "longest": circuit.longest,
        **excluded,
    }


def test_csv_says_what_was_worked_out_by_hand(made: Made) -> None:
    _, outages, circuits = made.csv
    found = {f"{each['circuit']}@{each['provider']}": each for each in circuits}
    for key, circuit in made.expected.circuits.items():
        line = found[key]
        assert {name: float(line[f"{name}_seconds"]) for name in spans_of(circuit)} == (
            spans_of(circuit)
        )
        good, of = circuit.availability
        assert float(line["availability_numerator"]) == good
        assert float(line["availability_denominator"]) == of
        assert int(line["outages"]) == circuit.outages
        assert int(line["answered_outages"]) == circuit.answered.outages
        assert float(line["answered_longest_seconds"]) == circuit.answered.longest
        if circuit.answered.detection:
            detection = [line[f"answered_repair_from_detection_{part}"] for part in PARTS]
            assert tuple(map(float, detection)) == circuit.answered.detection
    assert [
        (each["outage"], each["start"], each["end"], float(each["down_seconds"]))
        for each in sorted(outages, key=lambda each: (each["start"], each["outage"]))
    ] == [(o.id, instant(o.start), instant(o.end) if o.end else "", o.down) for o in wanted(made)]


def wanted(made: Made) -> list[ExpectedOutage]:
    return sorted(made.expected.outages, key=lambda each: (each.start, each.id))


def test_json_says_what_was_worked_out_by_hand(made: Made) -> None:
    document = made.json
    circuits = {f"{each['id']}@{each['provider']}": each for each in document["circuits"]}
    for key, circuit in made.expected.circuits.items():
        available: dict[str, Any] = circuits[key]["available"]
        for name in ("present", "counted", "provider_down", "suspected_down", "others_down"):
            assert available[name] == getattr(circuit.available, name), (key, name)
        assert available["excluded"] == circuit.available.excluded
        assert (available["ratio"]["good"], available["ratio"]["of"]) == circuit.availability
        assert circuits[key]["repairs"]["outages"] == circuit.outages
        answered = circuits[key]["answered"]
        assert answered["outages"] == circuit.answered.outages
        assert answered["longest"] == circuit.answered.longest
        if circuit.answered.detection:
            detection = answered["detection"]
            assert (detection["good"], detection["of"]) == circuit.answered.detection
    assert sorted((each["start"], each["id"], each["down"]) for each in document["outages"]) == [
        (instant(each.start), each.id, each.down) for each in wanted(made)
    ]


def test_the_workbook_says_what_was_worked_out_by_hand(made: Made) -> None:
    found = {
        f"{line[word('column.circuit')]}@{line[word('column.provider-id')]}": line
        for line in lines(made.book["Circuits"])
    }
    for key, circuit in made.expected.circuits.items():
        spans = {
            name: seconds(found[key][word(f"figure.{label(name)}")]) for name in spans_of(circuit)
        }
        assert spans == spans_of(circuit), key
        good, of = circuit.availability
        value = found[key][word("figure.availability")]
        assert value is None if of == 0 else value == pytest.approx(good / of, abs=1e-12)
        assert found[key][word("figure.outages")] == circuit.outages
        line = found[key]
        assert line[word("figure.answered-outages")] == circuit.answered.outages
        assert seconds(line[word("figure.answered-longest")]) == circuit.answered.longest
        if circuit.answered.detection:
            repaired, number = circuit.answered.detection
            assert seconds(line[word("figure.answered-repaired")]) == repaired
            assert line[word("figure.answered-repaired-n")] == number
    assert sorted(
        (
            line[word("column.start")],
            line[word("column.outage")],
            seconds(line[word("column.down")]),
        )
        for line in lines(made.book["Outages"])
    ) == sorted((local(made, each), each.id, each.down) for each in wanted(made))


def label(name: str) -> str:
    return name.removeprefix("excluded_").replace("_", "-")


def local(made: Made, outage: ExpectedOutage) -> Any:
    """When it began, on the wall."""
    zone = ZoneInfo(made.month.timezone)
    return outage.start.astimezone(zone).replace(tzinfo=None)


def test_every_file_rests_on_the_same_intervals(made: Made) -> None:
    intervals, _, _ = made.csv
    others = made.json["intervals"]
    assert [each["start"] for each in intervals] == [each["start"] for each in others]
    total = sum(float(each["seconds"]) for each in intervals if each["kind"] == "circuit")
    spans = [line[word("column.duration")] for line in lines(made.book["Intervals"])]
    assert sum(map(seconds, spans)) == pytest.approx(total, abs=0.01)


def test_nothing_present_is_lost(made: Made) -> None:
    """What is counted and what is left out are all there is."""
    for provider in made.report.providers:
        for circuit in provider.circuits:
            available: Available = circuit.available
            assert available.counted + sum(available.excluded.values()) == available.present
