"""The metrics of MCUs and teams."""

from __future__ import annotations

from dataclasses import replace

from exporters.prometheus.mcus import mcus
from monitord.model.inventory import McuGroup
from tests.exporters.parsed import key, samples
from tests.exporters.prometheus.conftest import Stage
from tests.exporters.province import equipped, province

ROOT = "xa-00000"


async def test_an_mcu_says_which_part_it_has_in_its_group(stage: Stage) -> None:
    stage.province = equipped(province(3))
    found = samples(await stage.scrape())
    place = {"site": ROOT, "group": "chinh", "cascade_to": ""}
    assert found[key("monitord_mcu_info", **place, device="mcu-1", role="primary")] == 1
    assert found[key("monitord_mcu_info", **place, device="mcu-2", role="member")] == 1
    assert sum(name == "monitord_mcu_info" for name, _ in found) == 2


def test_an_mcu_without_a_group_has_no_part_and_may_hang_on_another() -> None:
    centre = equipped(province(3)).centre
    root, *others = centre.sites
    *rest, last = root.site.devices
    below = replace(last, cascade_to=f"{ROOT}/mcu-1")
    site = replace(root, site=replace(root.site, devices=(*rest, below)))
    inventory = replace(centre.inventory, mcu_groups={})
    found = list(mcus(replace(centre, sites=(site, *others), inventory=inventory)))
    assert [(each.group, each.role) for each in found] == [("", ""), ("", "")]
    assert [each.device.cascade_to for each in found] == [None, f"{ROOT}/mcu-1"]


def test_an_mcu_of_two_groups_is_told_once() -> None:
    centre = equipped(province(3)).centre
    second = McuGroup("phu", (f"{ROOT}/mcu-2",), f"{ROOT}/mcu-2", None)
    groups = {**centre.inventory.mcu_groups, "phu": second}
    found = list(mcus(replace(centre, inventory=replace(centre.inventory, mcu_groups=groups))))
    assert [(each.device.id, each.group) for each in found] == [
        (f"{ROOT}/mcu-1", "chinh"),
        (f"{ROOT}/mcu-2", "chinh"),
    ]


async def test_teams_have_their_names(stage: Stage) -> None:
    stage.province = equipped(province(3))
    found = samples(await stage.scrape())
    assert found[key("monitord_team_info", team="truc-tinh", name="Trực kỹ thuật tỉnh")] == 1
