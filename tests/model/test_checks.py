"""Which checks an inventory asks for, and what a new one changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from monitord.model.checks import Means, checks_of, compare
from monitord.model.inventory import Site, in_force
from monitord.model.settings import IcmpCheck, SnmpCheck
from tests.centre.province import PROVINCE, ROOM, inventory, site

DAY = date(2026, 11, 22)
COMMUNE = PROVINCE.sites["commune-1"]
MEANS = Means()
NEW = checks_of(PROVINCE, DAY, MEANS)


def changed(site: Site) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Added, changed and removed when `site` stands in for the one with its id."""
    sites = {**PROVINCE.sites, site.id: site}.values()
    changes = compare(NEW, checks_of(inventory(*sites), DAY, MEANS))
    return changes.added, changes.changed, changes.removed


def test_every_device_of_a_site_in_force_is_checked_in_the_order_of_the_file() -> None:
    assert list(NEW) == [f"{device}/icmp" for device in PROVINCE.devices]


def test_nothing_changes_when_nothing_does() -> None:
    assert changed(COMMUNE) == ((), (), ())


def test_a_new_name_or_contact_disturbs_no_check() -> None:
    assert changed(replace(COMMUNE, name="Xã mới", service="trial", team="t")) == ((), (), ())


@pytest.mark.parametrize(
    "change",
    [
        {"address": "10.0.0.77"},
        {"presence": "conference"},
        {"checks": {"icmp": IcmpCheck(interval=2.0)}},
    ],
)
def test_another_address_presence_or_setting_is_a_change(change: dict[str, object]) -> None:
    router, codec = COMMUNE.devices
    site = replace(COMMUNE, devices=(replace(router, **change), codec))  # type: ignore[arg-type]
    assert changed(site) == ((), ("commune-1/rt/icmp",), ())


def test_devices_come_and_go() -> None:
    router, codec = COMMUNE.devices
    other = replace(codec, id="commune-1/pc", role="pc")
    site = replace(COMMUNE, devices=(router, other))
    assert changed(site) == (("commune-1/pc/icmp",), (), ("commune-1/vc/icmp",))


def test_an_agent_is_asked_of_every_circuit_that_ends_at_it_whosesoever_it_is() -> None:
    hub, leaf = PROVINCE.sites["hub"], COMMUNE
    agent = replace(hub.devices[0], checks={"snmp": SnmpCheck(())})
    hub = replace(
        hub,
        devices=(agent,),
        circuits=(replace(hub.circuits[0], interface="Gi0/0"), hub.circuits[1]),
    )
    ours, other = (replace(c, device="hub/rt", interface=f"wan-{c.id}") for c in leaf.circuits)
    leaf = replace(leaf, circuits=(ours, replace(other, until=date(2026, 1, 1))))
    gone = replace(site("gone", "hub", ROOM), until=date(2026, 1, 1))
    gone = replace(gone, circuits=(replace(gone.circuits[0], device="hub/rt", interface="x"),))
    check = checks_of(inventory(hub, leaf, gone), DAY, MEANS)["hub/rt/snmp"]
    assert check.agent is not None
    assert [(line.circuit, line.owner) for line in check.agent.lines] == [
        ("TSL-hub", None),
        ("TSL-commune-1", "commune-1"),
    ]


def test_a_site_that_has_ended_is_not_checked() -> None:
    ended = replace(COMMUNE, until=date(2026, 11, 21), merged_into="commune-2")
    assert changed(ended)[2] == ("commune-1/rt/icmp", "commune-1/vc/icmp")


@pytest.mark.parametrize(
    ("begins", "until", "force"),
    [
        (None, None, True),
        (DAY, DAY, True),
        (date(2026, 11, 23), None, False),
        (None, date(2026, 11, 21), False),
    ],
)
def test_a_span_holds_both_its_ends(begins: date | None, until: date | None, force: bool) -> None:
    assert in_force(replace(COMMUNE, from_=begins, until=until), DAY) is force
