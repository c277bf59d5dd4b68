"""Khánh Hòa: three levels, a backup for every MCU, run together with VNPT."""

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
    window,
)
from .places import Place
from .plant import PRIVATE, WAN, Spot, site
from .text import Document, Map, Node

HEADER = """
Tỉnh Khánh Hòa: hệ thống họp trực tuyến ba cấp tỉnh - huyện - xã (2024).

145 sites, 310 devices, 154 circuits: 1 province, 8 districts, 136 communes. The island district
Trường Sa and its 3 communes are not part of the system.
The provincial MCU has a backup; each district's MCU is backed by a second MCU of VNPT's at the
centre. UPS watched at the province and the districts.
VNPT operates the system; each side names a responsible leader (teams ttcntt and vnpt).

Real: the numbers, the names (before July 2025), who operates. Illustrative: people, telephones,
lines, addresses.
Made by examples/generate.py; edit that, not this.
"""

TRUONG_SA = 576
OPERATOR = "VNPT Khánh Hòa"
TIERS = ("province", "district", "commune")
BACKUP = "ubnd-tinh/mcu-du-phong"

MAINTENANCE: list[Node] = [
    window(
        "thu-mcu-du-phong",
        {"mcu": BACKUP},
        "2026-12-05 08:00",
        "2h",
        "Chạy thử MCU dự phòng cho các huyện",
        OPERATOR,
        repeat="FREQ=MONTHLY;BYDAY=1SA",
        announced="2026-11-16 09:00",
    ),
]


def build(province: Place) -> Document:
    """The inventory."""
    spot = Spot(PRIVATE, "KH", province.phone_code, area=1)
    districts = [each for each in province.parts if each.code != TRUONG_SA]
    content: Map = {
        **head(
            "khanh-hoa",
            "Tỉnh Khánh Hòa",
            TIERS,
            "10.1.0.1",
            outside(OPERATOR, "Cục Bưu điện Trung ương", province.phone_code),
            alertmanagers=["http://10.1.0.20:9093", "http://10.1.0.21:9093"],
        ),
        "providers": {
            "vnpt": {
                **company(OPERATOR, "0258.000.0119"),
                "contacts": [person("Lãnh đạo phụ trách phía VNPT", 12, role="lãnh đạo phụ trách")],
            },
            "viettel": company("Viettel Khánh Hòa", "0258.000.0198", "99.5%", "250ms"),
        },
        "credentials": CREDENTIALS,
        "teams": teams(),
        "utilities": utilities("Khánh Hòa", province.phone_code),
        "hours": HOURS,
        "profiles": profiles("router", "hub-router", "hall", "room", "mcu", "ups"),
        "mcu_groups": groups(districts),
        "maintenance": MAINTENANCE,
        "sites": [centre(districts, spot)],
    }
    return Document(HEADER, content)


def teams() -> Map:
    """Both sides, each with the leader it has named."""
    return {
        "van-hanh": team(
            "Trực vận hành (VNPT)", [person("Kỹ thuật viên trực", 11, role="kỹ thuật viên")], "vnpt"
        ),
        "vnpt": team(
            OPERATOR,
            [person("Lãnh đạo phụ trách phía VNPT", 12, role="lãnh đạo phụ trách")],
            "ttcntt",
        ),
        "ttcntt": team(
            "Trung tâm CNTT và Dịch vụ hành chính công trực tuyến tỉnh",
            [person("Lãnh đạo phụ trách phía Trung tâm", 1, role="lãnh đạo phụ trách")],
        ),
    }


def groups(districts: list[Place]) -> Map:
    """The provincial pair, and each district's MCU with the shared backup."""
    pairs = {"tinh": ("ubnd-tinh/mcu-1", "ubnd-tinh/mcu-2")}
    pairs |= {group(each): (f"{each.id}/mcu", BACKUP) for each in districts}
    return {
        ident: {"members": list(pair), "primary": pair[0], "operator": OPERATOR}
        for ident, pair in pairs.items()
    }


def group(district: Place) -> str:
    """The id of the MCU group that a district's meetings run on."""
    return f"mcu-{district.id.removeprefix('h-')}"


def centre(districts: list[Place], spot: Spot) -> Map:
    """UBND tỉnh with three MCUs: its own, its backup and the districts' backup."""
    devices = [
        spot.device("rt", "hub-router", 2),
        spot.device("vc", "hall", 3),
        spot.device("ups", "ups", 4),
        spot.device("mcu-1", "mcu", 10, "MCU tỉnh", dial="8801"),
        spot.device("mcu-2", "mcu", 11, "MCU dự phòng của tỉnh", dial="8802"),
        spot.device("mcu-du-phong", "mcu", 12, "MCU dự phòng cho các huyện", dial="8803"),
    ]
    return site(
        "ubnd-tinh",
        "UBND tỉnh Khánh Hòa",
        "province",
        mcu="tinh",
        team="van-hanh",
        utility=UTILITY,
        contacts=spot.contact("UBND tỉnh"),
        circuits=[spot.line("500Mbit/s", interface=WAN), spot.mobile_line()],
        devices=devices,
        sites=[
            district(each, replace(spot, area=area)) for area, each in enumerate(districts, start=2)
        ],
    )


def district(place: Place, spot: Spot) -> Map:
    """A district with an MCU of its own, cascaded to the province's."""
    devices = [
        *spot.pair("hub-router", "hall"),
        spot.device("ups", "ups", 3),
        spot.device("mcu", "mcu", 4, dial=f"88{spot.number}", cascade_to="ubnd-tinh/mcu-1"),
    ]
    return site(
        place.id,
        f"UBND {place.name}",
        "district",
        mcu=group(place),
        contacts=spot.contact(place.name),
        circuits=[spot.line("100Mbit/s", interface=WAN), spot.mobile_line()],
        devices=devices,
        sites=[commune(each, replace(spot, spot=n)) for n, each in enumerate(place.parts, start=1)],
    )


def commune(place: Place, spot: Spot) -> Map:
    """A commune: one room."""
    return site(
        place.id,
        f"UBND {place.name}",
        "commune",
        contacts=spot.contact(place.name),
        circuits=[spot.line("20Mbit/s")],
        devices=spot.pair(),
    )
