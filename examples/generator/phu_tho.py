"""Phú Thọ: 297 sites joined for one national conference, a technician to each."""

from __future__ import annotations

from dataclasses import replace

from .common import (
    CREDENTIALS,
    HOURS,
    UTILITY,
    company,
    head,
    outside,
    person,
    profiles,
    team,
    utilities,
)
from .departments import REMARK, departments
from .places import Place
from .plant import PRIVATE, Spot, site
from .text import Document, Map, Node

HEADER = """
Tỉnh Phú Thọ: hội nghị trực tuyến toàn quốc ngày 27 - 28/3/2021.

297 sites, 537 devices, 239 circuits: 1 main site, 58 departments, 13 districts, 225 communes.
The report counts 297 as 13 + 225 + 59 and joins them to the main site; here the main site, the
provincial conference centre, is one of the 59, so that the file has 297 in all.

Each department takes part with a laptop on its office network, for this conference only (role pc,
service temporary, no line of its own). Each site names its technician; the technicians of a
district are a team. A laptop is watched during conferences only.
Real: the numbers, the names (before July 2025). Illustrative: the choice of departments, people,
telephones, lines, addresses.
Made by examples/generate.py; edit that, not this.
"""

TIERS = ("province", "district", "commune")
DEPARTMENTS = 58


def build(province: Place) -> Document:
    """The inventory."""
    spot = Spot(PRIVATE, "PT", province.phone_code, area=1)
    content: Map = {
        **head(
            "phu-tho",
            "Tỉnh Phú Thọ",
            TIERS,
            "10.1.0.1",
            outside("Viễn thông Phú Thọ (VNPT)", "Cục Bưu điện Trung ương", province.phone_code),
        ),
        "providers": {"vnpt": company("Viễn thông Phú Thọ (VNPT)", "0210.000.0119")},
        "credentials": CREDENTIALS,
        "teams": teams(province),
        "utilities": utilities("Phú Thọ", province.phone_code),
        "hours": HOURS,
        "profiles": profiles("router", "hub-router", "hall", "room", "laptop", "mcu"),
        "sites": [centre(province, spot)],
    }
    return Document(HEADER, content)


def teams(province: Place) -> Map:
    """The province's, the departments' and one for each district."""
    chief = person("Phụ trách kỹ thuật, Sở Thông tin và Truyền thông", 1)
    crews = {"kt-so-nganh": "các sở, ban, ngành"}
    crews |= {crew(each): each.name for each in province.parts}
    return {
        "kt-tinh": team("Kỹ thuật điểm cầu chính", [chief]),
        **{
            ident: team(f"Kỹ thuật {where}", [person(f"Tổ trưởng kỹ thuật {where}", n)], "kt-tinh")
            for n, (ident, where) in enumerate(crews.items(), start=10)
        },
    }


def crew(district: Place) -> str:
    """The id of the team of a district's technicians."""
    return f"kt-{district.id.removeprefix('h-')}"


def technician(spot: Spot) -> list[Node]:
    """Whom the province and VNPT have sent to this site."""
    name = f"Kỹ thuật viên {spot.number}"
    return [{"name": name, "phone": spot.phone(), "role": "kỹ thuật viên điểm cầu"}]


def centre(province: Place, spot: Spot) -> Map:
    """The main site with everything joined to it."""
    offices = [
        department(replace(spot, spot=n), *pair)
        for n, pair in enumerate(departments(DEPARTMENTS), start=1)
    ]
    districts = [
        district(each, replace(spot, area=area))
        for area, each in enumerate(province.parts, start=2)
    ]
    return site(
        "tt-hoi-nghi",
        "Trung tâm hội nghị tỉnh Phú Thọ",
        "province",
        mcu="tt-hoi-nghi/mcu",
        team="kt-tinh",
        utility=UTILITY,
        contacts=technician(spot),
        circuits=[spot.line("500Mbit/s")],
        devices=[
            spot.device("rt", "hub-router", 2),
            spot.device("vc", "hall", 3),
            spot.device("mcu", "mcu", 10, dial="8801"),
        ],
        sites=[REMARK, *offices, *districts],
    )


def department(spot: Spot, ident: str, name: str) -> Map:
    """A laptop, a projector and a technician who has tried both."""
    return site(
        ident,
        name,
        "province",
        service="temporary",
        team="kt-so-nganh",
        contacts=technician(spot),
        devices=[spot.device("pc", "laptop", 1)],
    )


def district(place: Place, spot: Spot) -> Map:
    """A district with its communes."""
    return site(
        place.id,
        f"UBND {place.name}",
        "district",
        team=crew(place),
        contacts=technician(spot),
        circuits=[spot.line("50Mbit/s")],
        devices=spot.pair("hub-router", "hall"),
        sites=[commune(each, replace(spot, spot=n)) for n, each in enumerate(place.parts, start=1)],
    )


def commune(place: Place, spot: Spot) -> Map:
    """A commune: one room."""
    return site(
        place.id,
        f"UBND {place.name}",
        "commune",
        contacts=technician(spot),
        circuits=[spot.line("20Mbit/s")],
        devices=spot.pair(),
    )
