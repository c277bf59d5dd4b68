"""A district, the whole province or the monitor itself cut off: who is called what, and who not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitord.model.states import State
from monitord.simulator.outcome import Fate
from monitord.simulator.packetlog import Entry
from tests.lab.files import write_province
from tests.system.housed import Housed, housed
from tests.system.inventories import QUICK
from tests.system.plain import run
from tests.system.talk import Document, until

pytestmark = pytest.mark.lab

DEVICES = {
    "centre/rt": "127.1.0.1",
    "d1/rt": "127.1.1.1",
    "d1/vc": "127.1.1.2",
    "d1-c1/rt": "127.2.1.1",
    "d1-c1/vc": "127.2.1.2",
    "d1-c2/rt": "127.2.2.1",
    "d1-c2/vc": "127.2.2.2",
    "d2/rt": "127.1.2.1",
    "d2/vc": "127.1.2.2",
    "d2-c1/rt": "127.3.1.1",
    "d2-c1/vc": "127.3.1.2",
    "d2-c2/rt": "127.3.2.1",
    "d2-c2/vc": "127.3.2.2",
}
UNTRACED = 64
"""The TTL of every echo but those of path traces."""
DISTRICT_1 = {"d1", "d1-c1", "d1-c2"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Housed]:
    inventory = tmp_path_factory.mktemp("outages") / "inventory.yaml"
    write_province(inventory, districts=2)
    inventory.write_text(inventory.read_text().replace("{icmp: {}}", QUICK))
    with housed(inventory) as house:
        yield house


@pytest.fixture
def house(running: Housed) -> Housed:
    """All is well."""
    running.province.clear()
    until(running.states, lambda states: set(states.values()) == {"up"})
    return running


def accounted(totals: Document, silent: list[bool]) -> bool:
    """Whether exactly the silent ones (True: while cut off) are lost and unmeasured.

    Besides there are as many as were answered, and on a busy machine later than is waited.
    """
    unmeasured: int = totals["unmeasured"] - silent.count(True)
    lost: int = totals["lost"] - silent.count(False)
    late: int = totals["late"]
    return min(lost, unmeasured) >= 0 and lost + unmeasured == late


def verdict(**states: int) -> Document:
    """The verdict over the seven sites."""
    counted = {state.value: states.get(state, 0) for state in State}
    down = counted["down"] + counted["unreachable"]
    return {"total": 7, "cannot_meet": down, "states": counted}


def checks(house: Housed) -> dict[str, str]:
    """The state of every check, by device."""
    return {
        f"{site['id']}/{device['id']}": device["checks"][0]["state"]
        for site in house.sites().values()
        for device in site["devices"]
    }


def dark(house: Housed) -> list[Entry]:
    """The echoes so far of which nobody said anything."""
    return [e for e in house.province.log() if e.fate is Fate.DARK and e.ttl == UNTRACED]


def test_behind_a_dead_district_communes_are_unreachable(house: Housed) -> None:
    house.fault({"dark": True}, subtree="d1")
    expected = verdict(up=4, down=1, unreachable=2)
    until(lambda: house.document()["verdict"], lambda found: found == expected)
    sites = house.sites()
    assert {i for i, site in sites.items() if site["state"] != "up"} == DISTRICT_1
    assert sites["d1"]["state"] == "down"
    assert sites["d1"]["reason"]["code"] == "devices"
    for commune in ("d1-c1", "d1-c2"):
        assert sites[commune]["state"] == "unreachable"
        assert sites[commune]["reason"] == {"code": "uplink.down", "params": {"uplink": "d1"}}
    metrics = house.metrics()
    for state, count in expected["states"].items():
        assert metrics.of("monitord_sites", state=state) == count
    for circuit, state in (("L-d1", "down"), ("L-d1-c1", "unreachable"), ("L-d2", "up")):
        assert metrics.of("monitord_circuit_state", circuit=circuit, state=state) == 1


def test_the_path_to_what_died_is_traced_and_logged(house: Housed) -> None:
    logged = len(house.log("centre"))
    house.fault({"dark": True}, site="d2")

    def traces() -> list[str]:
        records = [record["message"] for record in house.log("centre")[logged:]]
        return [m for m in records if "kind=path" in m and "check=d2-c1/vc/icmp" in m]

    (trace,) = until(traces, bool)
    assert "reached=0" in trace
    assert "hops='127.1.0.1 *" in trace
    assert "last='127.1.0.1'" in trace


def test_status_tells_the_outage_in_vietnamese_and_by_its_exit_code(
    house: Housed, tmp_path: Path
) -> None:
    more = {"MONITORD_URL": f"http://{house.where}", "MONITORD_LANGUAGE": "vi"}
    well = run("status", folder=tmp_path, more=more)
    assert (well.returncode, well.stderr) == (0, "")
    house.fault({"dark": True}, subtree="d1")
    until(house.states, lambda states: states["d1-c2"] == states["d1-c1"] == "unreachable")
    done = run("status", folder=tmp_path, more=more)
    assert (done.returncode, done.stderr) == (1, "")
    headline = "3/7 điểm cầu không họp được: 1 mất kết nối, 2 do tuyến trên"
    assert headline in done.stdout.splitlines()[0]


def test_when_the_monitor_itself_is_cut_off_nobody_is_down(house: Housed) -> None:
    logged = len(house.log("centre"))
    house.fault({"dark": True}, witnesses=True)
    began = house.fault({"dark": True}, all=True)
    cut_off = until(house.document, lambda found: found["isolated"])
    until(lambda: set(checks(house).values()), lambda states: states == {"unknown"})
    assert cut_off["verdict"]["cannot_meet"] == 0
    assert house.metrics()["monitord_isolated"] == 1
    reasons = {house.check(device)["reason"]["code"] for device in DEVICES}
    assert reasons == {"isolated"}

    house.province.clear()
    until(house.states, lambda states: set(states.values()) == {"up"})
    assert not house.document()["isolated"]
    assert house.metrics()["monitord_isolated"] == 0
    for device, address in DEVICES.items():
        silent = [e.arrived >= began for e in dark(house) if e.destination == address]
        until(
            lambda: house.check(device)["totals"],  # noqa: B023 (called at once)
            lambda t: accounted(t, silent),  # noqa: B023
        )
    states = [r["message"] for r in house.log("centre")[logged:] if "transition" in r["message"]]
    assert states
    assert [message for message in states if "to=down" in message] == []


def test_while_a_witness_answers_an_outage_of_everything_is_real(house: Housed) -> None:
    house.fault({"dark": True}, all=True)
    until(lambda: set(checks(house).values()), lambda states: states == {"down"})
    document = house.document()
    assert not document["isolated"]
    assert document["verdict"] == verdict(down=1, unreachable=6)
    assert house.states()["centre"] == "down"
