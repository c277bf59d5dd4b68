"""What Roboto can write, and how wide it is: nothing is left to the chance of a missing glyph."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from reportlab.lib.units import mm
from reportlab.pdfbase.ttfonts import TTFont

REPLACEMENT = "\ufffd"
"""Stands where the font has no letter; Roboto has this one."""
BREAK = "\u200b"
"""Where a word too long for its column may be broken; it is not seen."""
SLACK = 1.0
"""Points by which a line is shorter than its column: widths are known to a thousandth of an em."""


def folder() -> Path:
    """Where the fonts are."""
    return Path(str(files("font_roboto"))) / "files"


@dataclass(frozen=True, slots=True)
class Letters:
    """One face: advance widths in thousandths of an em, by code point."""

    widths: Mapping[int, float]

    def clean(self, text: str) -> str:
        """The text in letters that can be shown, with single blanks; line ends are kept.

        What is not seen (controls, marks that turn the direction of writing) is left out, and what
        the font does not have becomes `REPLACEMENT`.
        """
        seen = "".join(_visible(text))
        lines = unicodedata.normalize("NFC", seen).split("\n")
        return "\n".join(" ".join(self._written(line).split()) for line in lines)

    def _written(self, text: str) -> str:
        return "".join(each if ord(each) in self.widths else REPLACEMENT for each in text)

    def width(self, text: str, size: float) -> float:
        """Points that the text takes in letters of `size` points, without kerning."""
        return sum(self.widths.get(ord(letter), 0.0) for letter in text) * size / 1000

    def lines(self, text: str, width: float, size: float) -> list[str]:
        """The text in lines of at most `width` mm: broken at blanks, and in words that must be."""
        room = width * mm - SLACK
        found = [""]
        for word in self.clean(text.replace("\n", " ")).split(" "):
            longer = f"{found[-1]} {word}" if found[-1] else word
            if self.width(longer, size) <= room:
                found[-1] = longer
                continue
            pieces = self._pieces(word, room, size)
            found[-1:] = [found[-1], *pieces] if found[-1] else pieces
        return found

    def breakable(self, text: str, width: float, size: float) -> str:
        """The cleaned text with `BREAK` in those words that are wider than `width` mm."""
        room = width * mm - SLACK
        cleaned = self.clean(text)
        return "\n".join(
            " ".join(BREAK.join(self._pieces(word, room, size)) for word in line.split(" "))
            for line in cleaned.split("\n")
        )

    def _pieces(self, word: str, room: float, size: float) -> list[str]:
        """A word in pieces that fit, broken after a hyphen or slash where there is one."""
        if self.width(word, size) <= room:
            return [word]
        pieces = [""]
        for letter in word:
            if pieces[-1] and self.width(pieces[-1] + letter, size) > room:
                cut = max(pieces[-1].rfind(sign) for sign in "-/@_.") + 1
                rest = pieces[-1][cut:] if cut else ""
                pieces[-1:] = [pieces[-1][: len(pieces[-1]) - len(rest)], rest]
            pieces[-1] += letter
        return pieces


@cache
def letters(face: str = "Regular") -> Letters:
    """Roboto Regular, or `Bold`."""
    font = TTFont(f"Roboto-{face}", str(folder() / f"Roboto-{face}.ttf"))
    return Letters(dict(font.face.charWidths))


def _visible(text: str) -> Iterator[str]:
    """The text without what is not seen; all kinds of blanks but line ends are one."""
    for letter in text:
        if letter == "\n":
            yield letter
        elif letter.isspace():
            yield " "
        elif unicodedata.category(letter) not in ("Cc", "Cf"):
            yield letter
