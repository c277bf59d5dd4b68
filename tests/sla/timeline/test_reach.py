"""What a window can cover at most: never less than it does cover."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from monitord.inventory import parse
from monitord.maintenance import Covered
from monitord.model.inventory import Inventory
from monitord.model.ledger import Subject
from monitord.model.maintenance import Cover
from monitord.sla.reach import Reach
from tests.maintenance.province import YAML, occurrence

BESIDE = """        sites:
          - id: xa-e
            name: Xã E, dưới huyện mà không qua huyện
            level: commune
            uplink: trung-tam
            circuits: [{id: VN-5, provider: vnpt}]
            devices: [{id: rt, profile: router, address: 127.2.6.1}]
"""
COVERS = [
    *(Cover("site", ident) for ident in ("trung-tam", "huyen", "xa-a", "xa-c", "xa-d", "xa-e")),
    *(Cover("circuit", ident) for ident in ("TT-1", "VN-1", "VT-2", "VN-3", "4G-3", "VT-1")),
    *(Cover("provider", ident) for ident in ("vnpt", "viettel", "gone-since")),
    *(Cover("mcu", ident) for ident in ("nhom", "trung-tam/mcu-1", "huyen/mcu-2")),
    *(Cover("site", "gone-since"), Cover("circuit", "gone-since")),
]


@pytest.fixture(scope="module")
def province() -> Inventory:
    text = YAML.replace("        sites:\n", BESIDE, 1)
    return parse(text.encode(), "province.yaml", Path("/nowhere"))


def covered(inventory: Inventory, covers: tuple[Cover, ...]) -> set[Subject]:
    """All that some window covers, asked one by one."""
    says = Covered(inventory, [occurrence(each.kind, each.id) for each in covers])
    asked = [
        *((Subject("site", ident), says.site(ident)) for ident in inventory.sites),
        *((Subject("circuit", ident), says.circuit(ident)) for ident in inventory.circuits),
        *(
            (Subject("mcu", device.id), says.mcu(device.id))
            for device in inventory.devices.values()
            if device.role == "mcu"
        ),
    ]
    return {subject for subject, window in asked if window is not None}


def test_no_window_and_no_two_cover_more_than_they_reach(province: Inventory) -> None:
    reach = Reach(province)
    for covers in [*combinations(COVERS, 1), *combinations(COVERS, 2)]:
        reached = {subject for each in covers for subject in reach.of(each)}
        assert covered(province, covers) <= reached, covers


def test_work_on_a_small_site_reaches_no_other(province: Inventory) -> None:
    assert set(Reach(province).of(Cover("site", "xa-e"))) == {
        Subject("site", "xa-e"),
        Subject("circuit", "VN-5"),
    }
