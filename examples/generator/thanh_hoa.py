"""Thanh Hóa before the reform: 621 sites on three levels, in permanent use."""

from __future__ import annotations

from dataclasses import replace

from .common import (
    CREDENTIALS,
    HOURS,
    SIGNED_STREAMS,
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
from .departments import REMARK, departments
from .places import Place
from .plant import LOOPBACK, WAN, Spot, site
from .text import Document, Map, Node

HEADER = """
Tỉnh Thanh Hóa: hệ thống hội nghị truyền hình trực tuyến ba cấp, trước tháng 7/2025.

621 sites: 1 centre, 34 departments, 27 districts, 559 communes.
1242 devices: a router and a codec at each site; the centre has two MCUs and a UPS besides, and the
three offices in the centre's own building have a codec only and hang on the centre's line.
728 circuits: 618 fibre lines, and a mobile one as backup at the centre, the districts and the 82
communes of six highland districts.
100 test streams, 10 s of G.711 every 5 minutes each: by STAMP to the routers of the centre, the
districts and 10 communes, by TWAMP-Light to those of 11, to reflectors in those of 50 (9 of them
with a key), and one is echoed. 28 halls and 2 MCUs are asked by SIP, the MCUs by H.323 too.
{windows} maintenance windows, not all of them announced in time.

Real: the names of districts and communes (before July 2025), and the total. Illustrative: the
choice of departments, people, telephones, lines, addresses, reflectors and maintenance.{more}
Made by examples/generate.py; edit that, not this.
"""

DEMONSTRATION = """

This is the inventory that `make run` plays: every address is in 127.0.0.0/8, every port above 1024.
One commune's room is being rebuilt day by day, so that there is always a window in force to see.
"""

DEPARTMENTS = 34
SHARED_BUILDING = 3
"""The first departments, which sit in the centre's building."""

HIGHLANDS = {"Mường Lát", "Quan Hóa", "Bá Thước", "Quan Sơn", "Lang Chánh", "Thường Xuân"}
"""Districts whose communes have a mobile line as backup."""

REFLECTORS = (
    (("rtp-router", 21),),
    (("signed-router", 9), ("rtp-router", 12)),
    (("stamp-router", 10), ("twamp-router", 11)),
    (("echo-router", 1), ("rtp-router", 8)),
)
"""The routers of the first, second … commune of lowland districts: which kinds, and how many."""


ZALO = "Nhóm Zalo Hội nghị trực tuyến Thanh Hóa"

MAINTENANCE: list[Node] = [
    window(
        "vnpt-hang-thang",
        {"provider": "vnpt"},
        "2026-12-06 00:30",
        "2h",
        "Bảo dưỡng định kỳ mạng truyền số liệu",
        "VNPT Thanh Hóa",
        repeat="FREQ=MONTHLY;BYDAY=1SU",
        announced="2026-11-20 08:00",
    ),
    window(
        "nang-cap-mcu",
        {"mcu": "trung-tam"},
        "2026-11-29 22:00",
        "4h",
        "Nâng cấp phần mềm MCU",
        "Trung tâm CNTT và Truyền thông",
    ),
]
LINE_MAINTENANCE: list[Node] = [
    window(
        "han-noi-cap-muong-lat",
        {"circuit": "TSL-TH-0500"},
        "2026-11-24 13:00",
        "3h",
        "Hàn nối lại cáp quang",
        "VNPT Thanh Hóa",
        announced="2026-11-23 16:00",
    ),
]
"""Announced a day before: too late to be agreed."""
ALWAYS: list[Node] = [
    window(
        "sua-phong-hop-dai-loc",
        {"site": "x-hau-loc-dai-loc"},
        "2026-11-22 00:00",
        "24h",
        "Sửa chữa phòng họp",
        "UBND xã Đại Lộc",
        repeat="FREQ=DAILY",
        announced="2026-11-10 08:00",
    ),
]
COUNTED = {3: "Three", 4: "Four"}


def build(province: Place, net: int) -> Document:
    """The inventory, with addresses in `net`."""
    more = DEMONSTRATION.rstrip() if net == LOOPBACK else ""
    tiers = ("province", "district", "commune")
    windows = [*MAINTENANCE, *LINE_MAINTENANCE, *(ALWAYS if net == LOOPBACK else [])]
    content: Map = {
        **base(tiers, net, province.phone_code),
        "maintenance": windows,
        "sites": [centre(province, net)],
    }
    return Document(HEADER.format(more=more, windows=COUNTED[len(windows)]), content)


def base(tiers: tuple[str, ...], net: int, phone_code: str) -> Map:
    """All but maintenance and sites; the province after the reform has the same."""
    measured = ("rtp-router", "signed-router", "stamp-router", "twamp-router", "echo-router")
    rooms = ("hall", "room", "old-room", "mcu", "ups")
    kinds = ("router", "hub-router", "lte-router", *measured, *rooms)
    return {
        **head(
            "thanh-hoa",
            "Tỉnh Thanh Hóa",
            tiers,
            f"{net}.1.0.1",
            outside("VNPT Thanh Hóa", "Cục Bưu điện Trung ương", phone_code),
        ),
        "providers": {
            "vnpt": company("VNPT Thanh Hóa", "0237.000.0119"),
            "viettel": company("Viettel Thanh Hóa", "0237.000.0198", "99.5%", "250ms"),
        },
        "credentials": {**CREDENTIALS, **SIGNED_STREAMS},
        "teams": {
            "truc-tinh": team(
                "Trực kỹ thuật, Trung tâm CNTT và Truyền thông",
                [person("Cán bộ trực ca 1", 1), person("Cán bộ trực ca 2", 2)],
                "lanh-dao",
                ZALO,
            ),
            "lanh-dao": team("Lãnh đạo Trung tâm", [person("Lãnh đạo phụ trách", 9)], group=ZALO),
        },
        "utilities": utilities("Thanh Hóa", phone_code),
        "hours": HOURS,
        "profiles": profiles(*kinds, unprivileged=net == LOOPBACK),
        "mcu_groups": {
            "trung-tam": {
                "members": ["ttdl/mcu-1", "ttdl/mcu-2"],
                "primary": "ttdl/mcu-1",
                "operator": "VNPT Thanh Hóa",
            }
        },
    }


def centre(province: Place, net: int) -> Map:
    """The root of the tree: two MCUs and a hall of its own; .1 in its network is the witness."""
    spot = Spot(net, "TH", province.phone_code, area=1)
    lowlands = [place.id for place in province.parts if place.short not in HIGHLANDS]
    districts = [
        district(place, replace(spot, area=area), lowlands)
        for area, place in enumerate(province.parts, start=2)
    ]
    return site(
        "ttdl",
        "Trung tâm dữ liệu tỉnh Thanh Hóa",
        "province",
        team="truc-tinh",
        mcu="trung-tam",
        utility=UTILITY,
        contacts=spot.contact("trung tâm dữ liệu tỉnh"),
        circuits=[spot.line("500Mbit/s", interface=WAN), spot.mobile_line()],
        devices=[
            spot.device("rt", "hub-router", 2),
            spot.device("vc", "hall", 3),
            spot.device("ups", "ups", 4),
            spot.device("mcu-1", "mcu", 10, dial="8801"),
            spot.device("mcu-2", "mcu", 11, dial="8802"),
        ],
        sites=[*offices(spot), *districts],
    )


def offices(spot: Spot) -> list[Node]:
    """The departments, under a remark that they are illustrative."""
    listed = enumerate(departments(DEPARTMENTS), start=1)
    return [REMARK, *(office(replace(spot, spot=n), *pair) for n, pair in listed)]


def office(spot: Spot, ident: str, name: str) -> Map:
    """A department; the first ones have no line of their own."""
    shared = spot.spot <= SHARED_BUILDING
    return site(
        ident,
        name,
        "province",
        contacts=spot.contact(name),
        circuits=[] if shared else [spot.line("20Mbit/s")],
        devices=[spot.device("vc", "room", 2)] if shared else spot.pair(),
    )


def district(place: Place, spot: Spot, lowlands: list[str]) -> Map:
    """A district with its communes."""
    rank = lowlands.index(place.id) if place.id in lowlands else None
    communes = [
        commune(each, replace(spot, spot=n), None if rank is None else router(rank, n))
        for n, each in enumerate(place.parts, start=1)
    ]
    return site(
        place.id,
        f"UBND {place.name}",
        "district",
        contacts=spot.contact(place.name),
        circuits=[spot.line("50Mbit/s", interface=WAN), spot.mobile_line()],
        devices=spot.pair("hub-router", "hall"),
        sites=communes,
    )


def router(district: int, commune: int) -> str:
    """The profile of the router of a commune, by the rank of its lowland district and its own."""
    kinds = REFLECTORS[commune - 1] if commune <= len(REFLECTORS) else ()
    for kind, count in kinds:
        if district < count:
            return kind
        district -= count
    return "router"


def commune(place: Place, spot: Spot, router: str | None) -> Map:
    """A commune: a router, a codec and one line; in the highlands an old codec and two lines."""
    return site(
        place.id,
        f"UBND {place.name}",
        "commune",
        contacts=spot.contact(place.name),
        circuits=[spot.line("20Mbit/s")]
        if router
        else [spot.line("20Mbit/s", interface=WAN), spot.mobile_line()],
        devices=spot.pair(router) if router else spot.pair("lte-router", "old-room"),
    )
