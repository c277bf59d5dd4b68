"""What the pages look like: letters, numbers, edges, headings of tables that go on."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from exporters.reports.pdf import as_pdf
from monitord.texts import Texts, texts
from monitord.texts.catalogue import LANGUAGES
from tests.exporters.reports import sample
from tests.exporters.reports.pdf.opened import Page, annex, boxes, fonts, pages

pytestmark = pytest.mark.system

CIRCUITS = 80
"""Enough for tables of several pages, and as many outages as two months have."""
MARGIN = 33.0
"""Points at each side that stay white: 12 mm, less what a letter may hang over."""
PAGE_WORD = {"vi": "Trang", "en": "Page"}


@dataclass(frozen=True)
class Made:
    """A printed report, and what was read back from it."""

    words: Texts
    path: Path
    texts: list[str]
    pages: list[Page]
    annexed: str
    """With what the heading of an annex begins."""

    def annex(self, key: str) -> list[str]:
        """The pages of the annexes with this title."""
        return annex(self.texts, self.words.say(key), self.annexed)


@pytest.fixture(scope="module", params=LANGUAGES)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    words = texts(request.param)
    path = tmp_path_factory.mktemp("pdf") / "report.pdf"
    path.write_bytes(as_pdf(sample.big(CIRCUITS), words))
    annexed = words.entries["sla-pdf.annex"].partition(" {")[0]
    return Made(words, path, pages(path), boxes(path), annexed)


def test_its_letters_are_embedded(made: Made) -> None:
    found = fonts(made.path)
    assert found
    assert all("Roboto" in name and embedded for name, embedded in found)


def test_each_page_says_its_number_and_how_many_there_are(made: Made) -> None:
    for number, text in enumerate(made.texts, 1):
        last = text.rstrip().splitlines()[-1]
        assert last.endswith(f"{PAGE_WORD[made.words.language]} {number}/{len(made.texts)}")


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("sla-pdf.annex.outages", "sla-pdf.column.evidence"),
        ("sla-pdf.annex.circuits", "sla-pdf.column.longest"),
        ("sla-pdf.annex.sites", "sla-pdf.column.site-id"),
    ],
)
def test_the_headings_stand_on_each_page_of_a_long_table(
    made: Made, title: str, heading: str
) -> None:
    found = made.annex(title)
    assert len(found) > 1
    first = made.words.say(heading).split()[0]
    assert all(first in text for text in found)


def test_nothing_goes_beyond_the_margins(made: Made) -> None:
    for page in made.pages:
        for word in page.words:
            assert word.left >= MARGIN, word
            assert word.right <= page.width - MARGIN, word
            assert word.top >= 25, word
            assert word.bottom <= page.height - 20, word


def test_no_word_lies_over_another(made: Made) -> None:
    for page in made.pages:
        assert not list(_overlaps(page))


def _overlaps(page: Page) -> list[tuple[str, str]]:
    """Neighbours of one line that share more than a point."""
    ordered = sorted(page.words, key=lambda word: (round(word.top), word.left))
    return [
        (one.text, other.text)
        for one, other in pairwise(ordered)
        if abs(one.top - other.top) < 1 and other.left < one.right - 1
    ]


def test_a_page_of_a_long_table_is_full(made: Made) -> None:
    """What is worked out of a page's room is what typst finds: no page is left half empty."""
    within = made.annex("sla-pdf.annex.outages")
    each_page = dict(zip(made.texts, made.pages, strict=True))
    starts = [text for text in within if text.strip().startswith(made.annexed)]
    for text, following in pairwise(within):
        if following in starts:
            continue
        page = each_page[text]
        rows = [word.bottom for word in page.words if word.bottom < page.height - 45]
        assert max(rows) > page.height - 45 - 40


def test_every_outage_is_there(made: Made) -> None:
    report = sample.big(CIRCUITS)
    text = "\n".join(made.annex("sla-pdf.annex.outages"))
    outages = [each for provider in report.providers for each in provider.outages]
    assert len(outages) > 600
    assert all(str(each.incident) in text for each in outages)
