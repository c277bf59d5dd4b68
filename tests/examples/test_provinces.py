"""What is special in each system, and names that anybody there would recognise."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest

from monitord.model.inventory import Hours, Inventory, Site
from monitord.model.settings import IcmpCheck
from tests.examples.conftest import example


def below(inventory: Inventory, ident: str) -> list[Site]:
    """The sites directly under a site."""
    return [site for site in inventory.sites.values() if site.parent == ident]


@pytest.mark.parametrize(
    ("name", "ident", "title"),
    [
        ("thanh-hoa", "h-nhu-thanh", "UBND huyện Như Thanh"),
        ("thanh-hoa", "x-nhu-thanh-hai-long", "UBND xã Hải Long"),
        ("thanh-hoa", "x-nhu-thanh-ben-sung", "UBND thị trấn Bến Sung"),
        ("thanh-hoa", "h-thanh-hoa", "UBND thành phố Thanh Hóa"),
        ("thanh-hoa", "x-ngoc-lac-ngoc-lac", "UBND thị trấn Ngọc Lặc"),
        ("thanh-hoa", "x-vinh-loc-vinh-hung-15379", "UBND xã Vĩnh Hùng"),
        ("phu-tho", "h-ha-hoa", "UBND huyện Hạ Hòa"),
        ("phu-tho", "x-cam-khe-yen-tap", "UBND xã Yên Tập"),
        ("khanh-hoa", "h-khanh-son", "UBND huyện Khánh Sơn"),
        ("khanh-hoa", "x-nha-trang-loc-tho", "UBND phường Lộc Thọ"),
        ("nghe-an", "h-tuong-duong", "UBND huyện Tương Dương"),
        ("nghe-an", "x-cua-lo-thu-thuy", "UBND phường Thu Thủy"),
        ("quang-nam", "h-hoi-an", "Ủy ban MTTQ Việt Nam thành phố Hội An"),
        ("quang-nam", "h-dien-ban", "Ủy ban MTTQ Việt Nam thị xã Điện Bàn"),
    ],
)
def test_a_site_has_its_real_name(name: str, ident: str, title: str) -> None:
    assert example(name).sites[ident].name == title


@pytest.mark.parametrize(
    ("name", "district", "communes"),
    [
        ("thanh-hoa", "h-nhu-thanh", 14),
        ("thanh-hoa", "h-hoang-hoa", 37),
        ("phu-tho", "h-viet-tri", 22),
        ("khanh-hoa", "h-khanh-son", 8),
        ("nghe-an", "h-vinh", 25),
        ("nghe-an", "h-thanh-chuong", 38),
    ],
)
def test_a_district_has_its_communes(name: str, district: str, communes: int) -> None:
    assert len(below(example(name), district)) == communes


def test_the_demonstration_needs_no_privilege_and_no_network() -> None:
    inventory = example("inventory")
    loopback = ip_network("127.0.0.0/8")
    addresses = [*(d.address for d in inventory.devices.values()), *inventory.daemon.witnesses]
    assert all(ip_address(address) in loopback for address in addresses)
    for device in inventory.devices.values():
        for check in device.checks.values():
            if not isinstance(check, IcmpCheck):
                assert check.port is None or check.port > 1024, device.id


def test_the_demonstration_is_thanh_hoa_in_all_but_addresses() -> None:
    here, real = example("inventory"), example("thanh-hoa")
    assert list(here.devices) == list(real.devices)
    assert {site.name for site in here.sites.values()} == {s.name for s in real.sites.values()}


def test_routers_are_always_there_and_communes_codecs_in_office_hours() -> None:
    inventory = example("inventory")
    presence = {ident: device.presence for ident, device in inventory.devices.items()}
    assert presence["x-nhu-thanh-hai-long/rt"] == "always"
    assert presence["h-nhu-thanh/vc"] == "always"
    hours = presence["x-nhu-thanh-hai-long/vc"]
    assert isinstance(hours, Hours)
    assert hours.days == frozenset(range(1, 6))


def test_quang_nam_is_linked_to_three_other_systems() -> None:
    inventory = example("quang-nam")
    links = [d.id for d in inventory.devices.values() if d.role == "external"]
    assert links == ["ttdl/lt-dang", "ttdl/lt-ubnd", "ttdl/lt-trung-uong"]
    uplink = inventory.sites["h-tay-giang"].uplink
    assert inventory.sites["h-tay-giang"].parent == "mttq-tinh"
    assert uplink is not None
    assert uplink.id == "ttdl"


def test_khanh_hoa_has_a_backup_for_every_mcu_and_a_leader_on_each_side() -> None:
    inventory = example("khanh-hoa")
    assert len(inventory.mcu_groups) == 9
    for group in inventory.mcu_groups.values():
        assert len(group.members) == 2
        assert group.operator == "VNPT Khánh Hòa"
    assert inventory.sites["x-nha-trang-loc-tho"].mcu == "mcu-nha-trang"
    assert inventory.devices["h-nha-trang/mcu"].cascade_to == "ubnd-tinh/mcu-1"
    assert sum(device.role == "ups" for device in inventory.devices.values()) == 9
    for side in ("vnpt", "ttcntt"):
        (leader,) = inventory.teams[side].contacts
        assert leader.role == "lãnh đạo phụ trách"


def test_khanh_hoa_is_without_the_island_district() -> None:
    assert "h-truong-sa" not in example("khanh-hoa").sites


def test_phu_tho_names_a_technician_at_each_site_and_watches_laptops_in_conferences() -> None:
    inventory = example("phu-tho")
    for site in inventory.sites.values():
        assert [person.role for person in site.contacts] == ["kỹ thuật viên điểm cầu"], site.id
        assert site.team is not None, site.id
    laptops = [device for device in inventory.devices.values() if device.role == "pc"]
    assert len(laptops) == 58
    assert {device.presence for device in laptops} == {"conference"}


def test_nghe_an_runs_25_wards_on_the_mcu_of_vinh() -> None:
    inventory = example("nghe-an")
    on_vinh = [site.id for site in below(inventory, "h-vinh") if site.mcu == "h-vinh/mcu"]
    assert len(on_vinh) == 25
    assert inventory.sites["h-nam-dan"].mcu == "ubnd-tinh/mcu"


@pytest.mark.parametrize(
    "district", ["h-con-cuong", "h-quy-hop", "h-quy-chau", "h-cua-lo", "h-hoang-mai"]
)
def test_nghe_an_tries_five_districts_with_one_commune_each(district: str) -> None:
    inventory = example("nghe-an")
    services = [site.service for site in below(inventory, district)]
    assert inventory.sites[district].service == "trial"
    assert services == ["trial"] + ["planned"] * (len(services) - 1)


def test_nghe_an_has_375_communes_connected() -> None:
    sites = example("nghe-an").sites.values()
    assert sum(site.level == "commune" and site.service == "live" for site in sites) == 375
