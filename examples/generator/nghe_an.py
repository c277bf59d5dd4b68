"""Nghệ An: 375 of 460 communes connected, Vinh with an MCU of its own."""

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
from .places import Place
from .plant import PRIVATE, Spot, site
from .text import Document, Map

HEADER = """
Tỉnh Nghệ An: hội nghị truyền hình trực tuyến VNPT-Meeting liên thông 3 cấp (9/2021).

482 sites, 809 devices, 402 circuits: 1 province, 21 districts, 460 communes, of which
392 live: the province, 16 districts, 375 communes (25 of them wards of Vinh, on Vinh's own MCU);
10 trial: Con Cuông, Quỳ Hợp, Quỳ Châu, Cửa Lò, Hoàng Mai, each with one commune;
80 planned: the 58 other communes of those five, and 22 elsewhere.

Party and Front of the province join as external rooms of the main site.
Real: the numbers, the names (before July 2025), the five districts, Vinh. Illustrative: which 22
communes of the other districts were not yet connected, people, telephones, lines, addresses.
Made by examples/generate.py; edit that, not this.
"""

TIERS = ("province", "district", "commune")
PARTLY_CONNECTED = {"Con Cuông", "Quỳ Hợp", "Quỳ Châu", "Cửa Lò", "Hoàng Mai"}
NOT_YET = {"Kỳ Sơn": 14, "Quế Phong": 8}
"""How many communes, the last ones in the list of a district, are planned only."""


def build(province: Place) -> Document:
    """The inventory."""
    spot = Spot(PRIVATE, "NA", province.phone_code, area=1)
    content: Map = {
        **head(
            "nghe-an",
            "Tỉnh Nghệ An",
            TIERS,
            "10.1.0.1",
            outside("Viễn thông Nghệ An (VNPT)", "Cục Bưu điện Trung ương", province.phone_code),
            notify={
                "nhom-zalo": {"url": {"env": "MONITORD_NOTIFY_ZALO"}},
                "sms-truc": {
                    "url": {"env": "MONITORD_NOTIFY_SMS"},
                    "urgencies": ["page"],
                    "plain": "yes",
                },
            },
        ),
        "providers": {"vnpt": company("Viễn thông Nghệ An (VNPT)", "0238.000.0119")},
        "credentials": CREDENTIALS,
        "teams": {
            "so-tttt": team("Sở TT&TT, Văn phòng UBND tỉnh", [person("Cán bộ đầu mối", 1)]),
            "vnpt": team("Viễn thông Nghệ An", [person("Kỹ thuật viên trực", 2)], "so-tttt"),
            "tp-vinh": team("Vận hành MCU thành phố Vinh", [person("Cán bộ MCU", 3)], "vnpt"),
        },
        "utilities": utilities("Nghệ An", province.phone_code),
        "hours": HOURS,
        "profiles": profiles("router", "hub-router", "hall", "room", "mcu", "interconnect"),
        "sites": [centre(province, spot)],
    }
    return Document(HEADER, content)


def centre(province: Place, spot: Spot) -> Map:
    """UBND tỉnh: two rooms, the MCU, and the rooms of Party and Front."""
    devices = [
        spot.device("rt", "hub-router", 2),
        spot.device("vc-1", "hall", 3, "Phòng họp 1"),
        spot.device("vc-2", "hall", 4, "Phòng họp 2"),
        spot.device("mcu", "mcu", 10, "VNPT-Meeting", dial="8801"),
        spot.device("tinh-uy", "interconnect", 20, "Điểm cầu Tỉnh ủy"),
        spot.device("mttq", "interconnect", 21, "Điểm cầu Ủy ban MTTQ tỉnh"),
    ]
    districts = enumerate(province.parts, start=2)
    return site(
        "ubnd-tinh",
        "UBND tỉnh Nghệ An",
        "province",
        mcu="ubnd-tinh/mcu",
        team="vnpt",
        utility=UTILITY,
        contacts=spot.contact("UBND tỉnh"),
        circuits=[spot.line("500Mbit/s")],
        devices=devices,
        sites=[district(each, replace(spot, area=area)) for area, each in districts],
    )


def district(place: Place, spot: Spot) -> Map:
    """A district with its communes, as far as they are connected."""
    devices = spot.pair("hub-router", "hall")
    own: Map = {"service": "trial"} if place.short in PARTLY_CONNECTED else {}
    if place.short == "Vinh":
        devices += [spot.device("mcu", "mcu", 3, dial="8802", cascade_to="ubnd-tinh/mcu")]
        own = {"mcu": f"{place.id}/mcu", "team": "tp-vinh"}
    return site(
        place.id,
        f"UBND {place.name}",
        "district",
        **own,
        contacts=spot.contact(place.name),
        circuits=[spot.line("50Mbit/s")],
        devices=devices,
        sites=communes(place, spot),
    )


def communes(district: Place, spot: Spot) -> list[Map]:
    """All communes: so many are connected, the others planned."""
    places = district.parts
    partly = district.short in PARTLY_CONNECTED
    connected = 1 if partly else len(places) - NOT_YET.get(district.short, 0)
    return [
        commune(each, replace(spot, spot=n), "trial" if partly else "")
        for n, each in enumerate(places[:connected], start=1)
    ] + [planned(each) for each in places[connected:]]


def commune(place: Place, spot: Spot, service: str) -> Map:
    """A connected commune: one room."""
    return site(
        place.id,
        f"UBND {place.name}",
        "commune",
        service=service,
        contacts=spot.contact(place.name),
        circuits=[spot.line("20Mbit/s")],
        devices=spot.pair(),
    )


def planned(place: Place) -> Map:
    """A commune that waits for its equipment."""
    return site(place.id, f"UBND {place.name}", "commune", service="planned")
