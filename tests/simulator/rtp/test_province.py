"""Which reflectors an inventory makes, and what shares a port with them."""

from __future__ import annotations

from collections.abc import Sequence

from monitord.model.quality import Mode
from monitord.simulator.agents import Instead, Visit, table
from monitord.simulator.packet import UDP
from monitord.simulator.rtp.province import RtpProvince, neighbour, reflectors
from monitord.simulator.terrain import Terrain, packed
from tests.simulator.inventories import device, inventory, province, site
from tests.simulator.rtp.reflectors import (
    KEY,
    OTHER_PORT,
    PORT,
    RTP,
    STAMP,
    START,
    datagram,
    small_province,
)


def test_every_device_with_an_rtp_check_is_one_on_its_port_in_its_mode() -> None:
    found = reflectors(Terrain(small_province()), {"lab": KEY})
    assert {
        device: (each.port, each.mode, each.key, each.deaf) for device, each in found.items()
    } == {
        "s/rtp": (PORT, Mode.RTP, None, False),
        "s/stamp": (PORT, Mode.STAMP, None, False),
        "s/twamp": (OTHER_PORT, Mode.TWAMP_LIGHT, None, False),
        "s/echo": (PORT, Mode.ECHO, None, False),
        "s/locked": (PORT, Mode.RTP, KEY, False),
        "s/deaf": (PORT, Mode.RTP, None, True),
        "s/signed": (PORT, Mode.STAMP, KEY, False),
        "s/six": (PORT, Mode.STAMP, None, False),
    }


def test_an_inventory_without_such_checks_has_none() -> None:
    assert RtpProvince(Terrain(province()), {}).kinds == set()


def test_another_address_is_of_the_same_family_and_of_the_site_where_there_is_one() -> None:
    terrain = Terrain(province())
    assert neighbour(terrain, "c1/vc") == packed("127.2.1.1")
    v6 = Terrain(inventory(site("s", None, (device("s", "a", "fd00::2"), device("s", "b", RTP)))))
    assert neighbour(v6, "s/a") is None


class Sip:
    """Something else that listens on a reflector's port."""

    kinds = frozenset({(UDP, PORT)})

    def __call__(self, visit: Visit) -> Sequence[bytes] | Instead:
        """Answer for one device."""
        return (b"200",) if visit.device == "s/rtp" else Instead.CLOSED


def test_provinces_share_a_port_and_the_first_that_listens_answers() -> None:
    agents = table(Sip(), RtpProvince(Terrain(small_province()), {}))
    agent = agents[UDP, PORT]

    def said(to: str, ident: str) -> Sequence[bytes] | Instead:
        return agent(Visit(datagram(to, b""), ident, START, 60))

    assert said(RTP, "s/rtp") == (b"200",)
    assert said(STAMP, "s/stamp") == ()
    assert said("127.1.0.10", "s/pc") is Instead.CLOSED
