"""A PDF as others see it: poppler's pdftotext, pdffonts and pdfinfo."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

WORD = re.compile(
    r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>'
)
PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Word:
    """Where a word stands on its page: points from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """Its size in points, and its words."""

    width: float
    height: float
    words: Sequence[Word]


def _told(program: str, *args: str) -> str:
    ran = subprocess.run([program, *args], capture_output=True, check=True)
    assert not ran.stderr, ran.stderr.decode()
    return ran.stdout.decode()


def pages(path: Path) -> list[str]:
    """The text of each page, laid out as it stands there."""
    return _told("pdftotext", "-layout", str(path), "-").split("\f")[:-1]


def boxes(path: Path) -> list[Page]:
    """Every word of each page."""
    found = PAGE.findall(_told("pdftotext", "-bbox", str(path), "-"))
    return [
        Page(float(width), float(height), [_word(each) for each in WORD.findall(body)])
        for width, height, body in found
    ]


def _word(found: tuple[str, ...]) -> Word:
    left, top, right, bottom = map(float, found[:4])
    return Word(left, top, right, bottom, unescape(found[4]))


def fonts(path: Path) -> list[tuple[str, bool]]:
    """Each font's name, and whether it is embedded."""
    rows = _told("pdffonts", str(path)).splitlines()[2:]
    return [(row.split()[0], row[-26:].split()[0] == "yes") for row in rows]


def annex(texts: Sequence[str], title: str, following: str = "Phụ lục") -> list[str]:
    """The pages of the annexes with this title; the one after begins with `following`."""
    found: list[str] = []
    within = False
    for text in texts:
        first = text.strip().splitlines()[0]
        if first.startswith(following):
            within = title in first
        if within:
            found.append(text)
    return found


def sections(texts: Sequence[str], title: str) -> str:
    """What stands below the Vietnamese headings of the annexes with this title."""
    found = re.split(r"^ *(?=Phụ lục \d+\. )", "\n".join(texts), flags=re.MULTILINE)
    return "\n".join(each for each in found if title in each.partition("\n")[0])


def joined(texts: Sequence[str]) -> str:
    """All of it without any blank, for what is broken over lines."""
    return re.sub(r"[\s\u200b]+", "", "".join(texts))
