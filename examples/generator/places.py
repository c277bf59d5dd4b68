"""Provinces, districts and communes as they were before July 2025, each with a lasting id.

An id is the name without diacritics behind the letter of its level: `h-nhu-thanh`,
`x-nhu-thanh-hai-long`. Where two communes of a district differ only in a diacritic (Vĩnh Hùng,
Vĩnh Hưng) both ids end in the official code. A later change of name or kind changes no id.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

KINDS = ("tỉnh", "thành phố", "thị xã", "huyện", "phường", "thị trấn", "xã")
OLD_TONES = re.compile(r"(o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """A province, district or commune with the official `code` and what lies in it."""

    id: str
    code: int
    kind: str
    """`huyện`, `thị trấn` …, in lower case."""
    short: str
    """The name without its kind, `Như Thanh`."""
    parts: tuple[Place, ...] = ()
    phone_code: str = ""

    @property
    def name(self) -> str:
        """The name as it stands inside a sentence, `huyện Như Thanh`."""
        return f"{self.kind} {self.short}"


def province(code: int) -> Place:
    """The province with this official code; KeyError if there is none."""
    path = files("vietnam_provinces") / "data" / "nested-divisions.json"
    provinces = {each["code"]: each for each in json.loads(path.read_text(encoding="utf-8"))}
    found = provinces[code]
    kind, short = split_name(found["name"])
    districts = tuple(district(each) for each in found["districts"])
    return Place(slug(short), code, kind, short, districts, f"0{found['phone_code']}")


def district(found: dict[str, Any]) -> Place:
    """A district of the data package, with its communes."""
    kind, short = split_name(found["name"])
    stem = slug(short)
    twins = Counter(slug(split_name(each["name"])[1]) for each in found["wards"])
    communes = tuple(commune(stem, each, twins) for each in found["wards"])
    return Place(f"h-{stem}", found["code"], kind, short, communes)


def commune(stem: str, found: dict[str, Any], twins: Counter[str]) -> Place:
    """A commune of the data package; `twins` counts the like-sounding ones in its district."""
    kind, short = split_name(found["name"])
    tail = slug(short) if twins[slug(short)] == 1 else f"{slug(short)}-{found['code']}"
    return Place(f"x-{stem}-{tail}", found["code"], kind, short)


def split_name(full: str) -> tuple[str, str]:
    """Kind in lower case and name: "Thị Trấn Ngọc Lặc" is ("thị trấn", "Ngọc Lặc")."""
    text = one_spelling(full)
    kind = next(kind for kind in KINDS if text.lower().startswith(f"{kind} "))
    return kind, text[len(kind) + 1 :]


def one_spelling(text: str) -> str:
    """NFC, with the tone mark on the first vowel: "Hạ Hoà" and "Thanh Thuỷ" as in "Thanh Hóa"."""
    return OLD_TONES.sub(lambda found: move_tone(found[0]), unicodedata.normalize("NFC", text))


def move_tone(pair: str) -> str:
    """Two vowels with the tone mark on the second, as the same with it on the first."""
    decomposed = unicodedata.normalize("NFD", pair)
    return unicodedata.normalize("NFC", f"{decomposed[0]}{decomposed[2:]}{decomposed[1]}")


def slug(text: str) -> str:
    """ASCII letters and digits joined by hyphens: "Ch'ơm" is "ch-om"."""
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
