"""The inventory of the stage: the shipped province, and in it what that lacks on an ordinary day.

Agents and reflectors are asked oftener than in earnest, so that all has been measured after a
quarter of a minute; echoes leave half as often, for two cores carry the province, the daemon and
Prometheus at once. Of the clock nothing depends: rooms are open at any hour, but for those that
are closed for days, and what is under maintenance is so for hours before and after.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import yaml

Block: TypeAlias = dict[str, Any]

INVENTORY = Path(__file__).parents[3] / "inventory.yaml"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ECHOES = {"interval": "2s", "limits": {"down_after": 3}}
POLLED = "15s"
STREAMS = {"duration": "2s", "interval": "15s"}
SLOW = {"interval": "100ms"}
"""Packets of all streams leave so far apart that a busy machine keeps their pace."""
WIDEBAND = {"hub-router": "g722"}
"""Profiles whose test streams are rated on the other scale."""
RECEIVER = {"STAGE_RECEIVER": "json://127.0.0.1:9094/"}
"""Of messages; nobody listens there either."""
NOBODY = "127.0.0.1:9093"
"""Where an Alertmanager is away: nothing listens in the province's namespace."""

CLOSED = ("so-noi-vu", "x-ba-thuoc-dien-thuong")
"""Their rooms are closed: what is silent there is off."""
NAMELESS = ("x-ba-thuoc-dien-ha",)
"""Their devices have host names that nobody knows: nothing is measured."""
PLANNED = ("so-y-te",)
"""Not in service yet."""
WORKED_ON = {"site": "x-hau-loc-dai-loc", "circuit": "TSL-TH-0104"}
"""What is in a maintenance window; the circuit is well."""
CASCADED = "h-sam-son"
"""This district has an MCU of its own below those of the centre."""

GATED = "h-sam-son"
"""This district keeps a gatekeeper, and measures paths."""


def write(folder: Path, now: datetime) -> Path:
    """The inventory of the stage in a folder."""
    document: Block = yaml.load(INVENTORY.read_text(encoding="utf-8"), yaml.CSafeLoader)
    lay_over(document, now)
    path = folder / "inventory.yaml"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def lay_over(document: Block, now: datetime) -> None:
    """Make the document of the shipped province that of the stage."""
    local = now.astimezone(ZoneInfo(document["organization"]["timezone"]))
    _checks(document["profiles"])
    document["codecs"] = {"g711": SLOW, "g722": SLOW}
    closed = {"days": DAYS[(local.weekday() + 3) % 7], "from": "07:00", "to": "08:00"}
    document["hours"] = {
        "hanh-chinh": {"days": "mon-sun", "from": "00:00", "to": "00:00"},
        "dong-cua": closed,
    }
    document["maintenance"] = list(_windows(local))
    document["daemon"]["alertmanagers"] = [f"http://{NOBODY}"]
    document["daemon"]["notify"] = {"truc": {"url": {"env": "STAGE_RECEIVER"}, "group": "0s"}}
    sites = {site["id"]: site for site in _sites(document["sites"])}
    for chosen, change in _CHANGES:
        for ident in chosen:
            change(sites[ident])


def _checks(profiles: Mapping[str, Block]) -> None:
    for name, profile in profiles.items():
        for probe, check in profile["checks"].items():
            if probe == "icmp":
                check.update(ECHOES)
            elif probe in ("snmp", "sip", "h323"):
                check["interval"] = POLLED
            elif probe == "rtp":
                check.update(STREAMS, codec=WIDEBAND.get(name, "g711"))


def _windows(local: datetime) -> Iterator[Block]:
    start = f"{local - timedelta(hours=2):%Y-%m-%d %H:%M}"
    announced = f"{local - timedelta(days=30):%Y-%m-%d %H:%M}"
    for kind, subject in WORKED_ON.items():
        yield {
            "id": f"stage-{kind}",
            kind: subject,
            "start": start,
            "for": "1d",
            "announced": announced,
            "why": "Sửa chữa",
            "who": "VNPT Thanh Hóa",
        }


def _sites(blocks: list[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from _sites(block.get("sites", []))


def _close(site: Block) -> None:
    for device in site["devices"]:
        if device["profile"] in ("room", "old-room"):
            device["presence"] = "dong-cua"


def _keep_gate(site: Block) -> None:
    """A gatekeeper, which tells of calls and of its own disks; and who measures paths."""
    head, _, _ = site["devices"][0]["address"].rpartition(".")
    for number, (ident, module) in enumerate({"gk": "poly-dma", "sla": "cisco-ipsla"}.items()):
        polled = {"modules": ["system", module], "interval": POLLED, "port": 1161}
        device = {"id": ident, "profile": "ups", "role": "external", "checks": {"snmp": polled}}
        site["devices"].append({**device, "address": f"{head}.{20 + number}"})


def _unname(site: Block) -> None:
    for device in site["devices"]:
        device["address"] = f"{device['id']}.{site['id']}.invalid"


def _plan(site: Block) -> None:
    site["service"] = "planned"


def _cascade(site: Block) -> None:
    head, _, _ = site["devices"][0]["address"].rpartition(".")
    mcu = {"id": "mcu", "profile": "mcu", "address": f"{head}.10", "cascade_to": "trung-tam"}
    site["devices"].append(mcu)


_CHANGES: tuple[tuple[tuple[str, ...], Callable[[Block], None]], ...] = (
    (CLOSED, _close),
    (NAMELESS, _unname),
    (PLANNED, _plan),
    ((CASCADED,), _cascade),
    ((GATED,), _keep_gate),
)
