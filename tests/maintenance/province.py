"""A province with two providers, a site that has two primary circuits, and windows on all of it.

trung-tam ── huyen (VN-1, VN-2: two primaries of two providers) ── xa-a (VN-3), xa-b (VT-1)
         └─ xa-c, which hangs on huyen without being below it; xa-d on the circuit TT-1
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from monitord.inventory import parse
from monitord.model.inventory import Inventory
from monitord.model.maintenance import Cover, CoverKind, Occurrence, Window

VIETNAM = "Asia/Ho_Chi_Minh"
NOW = datetime(2026, 11, 22, 16, tzinfo=UTC)
HUYEN = Cover("site", "huyen")

YAML = """
version: 1
organization: {id: t, name: Tỉnh T}
levels: [{id: province, name: tỉnh}, {id: district, name: huyện}, {id: commune, name: xã}]
providers:
  vnpt: {name: VNPT}
  viettel: {name: Viettel}
profiles: {router: {role: router, checks: {icmp: {}}}, mcu: {role: mcu, checks: {icmp: {}}}}
mcu_groups:
  nhom: {members: [trung-tam/mcu-1, huyen/mcu-2], primary: trung-tam/mcu-1}
sites:
  - id: trung-tam
    name: Trung tâm
    level: province
    mcu: nhom
    circuits: [{id: TT-1, provider: vnpt, device: rt}]
    devices:
      - {id: rt, profile: router, address: 127.2.0.1}
      - {id: mcu-1, profile: mcu, address: 127.2.0.2}
    sites:
      - id: huyen
        name: Huyện
        level: district
        uplink: trung-tam
        circuits: [{id: VN-1, provider: vnpt}, {id: VT-2, provider: viettel}]
        devices: [{id: rt, profile: router, address: 127.2.1.1},
                  {id: mcu-2, profile: mcu, address: 127.2.1.2}]
        sites:
          - id: xa-a
            name: Xã A
            level: commune
            circuits: [{id: VN-3, provider: vnpt}, {id: 4G-3, provider: viettel, role: backup}]
            devices: [{id: rt, profile: router, address: 127.2.2.1}]
          - id: xa-b
            name: Xã B
            level: commune
            circuits: [{id: VT-1, provider: viettel},
                       {id: VT-0, provider: vnpt, until: "2026-01-31"}]
            devices: [{id: rt, profile: router, address: 127.2.3.1}]
      - id: xa-c
        name: Xã C
        level: commune
        uplink: huyen
        devices: [{id: rt, profile: router, address: 127.2.4.1}]
      - id: xa-d
        name: Xã D
        level: commune
        uplink: TT-1
        devices: [{id: rt, profile: router, address: 127.2.5.1}]
"""


def province(notice: str | None = None, other: str | None = None) -> Inventory:
    """The inventory; `notice` and `other`: what the contracts of the two providers ask for."""
    text = YAML
    for name, asked in (("VNPT", notice), ("Viettel", other)):
        if asked:
            text = text.replace(f"name: {name}}}", f"name: {name}, sla: {{notice: {asked}}}}}")
    return parse(text.encode(), "province.yaml", Path("/nowhere"))


def window(
    start: str = "2026-11-22 22:00",
    hours: float = 4,
    repeat: str | None = None,
    *,
    zone: str = VIETNAM,
    ident: str = "w",
    cover: Cover = HUYEN,
    announced: str | None = None,
    cancelled: datetime | None = None,
) -> Window:
    """A window whose times are on the wall of its zone."""
    return Window(
        id=ident,
        cover=cover,
        start=at(start, zone),
        seconds=hours * 3600,
        repeat=repeat,
        timezone=zone,
        announced_at=at(announced, zone) if announced else None,
        cancelled_at=cancelled,
    )


def at(wall: str, zone: str = VIETNAM) -> datetime:
    """An instant, UTC, by what the wall clocks of a zone show."""
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def occurrence(kind: CoverKind, ident: str, hours: float = 4, name: str = "") -> Occurrence:
    """Some time that a window is in force."""
    made = window(hours=hours, cover=Cover(kind, ident), ident=name or f"{kind}-{ident}")
    end = datetime.fromtimestamp(made.start.timestamp() + made.seconds, UTC)
    return Occurrence(made, made.start, end, agreed=None)
