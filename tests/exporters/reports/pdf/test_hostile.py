"""Names as they may be: signs of typst's markup, letters that no font has, no blank for miles."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporters.reports.pdf import as_pdf
from exporters.reports.pdf.letters import REPLACEMENT, letters
from monitord.model.figures import CircuitFigures, MonthReport
from monitord.texts import texts
from tests.exporters.reports import sample
from tests.exporters.reports.pdf.opened import boxes, joined, pages

VOWELS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"
MARKUP = "#panic(1) #read('/etc/hosts') $x^2$ *đậm* _nghiêng_ @tham <nhan> \\ `mã` // [a] {{b}} ~"
LONG = "Ủyban" * 120
ODD = "họp 😀 中 العربية \u202eđảo \x07chuông \ud800 x"


def named(name: str) -> MonthReport:
    """The small report with this name wherever a name can be."""
    report = sample.small(closing=sample.CLOSED)

    def circuit(each: CircuitFigures) -> CircuitFigures:
        return replace(each, site_name=name)

    providers = [
        replace(
            each,
            provider=replace(each.provider, name=name),
            circuits=[circuit(found) for found in each.circuits],
            areas=[replace(area, name=name) for area in each.areas],
            outages=[replace(found, ticket=name) for found in each.outages],
        )
        for each in report.providers
    ]
    return replace(
        report,
        organization=replace(report.organization, name=name),
        providers=providers,
        areas=[replace(area, name=name) for area in report.areas],
        sites=[replace(site, name=name) for site in report.sites],
        corrections=[replace(each, why=name) for each in report.corrections],
        names=dict.fromkeys(report.names, name),
    )


def printed(report: MonthReport, folder: Path) -> Path:
    path = folder / "report.pdf"
    path.write_bytes(as_pdf(report, texts("vi")))
    return path


@pytest.mark.system
def test_markup_is_printed_as_it_is(tmp_path: Path) -> None:
    text = joined(pages(printed(named(MARKUP), tmp_path)))
    assert text.count(joined([MARKUP])) > 10


@pytest.mark.system
def test_long_names_are_broken_and_stay_on_the_page(tmp_path: Path) -> None:
    path = printed(named(LONG), tmp_path)
    for page in boxes(path):
        for word in page.words:
            assert word.left > 25
            assert word.right < page.width - 25
            assert word.bottom < page.height - 15
    assert LONG in joined(pages(path))


@pytest.mark.system
def test_what_the_font_has_not_is_replaced(tmp_path: Path) -> None:
    text = joined(pages(printed(named(ODD), tmp_path)))
    assert joined([f"họp {REPLACEMENT} {REPLACEMENT} {REPLACEMENT * 7} đảo"]) in text


@settings(max_examples=200)
@given(st.text())
def test_nothing_is_left_that_the_font_has_not(text: str) -> None:
    face = letters()
    cleaned = face.clean(text)
    assert all(letter == "\n" or ord(letter) in face.widths for letter in cleaned)
    assert face.clean(cleaned) == cleaned


@given(st.text(max_size=200), st.floats(5, 200), st.sampled_from([7.0, 8.0, 9.5]))
def test_lines_lose_nothing_and_fit(text: str, width: float, size: float) -> None:
    face = letters()
    found = face.lines(text, width, size)
    assert "".join(found).replace(" ", "") == face.clean(text).replace("\n", "").replace(" ", "")
    assert all(len(line) == 1 or face.width(line, size) <= width * 72 / 25.4 for line in found)


@pytest.mark.parametrize("face", ["Regular", "Bold", "Italic"])
def test_every_vietnamese_letter_is_there(face: str) -> None:
    assert all(ord(letter) in letters(face).widths for letter in VOWELS + VOWELS.upper())


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_word_that_is_printed_can_be(language: str) -> None:
    said = {
        key: text
        for key, text in texts(language).entries.items()
        if key.startswith(("sla-pdf.", "sla-report.", "cause.", "owner.", "certainty.", "state."))
    }
    assert len(said) > 200
    for key, text in said.items():
        assert letters("Bold").clean(text) == " ".join(text.split()), key


def test_the_same_report_is_the_same_file_in_another_process() -> None:
    made = as_pdf(sample.small(), texts("vi"))
    code = (
        "import sys; from exporters.reports.pdf import as_pdf; from monitord.texts import texts;"
        "from tests.exporters.reports import sample;"
        "sys.stdout.buffer.write(as_pdf(sample.small(), texts('vi')))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert ran.stdout == made
    assert as_pdf(sample.small(), texts("vi")) == made
