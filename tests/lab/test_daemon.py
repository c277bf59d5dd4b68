"""The real daemon in a province: what befalls the packets is what it says of the sites."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from monitord.simulator.outcome import Fate
from tests.lab.files import write_province
from tests.lab.province import Province

pytestmark = pytest.mark.lab


def states(province: Province) -> dict[str, str]:
    """The state of each site, as the metrics have it."""
    status, text = province.get("/metrics")
    assert status == 200
    return dict(re.findall(r'^monitord_site_state\{site="([^"]+)",state="(\w+)"\} 1$', text, re.M))


def test_a_dark_district_is_down_and_its_communes_are_behind_it(tmp_path: Path) -> None:
    inventory = write_province(tmp_path / "inventory.yaml", districts=2, communes=2)
    with Province(inventory, output=subprocess.PIPE) as province:
        assert province.get("/-/healthy")[0] == 200
        since = province.fault({"dark": True}, subtree="d1")
        waiting = {
            f"check={site}/{device}/icmp"
            for site in ("d1", "d1-c1", "d1-c2")
            for device in ("rt", "vc")
        }
        assert province.process.stdout is not None
        while waiting:
            line = province.process.stdout.readline().decode()
            assert line, "the daemon ended"
            if "to=down" in line:
                waiting -= set(line.split())
        seen = states(province)
        assert province.stop() == 0
        log = province.log()
    assert {site for site, state in seen.items() if state == "down"} == {"d1"}
    assert {site for site, state in seen.items() if state == "unreachable"} == {"d1-c1", "d1-c2"}
    assert {seen[site] for site in ("d2", "d2-c1", "d2-c2")} == {"up"}
    dark = [entry for entry in log if entry.fate is Fate.DARK]
    assert all(entry.arrived >= since for entry in dark)
    assert {entry.destination for entry in dark} == {
        f"127.{a}.{b}" for a in ("1.1", "2.1", "2.2") for b in (1, 2)
    }
