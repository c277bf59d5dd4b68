"""The Fatherland Front of Quảng Nam: 20 sites, and links to three other systems."""

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
from .plant import PRIVATE, WAN, Spot, site
from .text import Document, Map

HEADER = """
Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Quảng Nam: hệ thống hội nghị truyền hình trực tuyến (2023).

20 sites, 43 devices, 21 circuits: 1 main site, 18 districts, 1 data centre.
Interconnected (liên thông) with the systems of the Party, the People's Committee and the central
agencies: three devices of role external at the data centre, watched from this side only.

The meetings are led from the main site and run over the data centre, so each site's uplink is
`ttdl` while its parent is `mttq-tinh`.
Real: the numbers, the districts (before July 2025), the contractor. Illustrative: people,
telephones, lines, addresses.
Made by examples/generate.py; edit that, not this.
"""


def build(province: Place) -> Document:
    """The inventory."""
    spot = Spot(PRIVATE, "QN", province.phone_code, area=1)
    content: Map = {
        **head(
            "mttq-quang-nam",
            "Ủy ban MTTQ Việt Nam tỉnh Quảng Nam",
            TIERS,
            "10.1.0.1",
            outside("Công ty CP Tập đoàn Hipt", "Cục Bưu điện Trung ương", province.phone_code),
        ),
        "providers": {"vnpt": company("VNPT Quảng Nam", "0235.000.0119")},
        "credentials": CREDENTIALS,
        "teams": {
            "van-phong": team(
                "Văn phòng Ủy ban MTTQ Việt Nam tỉnh", [person("Cán bộ phụ trách", 1)], "hipt"
            ),
            "hipt": team("Nhà thầu: Công ty CP Tập đoàn Hipt", [person("Kỹ thuật viên hỗ trợ", 2)]),
        },
        "utilities": utilities("Quảng Nam", province.phone_code),
        "hours": HOURS,
        "profiles": profiles("router", "lte-router", "hall", "room", "mcu", "interconnect"),
        "sites": [data_centre(spot), main_site(province, replace(spot, spot=1))],
    }
    return Document(HEADER, content)


TIERS = ("province", "district")


def data_centre(spot: Spot) -> Map:
    """The MCU and the links to other systems."""
    links = [
        ("lt-dang", "Liên thông: khối Đảng"),
        ("lt-ubnd", "Liên thông: UBND tỉnh"),
        ("lt-trung-uong", "Liên thông: cơ quan trung ương"),
    ]
    devices = [
        spot.device("rt", "lte-router", 2),
        spot.device("mcu", "mcu", 10, dial="8801"),
        *(spot.device(i, "interconnect", n, name) for n, (i, name) in enumerate(links, start=20)),
    ]
    return site(
        "ttdl",
        "Trung tâm dữ liệu tỉnh Quảng Nam",
        "province",
        team="van-phong",
        utility=UTILITY,
        contacts=spot.contact("trung tâm dữ liệu tỉnh"),
        circuits=[spot.line("200Mbit/s", interface=WAN), spot.mobile_line(provider="vnpt")],
        devices=devices,
    )


def main_site(province: Place, spot: Spot) -> Map:
    """The hall of the provincial committee, parent of the districts."""
    districts = [
        office(each, replace(spot, area=area, spot=0))
        for area, each in enumerate(province.parts, start=2)
    ]
    return site(
        "mttq-tinh",
        "Ủy ban MTTQ Việt Nam tỉnh Quảng Nam",
        "province",
        uplink="ttdl",
        mcu="ttdl/mcu",
        team="van-phong",
        utility=UTILITY,
        contacts=spot.contact("Ủy ban MTTQ tỉnh"),
        circuits=[spot.line("100Mbit/s")],
        devices=spot.pair(codec="hall"),
        sites=districts,
    )


def office(place: Place, spot: Spot) -> Map:
    """The committee of a district."""
    return site(
        place.id,
        f"Ủy ban MTTQ Việt Nam {place.name}",
        "district",
        uplink="ttdl",
        contacts=spot.contact(f"Mặt trận {place.name}"),
        circuits=[spot.line("30Mbit/s")],
        devices=spot.pair(),
    )
