"""The months worked out by hand, to the second, as they stand in the PDF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from zoneinfo import ZoneInfo

import pytest

from exporters.reports.pdf import as_pdf
from monitord.model.figures import MonthReport
from monitord.sla.report import report
from monitord.texts import texts
from tests.exporters.reports.pdf.opened import joined, pages, sections
from tests.sla import golden
from tests.sla.golden.expected import Expected

pytestmark = pytest.mark.system

SPAN = r"(−?[\d.]+:\d\d:\d\d|–)"
SHARE = r"(100 %|\d+,\d+ %|–)"
CIRCUIT = re.compile(
    rf"^ *\d+ +(\S+) .*? {SHARE} +(?:Đạt|Không đạt|–) +{SPAN} +{SPAN} +{SPAN} +{SPAN} +{SPAN}"
    rf" +(\d+/\d+) +{SPAN} +{SPAN} +{SHARE}",
    re.MULTILINE,
)
SITE = re.compile(
    rf"^ *\d+ +(\S+) .*? {SHARE} +{SPAN} +{SPAN} +{SPAN} +{SPAN} +(\d+) +{SPAN}", re.MULTILINE
)
WHEN = r"(\d\d:\d\d:\d\d \d\d/\d\d/\d{4}|chưa kết thúc)"
OUTAGE = re.compile(rf"^ *\d+ +(\S+) .*? {WHEN} +{WHEN} +{SPAN} +{SPAN} ", re.MULTILINE)


@dataclass(frozen=True)
class Printed:
    """A golden month, and the pages that were printed of it."""

    expected: Expected
    report: MonthReport
    zone: ZoneInfo
    pages: list[str]


@pytest.fixture(params=golden.NAMES, scope="module")
def printed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Printed:
    month = golden.load(request.param)
    path = tmp_path_factory.mktemp("golden") / "report.pdf"
    made = report(month.evidence, month.month, version="1.2.3")
    path.write_bytes(as_pdf(made, texts("vi")))
    return Printed(month.expected, made, ZoneInfo(month.month.timezone), pages(path))


def span(seconds: float) -> str:
    """As a Vietnamese would write it."""
    total = round(seconds)
    hours = f"{total // 3600:,}".replace(",", ".")
    return f"{hours}:{total // 60 % 60:02}:{total % 60:02}"


def share(good: float, of: float) -> str:
    """In whole thousandths of a per cent."""
    if not of:
        return "–"
    exact = Fraction(good) / Fraction(of)
    return "100 %" if exact == 1 else f"{floor(exact * 100_000) / 1000:.3f} %".replace(".", ",")


def test_each_circuit_has_the_figures_worked_out_by_hand(printed: Printed) -> None:
    text = sections(printed.pages, "Số liệu từng đường truyền")
    found = [(m[1], m[2], m[3], m[4], m[5], m[6], m[8], m[10]) for m in CIRCUIT.finditer(text)]
    assert len(found) == sum(len(each.circuits) for each in printed.report.providers)
    assert set(_circuits(printed.expected)) <= set(found)


def _circuits(expected: Expected) -> Iterator[tuple[str, ...]]:
    for key, circuit in expected.circuits.items():
        available = circuit.available
        yield (
            key.partition("@")[0],
            share(*circuit.availability),
            span(available.provider_down),
            span(available.suspected_down),
            span(available.others_down),
            span(sum(available.excluded.values())),
            f"{circuit.answered.outages}/{circuit.outages}",
            span(circuit.answered.longest),
        )


def test_each_outage_has_its_times(printed: Printed) -> None:
    text = sections(printed.pages, "Các lần mất kết nối")
    wanted = sorted(
        (
            each.id.partition("@")[0].rpartition("/")[2],
            f"{each.start.astimezone(printed.zone):%H:%M:%S %d/%m/%Y}",
            f"{each.end.astimezone(printed.zone):%H:%M:%S %d/%m/%Y}"
            if each.end
            else "chưa kết thúc",
            span(each.down),
        )
        for each in printed.expected.outages
    )
    assert sorted((m[1], m[2], m[3], m[4]) for m in OUTAGE.finditer(text)) == wanted


def test_each_site_has_its_service(printed: Printed) -> None:
    text = sections(printed.pages, "Mức phục vụ từng điểm cầu")
    found = {m[1]: (m[2], m[3], m[4], m[5], m[7], m[8]) for m in SITE.finditer(text)}
    for ident, site in printed.expected.sites.items():
        measured = site.hours - site.unknown
        assert found[ident] == (
            share(measured - site.lost, measured),
            span(site.hours),
            span(site.lost),
            span(site.unknown),
            str(site.outages),
            span(site.longest),
        )


def test_it_says_how_final_it_is_and_which_corrections_it_holds(printed: Printed) -> None:
    first, whole = printed.pages[0], joined(printed.pages)
    closing = printed.report.closing
    if closing is None:
        said = "SỐ LIỆU TẠM TÍNH" if printed.report.provisional else "chưa chốt số liệu"
    else:
        at = f"{closing.at.astimezone(printed.zone):%H:%M ngày %d/%m/%Y}"
        revision = f"bản số {closing.revision} sau hiệu chỉnh, lúc {at}"
        said = f"Đã chốt số liệu lúc {at}" if closing.revision == 1 else revision
    assert said in first
    for each in printed.report.corrections:
        assert joined([each.why]) in whole
        assert joined([each.outage]) in whole


def test_it_says_from_what_it_was_made(printed: Printed) -> None:
    last = printed.pages[-1]
    inputs = printed.report.inputs
    assert inputs.data in last
    assert all(sha256 in last for _, sha256 in inputs.inventories)
    assert f"số liệu {inputs.data[:12]} · monitord 1.2.3" in printed.pages[0]
