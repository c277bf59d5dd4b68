"""The card on paper: always one page, in letters that the font has."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfbase.ttfonts import TTFont

from exporters.card import card_of
from exporters.card.card import Card, Row, Section
from exporters.card.pdf import BOLD, PLAIN, SIZES, fitted, pdf
from monitord.model.inventory import Site
from monitord.texts import texts
from monitord.texts.catalogue import LANGUAGES
from tests.alerts.place import COMMUNE, PLACE, line

DAY = date(2026, 9, 10)
LONG = "Ủy ban nhân dân phường Nguyễn Nghiêm và Trung tâm Chính trị – Hành chính, thành phố " * 2
ALPHABET = (
    "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"
)


def crowded(circuits: int) -> Site:
    """A site with a very long name and so many lines."""
    site = PLACE.sites[COMMUNE]
    lines = tuple(
        line(site.id, f"TSLCD-{'X' * 50}-{number:04}", "primary") for number in range(circuits)
    )
    return replace(site, name=LONG, circuits=lines, address=LONG)


def pages(written: bytes) -> int:
    """How many pages a PDF has."""
    return len(re.findall(rb"/Type /Page\b(?!s)", written))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("circuits", [0, 1, 12, 60])
def test_a_card_is_one_page_however_much_there_is(circuits: int, language: str) -> None:
    card = card_of(crowded(circuits), PLACE, language, DAY)
    assert pages(pdf([card])) == 1


def test_each_site_has_a_page_in_order() -> None:
    cards = [card_of(site, PLACE, "vi", DAY) for site in list(PLACE.sites.values())[:6]]
    assert pages(pdf(cards)) == 6


def test_the_same_card_is_the_same_file() -> None:
    card = card_of(PLACE.sites[COMMUNE], PLACE, "vi", DAY)
    assert pdf([card]) == pdf([card])


def test_what_has_no_room_is_counted() -> None:
    rows = tuple(Row(f"TSL-{number}", "x" * 80) for number in range(200))
    card = Card("T", "N", (Row("a", "b"),), (Section("H", rows),), "f", "và {n} dòng nữa")
    shown, size = fitted(card)
    rows = shown.sections[0].rows
    more = re.fullmatch(r"và (\d+) dòng nữa", rows[-1].text)
    assert more is not None
    assert len(rows) - 1 + int(more[1]) == 200
    assert len(rows) > 40
    assert size == SIZES[-1]


def test_letters_are_as_large_as_there_is_room_for() -> None:
    sizes = [fitted(card_of(crowded(lines), PLACE, "vi", DAY))[1] for lines in (0, 4, 8, 60)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 10 > sizes[-1]


@pytest.mark.parametrize("face", [PLAIN, BOLD])
def test_the_font_has_every_letter_of_vietnamese_and_of_the_catalogue(face: str) -> None:
    font = TTFont(face, str(files("font_roboto") / "files" / f"{face}.ttf"))
    told = [words for key, words in texts("vi").entries.items() if key.startswith("card.")]
    letters = set(ALPHABET + ALPHABET.upper() + "".join(told) + "–…·<&>") - {"\n"}
    assert {sign for sign in letters if ord(sign) not in font.face.charToGlyph} == set()


@settings(max_examples=10)
@given(
    name=st.text(alphabet=st.characters(codec="utf-8"), max_size=150),
    ident=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}", fullmatch=True),
)
def test_no_name_breaks_a_page(name: str, ident: str) -> None:
    site = replace(PLACE.sites[COMMUNE], id=ident, name=name, address=name)
    assert pages(pdf([card_of(site, PLACE, "vi", DAY)])) == 1
