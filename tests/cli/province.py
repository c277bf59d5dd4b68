"""Documents of the API for a province of 621 sites.

1 centre, 34 departments, 27 districts of 559 communes; made by rule, so that every test sees the
same province.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from monitord.model.names import fold
from monitord.model.states import State

TAKEN_AT = "2026-11-22T05:00:00.123456Z"
HOURS_AGO = "2026-11-21T22:00:00Z"
MINUTES_AGO = "2026-11-22T04:41:00Z"
DISTRICTS = (
    "thành phố Thanh Hóa:34,thị xã Bỉm Sơn:6,thành phố Sầm Sơn:11,thị xã Nghi Sơn:31,"
    "huyện Bá Thước:21,huyện Cẩm Thủy:17,huyện Đông Sơn:14,huyện Hà Trung:20,huyện Hậu Lộc:23,"
    "huyện Hoằng Hóa:37,huyện Lang Chánh:10,huyện Mường Lát:8,huyện Nga Sơn:24,"
    "huyện Ngọc Lặc:21,huyện Như Thanh:14,huyện Như Xuân:16,huyện Nông Cống:29,"
    "huyện Quan Hóa:15,huyện Quan Sơn:12,huyện Quảng Xương:26,huyện Thạch Thành:25,"
    "huyện Thiệu Hóa:25,huyện Thọ Xuân:30,huyện Thường Xuân:16,huyện Triệu Sơn:34,"
    "huyện Vĩnh Lộc:13,huyện Yên Định:27"
)
"""Each district with the number of its communes: 559 in all."""
FIRST = "Xuân Yên Thanh Hải Phú Cán Mậu Phượng Quảng Hoằng Thiệu Trường Minh Định Hà Lộc"
LAST = "Du Kỳ Khang Phúc Lâm Nghi Thái Sơn Tân Thọ Châu Long Vân Ngọc Hợp Thịnh Trạch Đông"


def slug(name: str) -> str:
    """A name as an id: "Như Thanh" is "nhu-thanh"."""
    return fold(name).replace(" ", "-")


def site(
    id_: str, name: str, level: str, parent: Mapping[str, Any] | None, number: int
) -> dict[str, Any]:
    """A site that is up, with a router and a codec."""
    devices = [("rt", "router", 1), ("vc", "endpoint", 2)]
    return {
        "id": id_,
        "name": name,
        "level": level,
        "parent": parent["id"] if parent else None,
        "path": f"{parent['path'] if parent else ''}/{id_}",
        "service": "live",
        "state": "up",
        "reason": {"code": "none", "params": {}},
        "since": HOURS_AGO,
        "devices": [
            device(own, role, f"127.{1 + number // 250}.{number % 250}.{last}")
            for own, role, last in devices
        ],
    }


def device(id_: str, role: str, address: str) -> dict[str, Any]:
    """A device that is up."""
    check = {
        "probe": "icmp",
        "state": "up",
        "reason": {"code": "none", "params": {}},
        "flapping": False,
        "since": HOURS_AGO,
        "last_measured": TAKEN_AT,
        "loss": 0.0,
        "rtt": 0.0124,
    }
    return {"id": id_, "role": role, "address": address, "state": "up", "checks": [check]}


def all_sites() -> list[dict[str, Any]]:
    """621 sites, all up."""
    first, last = FIRST.split(), LAST.split()
    root = site("ttdl", "Trung tâm dữ liệu tỉnh", "province", None, 0)
    sites = [root]
    for n in range(1, 35):
        sites.append(site(f"so-{n:02}", f"Sở, ngành số {n}", "department", root, len(sites)))
    for entry in DISTRICTS.split(","):
        words, communes = entry.split(":")
        proper = " ".join(word for word in words.split() if word[0].isupper())
        head = site(f"h-{slug(proper)}", f"UBND {words}", "district", root, len(sites))
        sites.append(head)
        for n in range(int(communes)):
            name = f"{first[(n + len(sites)) % len(first)]} {last[n % len(last)]}"
            id_ = f"x-{slug(proper)}-{slug(name)}"
            sites.append(site(id_, f"UBND xã {name}", "commune", head, len(sites)))
    return sites


def fail(one: dict[str, Any], state: State, code: str, /, **params: object) -> None:
    """Put a site and its devices into a state."""
    one.update(state=str(state), reason={"code": code, "params": params}, since=MINUTES_AGO)
    shown = State.DOWN if state is State.UNREACHABLE else state
    for each in one["devices"]:
        each["state"] = str(shown)
        for check in each["checks"]:
            silent = {"code": "icmp.silent", "params": {"lost": 1140}}
            check.update(state=str(shown), since=MINUTES_AGO, loss=1.0, rtt=None, reason=silent)


def document(sites: list[dict[str, Any]], isolated: bool = False) -> dict[str, Any]:
    """The document of `/api/v1/sites`."""
    states = Counter(one["state"] for one in sites)
    return {
        "inventory_revision": "0123456789abcdef",
        "taken_at": TAKEN_AT,
        "timezone": "Asia/Ho_Chi_Minh",
        "isolated": isolated,
        "language": "vi",
        "organization": {"id": "thanh-hoa", "name": "Tỉnh Thanh Hóa"},
        "verdict": {
            "total": len(sites),
            "cannot_meet": states["down"] + states["unreachable"],
            "states": {str(state): states[str(state)] for state in State},
        },
        "sites": sites,
    }


def all_up() -> dict[str, Any]:
    """Every site is up."""
    return document(all_sites())


def district_down() -> dict[str, Any]:
    """Thọ Xuân is down and its 30 communes unreachable: 31/621, as in the issue."""
    sites = all_sites()
    for one in sites:
        if one["id"] == "h-tho-xuan":
            fail(one, State.DOWN, "devices", device="rt", state="down")
        elif one["parent"] == "h-tho-xuan":
            fail(one, State.UNREACHABLE, "uplink.down", uplink="h-tho-xuan")
    return document(sites)


def every_state() -> dict[str, Any]:
    """The same, and some sites in each of the other states."""
    sites = district_down()["sites"]
    trouble: dict[int, tuple[State, str, dict[str, object]]] = {
        40: (State.DEGRADED, "icmp.loss", {"loss_ratio": 0.123, "limit_ratio": 0.1}),
        77: (State.DEGRADED, "icmp.rtt", {"rtt_seconds": 0.612, "limit_seconds": 0.4}),
        120: (State.MAINTENANCE, "none", {}),
        200: (State.UNKNOWN, "name.unresolved", {"name": "vc.xuan-du.example"}),
        301: (State.DOWN, "devices", {"device": "vc", "state": "down"}),
    }
    for number, (state, code, params) in trouble.items():
        fail(sites[number], state, code, **params)
    for one in sites[440:446]:
        fail(one, State.OFF, "icmp.outside-hours", lost=5)
    return document(sites)


def detail(one: Mapping[str, Any]) -> dict[str, Any]:
    """The document of `/api/v1/sites/{id}` for a site of the list."""
    totals = dict.fromkeys(("sent", "received", "lost", "unmeasured", "refused"), 0)
    more = {
        "interval": 1.0,
        "rtt_min": 0.0119,
        "rtt_max": 0.0188,
        "rtt_variation": 0.0004,
        "totals": {**totals, "late": 0, "duplicates": 0},
    }
    devices = [
        {**each, "identity": {}, "checks": [{**check, **more} for check in each["checks"]]}
        for each in one["devices"]
    ]
    line = {"provider": "vnpt", "state": one["state"], "since": one["since"]}
    fibre = {"role": "primary", "medium": "fibre", "bandwidth": 20_000_000}
    spare = {"role": "backup", "medium": None, "bandwidth": None}
    return {
        **one,
        "devices": devices,
        "uplink": {"kind": "site", "id": one["parent"]} if one["parent"] else None,
        "mcu": "trung-tam",
        "team": "truc-tinh",
        "team_name": "Trực kỹ thuật tỉnh",
        "circuits": [
            {**line, **fibre, "id": f"TSL-{one['id']}"},
            {**line, **spare, "id": f"4G-{one['id']}"},
        ],
        "facts": [],
    }
