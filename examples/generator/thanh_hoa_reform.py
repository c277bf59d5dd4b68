"""Thanh Hóa after July 2025: no districts, 166 communes, and not one id lost."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .departments import REMARK
from .places import Place, split_name
from .plant import PRIVATE, site, walk
from .text import Comment, Document, Map, Node
from .thanh_hoa import MAINTENANCE, base, centre

HEADER = """
Tỉnh Thanh Hóa sau tháng 7/2025: chính quyền hai cấp, không còn cấp huyện.

621 sites in this file, the same ids as in thanh-hoa.yaml, 390 devices, 240 circuits:
195 sites live on: 1 centre, 28 departments, 166 communes (xã, phường);
426 are closed and say where they went (merged_into): 6 departments, 27 districts, 393 communes.

A commune lives on where a new one keeps its official code (Resolution 1686/NQ-UBTVQH15): it keeps
its id, lines and addresses and has a new name. Twelve communes had merged half a year before
(Resolution 1238/NQ-UBTVQH15), so their way is two steps long. A district merges into the new
commune where its seat was; it stands at the level of communes, since its own is gone.
Illustrative: the choice of departments (with the mergers of March 2025), people, telephones, lines
and addresses.
Made by examples/generate.py; edit that, not this.
"""

LAST_DAY = date(2025, 6, 30)
DEPARTMENTS_LAST_DAY = date(2025, 2, 28)

SEATS = {
    "h-thanh-hoa": "Hạc Thành",
    "h-quan-hoa": "Hồi Xuân",
    "h-lang-chanh": "Linh Sơn",
    "h-thach-thanh": "Kim Tân",
    "h-quang-xuong": "Lưu Vệ",
    "h-nghi-son": "Tĩnh Gia",
}
"""New communes at the seats of districts, where they are not called like the district."""

MERGED_DEPARTMENTS = {
    "so-tttt": "so-khcn",
    "so-khdt": "so-tai-chinh",
    "so-gtvt": "so-xay-dung",
    "so-ldtbxh": "so-noi-vu",
    "so-tnmt": "so-nnptnt",
    "ban-dan-van": "ban-tuyen-giao",
}
RENAMED_DEPARTMENTS = {
    "so-nnptnt": "Sở Nông nghiệp và Môi trường",
    "ban-tuyen-giao": "Ban Tuyên giáo và Dân vận Tỉnh ủy",
    "ban-dan-toc": "Sở Dân tộc và Tôn giáo",
}


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a commune: a new `name`, or the code that it went `into` and its last day."""

    name: str
    into: int | None
    until: date | None


def build(province: Place) -> Document:
    """The inventory after the reform, from the province before it."""
    root = centre(province, PRIVATE)
    before = {str(each["id"]): each for each in walk([root])}
    ids = {commune.code: commune.id for each in province.parts for commune in each.parts}
    fates = {ids[code]: fate for code, fate in read_fates().items()}
    living = {ident: fate.name for ident, fate in fates.items() if fate.name}
    sites: list[Node] = [
        REMARK,
        *departments_kept(root),
        Comment("Xã, phường từ ngày 01/7/2025; mã điểm cầu giữ nguyên."),
        *(renamed(before[ident], f"UBND {one_name(name)}") for ident, name in living.items()),
        Comment("Đã kết thúc, nhập vào điểm cầu khác."),
        *(closed(before[d], into, DEPARTMENTS_LAST_DAY) for d, into in MERGED_DEPARTMENTS.items()),
        *(closed(before[each.id], seat(each, living), LAST_DAY) for each in province.parts),
        *(
            closed(before[ident], ids[fate.into], fate.until)
            for ident, fate in fates.items()
            if fate.into and fate.until
        ),
    ]
    content: Map = {
        **base(("province", "commune"), PRIVATE, province.phone_code),
        "maintenance": MAINTENANCE,
        "sites": [{**root, "sites": sites}],
    }
    return Document(HEADER, content)


def read_fates() -> dict[int, Fate]:
    """The table of `reform.py`, by the code of the old commune."""
    table = Path(__file__).with_name("reform.csv").read_text(encoding="utf-8").splitlines()
    return {
        int(row["code"]): Fate(
            row["name"],
            int(row["into"]) if row["into"] else None,
            date.fromisoformat(row["until"]) if row["until"] else None,
        )
        for row in csv.DictReader(table)
    }


def departments_kept(root: Map) -> list[Map]:
    """The departments that live on, with their names of today."""
    return [
        renamed(each, RENAMED_DEPARTMENTS.get(str(each["id"]), str(each["name"])))
        for each in walk(root["sites"])
        if each["level"] == "province" and each["id"] not in MERGED_DEPARTMENTS
    ]


def one_name(full: str) -> str:
    """The name as it stands inside a sentence: "xã Như Thanh" for "Xã Như Thanh"."""
    return " ".join(split_name(full))


def renamed(before: Map, name: str) -> Map:
    """The site as it was, under a new name."""
    match before["contacts"]:
        case [{"phone": phone}]:
            contact: Map = {"name": f"Đầu mối {name.removeprefix('UBND ')}", "phone": phone}
            return {**before, "name": name, "contacts": [contact]}
    raise ValueError(f"one contact is expected: {before['contacts']}")


def closed(before: Map, into: str, until: date) -> Map:
    """The site as a memory."""
    level = "province" if before["level"] == "province" else "commune"
    return site(str(before["id"]), str(before["name"]), level, until=until, merged_into=into)


def seat(district: Place, living: dict[str, str]) -> str:
    """The id of the new commune where the district's seat was."""
    wanted = SEATS.get(district.id, district.short)
    homes = {commune.id for commune in district.parts}
    (found,) = [i for i, n in living.items() if split_name(n)[1] == wanted and i in homes]
    return found
