"""A good file, flat: everything inherited, merged, qualified and in base units."""

from __future__ import annotations

import pickle
from datetime import date, time
from hashlib import sha256

from monitord.model.inventory import Circuit, Hours, Sla, Uplink
from monitord.model.secrets import Secret
from monitord.model.settings import IcmpCheck, Limits, SnmpCheck
from tests.inventory.good import GOOD, parsed

INVENTORY = parsed()


def test_sites_are_flat_in_the_order_of_the_file_with_paths_from_the_root() -> None:
    assert [(site.path, site.parent) for site in INVENTORY.sites.values()] == [
        ("/ttdl", None),
        ("/ttdl/h-nhu-thanh", "ttdl"),
        ("/ttdl/h-nhu-thanh/x-1", "h-nhu-thanh"),
    ]


def test_an_uplink_is_the_parent_unless_the_file_says_otherwise() -> None:
    assert [site.uplink for site in INVENTORY.sites.values()] == [
        None,
        Uplink("site", "ttdl"),
        Uplink("circuit", "TSL-TH-0123"),
    ]


def test_mcu_and_team_are_inherited_by_the_subtree_until_overridden() -> None:
    below = parsed(("level: commune", "level: commune\n            team: lanh-dao"))
    assert [site.mcu for site in below.sites.values()] == ["trung-tam"] * 3
    assert [site.team for site in below.sites.values()] == ["truc-tinh", "truc-tinh", "lanh-dao"]


def test_devices_and_circuits_have_full_ids() -> None:
    assert list(INVENTORY.devices) == [
        "ttdl/mcu-1",
        "ttdl/mcu-2",
        "h-nhu-thanh/rt",
        "h-nhu-thanh/vc",
        "x-1/vc",
    ]
    assert INVENTORY.circuits["4G-TH-0123"] == Circuit(
        id="4G-TH-0123",
        site="h-nhu-thanh",
        provider="vnpt",
        role="backup",
        medium="lte",
        bandwidth=8_000_000,
        device="h-nhu-thanh/rt",
        interface="wwan0",
    )


def test_a_device_takes_role_presence_credential_and_checks_from_its_profile() -> None:
    device = INVENTORY.devices["ttdl/mcu-1"]
    assert (device.role, device.presence, device.credential) == ("mcu", "always", "mcu")
    assert device.checks == {"icmp": IcmpCheck(), "snmp": SnmpCheck(("system", "poly-rmx"))}


def test_its_own_settings_win_field_by_field_and_within_limits_too() -> None:
    assert INVENTORY.devices["h-nhu-thanh/vc"].checks["icmp"] == IcmpCheck(
        interval=2.0, limits=Limits(down_after=3, loss=0.05)
    )


def test_a_device_may_add_a_check_and_override_its_role_and_credential() -> None:
    device = parsed(
        (
            "address: 127.1.1.1}",
            "address: 127.1.1.1, role: pc, credential: mcu, checks: {rtp: {port: 5004}}}",
        )
    ).devices["h-nhu-thanh/rt"]
    assert (device.role, device.credential) == ("pc", "mcu")
    assert list(device.checks) == ["icmp", "snmp", "rtp"]


def test_presence_is_resolved_to_its_hours() -> None:
    assert INVENTORY.devices["h-nhu-thanh/vc"].presence == "conference"
    assert INVENTORY.devices["x-1/vc"].presence == Hours(
        "hanh-chinh", frozenset({1, 2, 3, 4, 5}), time(7), time(17, 30)
    )


def test_quantities_are_in_base_units() -> None:
    assert INVENTORY.providers["vnpt"].sla == Sla(0.999, 0.01, 0.15, 0.03)
    assert INVENTORY.teams["truc-tinh"].escalate_after == 900


def test_what_yaml_would_have_turned_into_something_else_stays_as_typed() -> None:
    inventory = parsed(
        ("name: UBND xã Xuân Du", "name: no"),
        ("dial: 1001", "dial: 0010"),
        ("name: Lãnh đạo", "name: 2025-07-01"),
    )
    assert inventory.sites["x-1"].name == "no"
    assert inventory.devices["ttdl/mcu-1"].dial == "0010"
    assert inventory.teams["lanh-dao"].name == "2025-07-01"
    assert inventory.teams["truc-tinh"].contacts[0].phone == "0373123456"


def test_secrets_stay_references_and_show_no_value() -> None:
    snmp = INVENTORY.credentials["mcu"].snmp
    assert snmp is not None
    assert (snmp.user, snmp.auth, snmp.priv) == (
        "monitor",
        ("sha256", Secret("env", "A")),
        ("aes256", Secret("env", "B")),
    )


def test_a_site_that_was_merged_needs_no_devices_and_has_its_days() -> None:
    days = "from: 2024-01-01\n            until: 2025-06-30"
    site = parsed(
        ("level: commune", f"level: commune\n            {days}"),
        ("devices: [{id: vc, profile: poly-group, address: vc.x1", "merged_into: ttdl #"),
    ).sites["x-1"]
    assert (site.from_, site.until) == (date(2024, 1, 1), date(2025, 6, 30))
    assert (site.merged_into, site.devices) == ("ttdl", ())


def test_an_address_may_pass_from_a_site_that_ends_to_one_that_begins() -> None:
    inventory = parsed(
        ("level: commune", "level: commune\n            from: 2025-07-01"),
        ("service: live", "until: 2025-06-30"),
        ("address: vc.x1.example", "address: 127.1.1.2"),
    )
    assert inventory.devices["x-1/vc"].address == inventory.devices["h-nhu-thanh/vc"].address


def test_the_revision_is_that_of_the_bytes() -> None:
    assert INVENTORY.revision == sha256(GOOD.encode()).hexdigest()[:16]


def test_an_inventory_can_pass_from_one_process_to_another() -> None:
    assert pickle.loads(pickle.dumps(INVENTORY)) == INVENTORY
