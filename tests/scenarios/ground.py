"""Inventories for scenarios: each has a subtree, a provider and MCUs of its own below one centre.

Everything of the scenario `x` has an id that begins with `x`, `x-` or `x/`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

Block: TypeAlias = dict[str, Any]

ALERTMANAGER = 9093
"""The port inside the province."""
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ECHOES: Block = {"icmp": {}}
"""One a second, five lost in a row are silence."""


def polled(*modules: str) -> Block:
    """Echoes, and the agent asked often enough for a scenario."""
    return {**ECHOES, "snmp": {"modules": ["system", *modules], "interval": "5s"}}


PROFILES: Block = {
    "router": {"role": "router", "checks": ECHOES},
    "quick": {
        "role": "router",
        "checks": {"icmp": {"interval": "200ms", "timeout": "150ms"}},
    },
    "managed": {"role": "router", "credential": "lines", "checks": polled("interfaces")},
    "codec": {"role": "endpoint", "checks": ECHOES},
    "office": {"role": "endpoint", "presence": "office", "checks": ECHOES},
    "closed": {"role": "endpoint", "presence": "closed", "checks": ECHOES},
    "poly": {"role": "endpoint", "credential": "lines", "checks": polled("poly-group")},
    "judged": {
        "role": "endpoint",
        "checks": {"icmp": {"limits": {"window": "15s", "rtt": "100ms"}}},
    },
    "mcu": {"role": "mcu", "checks": ECHOES},
    "ups": {"role": "ups", "credential": "lines", "checks": polled("ups")},
}
TEAMS: Block = {
    "truc": {"name": "Trực tỉnh"},
    "kip": {"name": "Kíp trực", "escalate_to": "lanh-dao", "escalate_after": "1m"},
    "lanh-dao": {"name": "Lãnh đạo"},
}
INCIDENTS: Block = {"settle": "3s", "return_within": "20s"}
"""Shorter than the defaults, so that a scenario is over soon."""


@dataclass(frozen=True)
class Ground:
    """What a scenario happens to."""

    sites: tuple[Block, ...]
    providers: tuple[str, ...] = ()
    mcu_groups: Mapping[str, Block] = field(default_factory=dict)


def device(ident: str, profile: str, **more: object) -> Block:
    """A device; its address is given later."""
    return {"id": ident, "profile": profile, **more}


def line(ident: str, provider: str, **more: object) -> Block:
    """A circuit that ends behind the router."""
    return {"id": ident, "provider": provider, "role": "primary", "device": "rt", **more}


def site(ident: str, *below: Block, level: str = "commune", **more: Any) -> Block:
    """A site; by default it has a router, a codec and a circuit `<id>-line` of `<scenario>-net`."""
    usual = {
        "circuits": [line(f"{ident}-line", f"{ident.split('-', 1)[0]}-net")],
        "devices": [device("rt", "router"), device("vc", "codec")],
    }
    block = {"id": ident, "name": f"Điểm cầu {ident}", "level": level, **usual, **more}
    return {**block, **({"sites": list(below)} if below else {})}


def alone(name: str, **more: Any) -> Ground:
    """One commune."""
    return Ground((site(name, **more),), (f"{name}-net",))


def district(name: str, communes: int, **more: Any) -> Ground:
    """A district with communes `<name>-1` and so on."""
    below = [site(f"{name}-{n}") for n in range(1, communes + 1)]
    return Ground((site(name, *below, level="district", **more),), (f"{name}-net",))


def write(folder: Path, grounds: Iterable[Ground]) -> Path:
    """The inventory of all grounds below a centre."""
    grounds = tuple(grounds)
    root = site(
        "centre",
        *(block for ground in grounds for block in ground.sites),
        level="province",
        circuits=[],
        team="truc",
    )
    root = json.loads(json.dumps(root))  # devices that are written once are several
    addresses(root)
    today = datetime.now(ZONE).weekday()
    document = {
        "version": 1,
        "organization": {"id": "lab", "name": "Tỉnh thử nghiệm"},
        "levels": [{"id": i, "name": i} for i in ("province", "district", "commune")],
        "daemon": settings(folder),
        "providers": {name: {"name": name} for ground in grounds for name in ground.providers},
        "credentials": {"lines": {"snmp": {"version": "2c", "community": {"env": "LINES"}}}},
        "teams": TEAMS,
        "hours": {
            "office": {"days": "mon-sun", "from": "00:00", "to": "00:00"},
            "closed": {"days": DAYS[(today + 3) % 7], "from": "07:00", "to": "08:00"},
        },
        "profiles": PROFILES,
        "mcu_groups": {i: block for ground in grounds for i, block in ground.mcu_groups.items()},
        "sites": [root],
    }
    file = folder / "inventory.yaml"
    filled = {key: value for key, value in document.items() if value}
    file.write_text(json.dumps(filled, ensure_ascii=False, indent=1))
    return file


def settings(folder: Path) -> Block:
    """The section `daemon`."""
    return {
        "witnesses": ["127.0.0.53"],
        "socket": str(folder / "socket"),
        "alertmanagers": [f"http://127.0.0.1:{ALERTMANAGER}"],
        "incidents": INCIDENTS,
    }


def addresses(root: Block) -> None:
    """Give every device one, site by site."""
    waiting, number = [root], 0
    for block in waiting:
        waiting += block.get("sites", ())
        for each in block["devices"]:
            each["address"] = f"127.16.{number // 200}.{number % 200 + 1}"
            number += 1
