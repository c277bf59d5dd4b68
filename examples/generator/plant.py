"""What stands at a site: its addresses, lines, devices and people.

Everything follows from two small numbers, the `area` (1 is the province's own, 2 its first
district …) and the `spot` in it (0 is the area's own site): site (12, 3) has the addresses
10.12.3.1 and up, the line TSL-TH-1203 and the telephone 0237.000.1203. No subscriber's number
begins with 0, so none of these can be anybody's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .text import Map, Node

WAN = "GigabitEthernet0/0"
"""The interface behind which a site's own line ends, named where it has another line too."""
PRIVATE = 10
LOOPBACK = 127


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a site is in the numbering of its province."""

    net: int
    """First octet of its addresses, `PRIVATE` or `LOOPBACK`."""
    code: str
    """The province in the codes of lines, `TH`."""
    phone_code: str
    area: int
    spot: int = 0

    @property
    def number(self) -> str:
        """Four digits that name the site in lines and telephones."""
        return f"{self.area:02}{self.spot:02}"

    def address(self, host: int) -> str:
        """The address of a device."""
        return f"{self.net}.{self.area}.{self.spot}.{host}"

    def phone(self) -> str:
        """The telephone in the room."""
        return f"{self.phone_code}.000.{self.number}"

    def line(self, bandwidth: str, provider: str = "vnpt", interface: str = "") -> Map:
        """The rented line that the site lives on, behind its router `rt`."""
        behind = {"interface": interface} if interface else {}
        return {
            "id": f"TSL-{self.code}-{self.number}",
            "provider": provider,
            "role": "primary",
            "medium": "fibre",
            "bandwidth": bandwidth,
            "device": "rt",
            **behind,
        }

    def mobile_line(self, provider: str = "viettel") -> Map:
        """A backup through the mobile network, of another company."""
        return {
            "id": f"4G-{self.code}-{self.number}",
            "provider": provider,
            "role": "backup",
            "medium": "lte",
            "bandwidth": "8Mbit/s",
            "device": "rt",
            "interface": "wwan0",
        }

    def device(self, ident: str, profile: str, host: int, name: str = "", **more: str) -> Map:
        """A device of a kind at an address."""
        named = {"name": name} if name else {}
        return {"id": ident, **named, "profile": profile, "address": self.address(host), **more}

    def pair(self, router: str = "router", codec: str = "room") -> list[Node]:
        """What nearly every site has: a router and a codec, of these profiles."""
        return [self.device("rt", router, 1), self.device("vc", codec, 2)]

    def contact(self, whose: str, **more: str) -> list[Node]:
        """The person at the site to call."""
        return [{"name": f"Đầu mối {whose}", "phone": self.phone(), **more}]


ORDER = ("service", "until", "merged_into", "uplink", "mcu", "team", "utility")
"""The short keys of a site, as they are written before the long ones."""


def site(ident: str, name: str, level: str, **more: Node) -> Map:
    """A site, short keys first; empty values are left out."""
    keys = [key for key in ORDER if key in more] + [key for key in more if key not in ORDER]
    return {"id": ident, "name": name, "level": level} | {k: more[k] for k in keys if more[k]}


def walk(sites: Node) -> Iterator[Map]:
    """Every site in a list of sites, a parent before its children."""
    for each in sites if isinstance(sites, list) else []:
        if isinstance(each, dict):
            yield each
            yield from walk(each.get("sites", []))
