"""The pages on installing: what they name is there, and what they quote the program does say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitord.texts import texts

ROOT = Path(__file__).parents[2]
PAGES = {"en": ROOT / "docs" / "install.md", "vi": ROOT / "docs" / "install.vi.md"}
LANGUAGE = pytest.mark.parametrize("language", PAGES)
COPIED = re.compile(r"(?<![\w/])((?:deploy|grafana|examples|docs)/[\w./-]*[\w])")


def page(language: str) -> str:
    return PAGES[language].read_text(encoding="utf-8")


@LANGUAGE
def test_each_message_of_the_table_is_one_of_the_programs(language: str) -> None:
    quoted = re.findall(r"^\| `([^`]+)` \| ", page(language), re.MULTILINE)
    quoted = [message for message in quoted if message[0] != "/"]
    assert len(quoted) >= 9
    spoken = texts(language).entries.values()
    for message in quoted:
        assert any(message in text for text in spoken), message


@LANGUAGE
def test_each_file_that_is_named_is_there(language: str) -> None:
    named = set(COPIED.findall(page(language)))
    assert len(named) >= 10
    assert [name for name in named if not (ROOT / name).exists()] == []


@LANGUAGE
def test_each_link_leads_somewhere(language: str) -> None:
    text = page(language)
    headings = {
        re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in text.splitlines()
        if line.startswith("#") and not line.startswith("# cp")
    }
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if target.startswith("#"):
            assert target[1:] in headings, target
        else:
            assert (ROOT / "docs" / target).exists(), target


def test_both_pages_give_the_same_commands() -> None:
    def commands(language: str) -> list[str]:
        lines = re.findall(r"^[#$] (.*)$", page(language), re.MULTILINE)
        found = [re.sub(r"\s+# .*", "", line) for line in lines]
        return [line for line in found if re.match(r"[a-z./-]+ ", line) and line[0].islower()]

    assert commands("vi") == commands("en")
    assert len(commands("en")) >= 40
