"""The glossary explains every word that alerts and states are made of."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitord.texts import texts

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
SUBJECTS = ("state", "cause", "owner", "certainty", "severity", "urgency")
"""Of the catalogue: what people meet without a sentence around it."""
KEYS = sorted(key for key in texts("vi").entries if key.partition(".")[0] in SUBJECTS)
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and "Tiếng Việt" not in line
]


@pytest.mark.parametrize("key", KEYS)
def test_a_word_of_the_catalogue_is_explained_beside_its_translation(key: str) -> None:
    said = {language: texts(language).say(key).lower() for language in ("vi", "en")}
    assert (said["vi"], said["en"]) in {(vi.lower(), en.lower()) for vi, en, *_ in ROWS}


def test_every_row_has_both_words_and_a_line_on_each() -> None:
    assert len(ROWS) > 60
    assert all(len(row) == 4 and all(row) for row in ROWS)
    assert len({row[:2] + row[2:3] for row in ROWS}) == len(ROWS)
