"""What happens in the province of the stage, and how it then is.

Each fault befalls a site of its own, so that none hides another, and none is a matter of luck: what
is lost is so much that no stream is well by chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from tests.grafana.live.overlay import CLOSED, NAMELESS, WORKED_ON

Fault: TypeAlias = Mapping[str, object]

DARK: Fault = {"dark": True}
DISTRICT = "h-nga-son"
"""Its line is dead, and nothing behind it can be reached."""
CENTRE = "ttdl"
ON_BACKUP = "h-quan-hoa"
NO_BACKUP = "h-muong-lat"
NO_ROOM = "so-tai-chinh"
UNREGISTERED = "h-nhu-thanh"
HEARS_BADLY, HEARD_BADLY = "x-sam-son-trung-son", "x-nhu-thanh-ben-sung"

FAULTS: tuple[tuple[Mapping[str, str], Fault], ...] = (
    ({"subtree": DISTRICT}, DARK),
    ({"device": f"{NO_ROOM}/vc"}, DARK),
    ({"device": f"{CENTRE}/mcu-2"}, DARK),
    ({"device": f"{CENTRE}/ups"}, {"snmp": {"on_battery": True}}),
    ({"device": f"{CENTRE}/vc"}, {"snmp": {"in_call": True}}),
    ({"device": f"{ON_BACKUP}/rt"}, {"snmp": {"interface_down": "GigabitEthernet0/0"}}),
    ({"device": f"{NO_BACKUP}/rt"}, {"snmp": {"interface_down": "wwan0"}}),
    ({"device": f"{UNREGISTERED}/vc"}, {"snmp": {"not_registered": True}}),
    ({"site": HEARS_BADLY}, {"to_site": {"loss": "40%"}, "only": "streams"}),
    ({"site": HEARD_BADLY}, {"from_site": {"loss": "40%", "burst": 3}, "only": "streams"}),
    ({"device": "h-bim-son/rt"}, {"snmp": {"reboot": True}}),
    ({"site": WORKED_ON["site"]}, DARK),
    *(({"device": f"{site}/vc"}, DARK) for site in CLOSED),
)

CALM = {"up", "off"}
"""The states of sites before anything happens."""

STATES: Mapping[str, str] = {
    DISTRICT: "down",
    NO_ROOM: "down",
    CENTRE: "degraded",
    UNREGISTERED: "degraded",
    HEARS_BADLY: "degraded",
    HEARD_BADLY: "degraded",
    WORKED_ON["site"]: "maintenance",
    **dict.fromkeys(CLOSED, "off"),
    **dict.fromkeys(NAMELESS, "unknown"),
}
"""The sites that are then not up; those below the district are unreachable."""
TOLD_OF = (*STATES, ON_BACKUP, NO_BACKUP, "h-bim-son", "x-nga-son-nga-son")
"""The sites whose circuits are compared one by one."""

INCIDENTS = {
    ("site", DISTRICT, "silence"),
    ("site", NO_ROOM, "equipment"),
    ("mcu", f"{CENTRE}/mcu-2", "backup"),
    ("site", ON_BACKUP, "standby"),
    ("circuit", "4G-TH-0500", "backup"),
    ("site", UNREGISTERED, "signalling"),
    ("site", HEARS_BADLY, "quality"),
    ("site", HEARD_BADLY, "quality"),
}
"""Scope, subject and aspect of those that are then open."""

TAKEN_CARE_OF = DISTRICT
"""Its incident is acknowledged, and its provider has given it a ticket and answers for it."""
TICKET = "VNPT-2026-0042"
ACTS: Mapping[str, Mapping[str, str]] = {
    "ack": {"note": "đang xử lý"},
    "ticket": {"number": TICKET},
    "correct": {"owner": "provider", "note": "VNPT đã xác nhận"},
}
"""What people do about it."""
