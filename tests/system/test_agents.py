"""What devices say of themselves, from their agents to the API: the whole daemon in a province."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import Iterator, Mapping
from functools import partial
from operator import eq
from pathlib import Path

import pytest

from monitord.model.messages import Observation
from monitord.store.store import Store
from tests.system.housed import Housed, housed
from tests.system.talk import Document, until

pytestmark = pytest.mark.lab

SECRETS = {
    "COMMUNITY": "kenh-rieng-7f3a",
    "MCU_AUTH": "khoa-xac-thuc-91c2",
    "MCU_PRIV": "khoa-bao-mat-5d8e",
}
USER = "nguoi-giam-sat-42"
HEAD = f"""\
version: 1
organization: {{id: lab, name: Tỉnh thử nghiệm}}
levels: [{{id: province, name: tỉnh}}]
daemon: {{witnesses: [127.1.0.1]}}
providers: {{vnpt: {{name: VNPT}}, viettel: {{name: Viettel}}}}
credentials:
  lines: {{snmp: {{version: 2c, community: {{env: COMMUNITY}}}}}}
  mcu:
    snmp:
      version: 3
      user: {USER}
      auth: {{sha256: {{env: MCU_AUTH}}}}
      priv: {{aes256: {{env: MCU_PRIV}}}}
  own: {{snmp: {{version: 1, community: {{file: file}}}}}}
profiles:
"""


def inventory(folder: Path) -> Path:
    """Two sites: one with everything, one whose router has a credential of its own."""

    def device(ident: str, role: str, credential: str, modules: str) -> str:
        poll = f"modules: [system, {modules}], interval: 1s, timeout: 300ms, port: 1161"
        return (
            f"  {ident}: {{role: {role}, credential: {credential}, checks: {{"
            f"icmp: {{interval: 200ms, timeout: 150ms}}, snmp: {{{poll}}}}}}}\n"
        )

    (folder / "file").write_text("cua-rieng-tram-1b6d\n")
    (folder / "file").chmod(0o600)
    path = folder / "inventory.yaml"
    path.write_text(
        HEAD
        + device("router", "router", "lines", "interfaces")
        + device("old-router", "router", "own", "interfaces")
        + device("codec", "endpoint", "lines", "poly-group")
        + device("bridge", "mcu", "mcu", "poly-rmx")
        + device("power", "ups", "lines", "ups")
        + """\
sites:
  - id: hub
    name: Trung tâm
    level: province
    circuits:
      - {id: L1, provider: vnpt, role: primary, device: rt, interface: GigabitEthernet0/0}
      - {id: L2, provider: viettel, role: backup, device: rt, interface: wwan0}
    devices:
      - {id: rt, profile: router, address: 127.1.0.2}
      - {id: vc, profile: codec, address: 127.1.0.3}
      - {id: mcu, profile: bridge, address: 127.1.0.4}
      - {id: ups, profile: power, address: 127.1.0.5}
    sites:
      - id: far
        name: Xã xa
        level: province
        devices: [{id: rt, profile: old-router, address: 127.1.1.1}]
"""
    )
    return path


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Housed]:
    path = inventory(tmp_path_factory.mktemp("agents"))
    with housed(path, secrets=SECRETS) as house:
        yield house


@pytest.fixture
def house(running: Housed) -> Housed:
    """All is well, and every agent has answered."""
    running.province.clear()
    until(running.states, lambda states: set(states.values()) == {"up"})
    for device in ("hub/rt", "hub/vc", "hub/mcu", "hub/ups", "far/rt"):
        until(partial(poll, running, device), lambda check: check["outcome"] == "ok")
    return running


def poll(house: Housed, device: str) -> Document:
    """A device's check of SNMP as the API shows it in full."""
    site, own = device.split("/")
    document = house.ask(f"/api/v1/sites/{site}").json
    (found,) = [each for each in document["devices"] if each["id"] == own]
    checks: dict[str, Document] = {each["probe"]: each for each in found["checks"]}
    return checks["snmp"]


def fault(house: Housed, device: str, **snmp: object) -> None:
    house.fault({"snmp": snmp}, device=device)


def until_reason(house: Housed, device: str, code: str) -> Document:
    return until(lambda: poll(house, device), lambda check: check["reason"]["code"] == code)


def test_every_version_is_polled_and_what_agents_say_is_exposed(house: Housed) -> None:
    metrics = house.metrics()
    hub = {"site": "hub"}
    assert metrics.of("monitord_ups_on_battery", **hub, device="ups") == 0
    assert metrics.of("monitord_mcu_ports", **hub, device="mcu", medium="all") > 0
    assert metrics.of("monitord_endpoint_registered", **hub, device="vc", protocol="h323") == 1
    for site in ("hub", "far"):
        name = {"site": site, "device": "rt", "interface": "GigabitEthernet0/0"}
        assert metrics.of("monitord_interface_up", **name) == 1


def test_a_ups_on_battery_degrades_its_site_and_is_a_fact(house: Housed) -> None:
    fault(house, "hub/ups", on_battery=True)
    check = until_reason(house, "hub/ups", "snmp.on-battery")
    assert check["state"] == "degraded"
    assert house.metrics().of("monitord_ups_on_battery", site="hub", device="ups") == 1
    assert house.states()["hub"] == "degraded"
    house.province.clear()
    until(lambda: poll(house, "hub/ups"), lambda it: it["state"] == "up")

    def facts() -> list[tuple[str, int]]:
        document = house.ask("/api/v1/sites/hub").json
        told = [fact for fact in document["facts"] if fact["kind"] == "on-battery"]
        return [(fact["check"], fact["params"]["active"]) for fact in told]

    assert until(facts, lambda told: len(told) >= 2)[:2] == [
        ("hub/ups/snmp", 0),
        ("hub/ups/snmp", 1),
    ]


def test_a_lost_registration_and_full_ports_degrade(house: Housed) -> None:
    fault(house, "hub/vc", not_registered=True)
    fault(house, "hub/mcu", ports_full=True)
    assert until_reason(house, "hub/vc", "snmp.not-registered")["state"] == "degraded"
    assert until_reason(house, "hub/mcu", "snmp.ports")["state"] == "degraded"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"silent": True}, "snmp.silent"), ({"slow": "2s"}, "snmp.silent")],
    ids=["silent", "slow"],
)
def test_a_device_that_answers_echoes_but_no_polls_is_degraded_and_never_down(
    house: Housed, wrong: Mapping[str, object], code: str
) -> None:
    fault(house, "far/rt", **wrong)
    assert until_reason(house, "far/rt", code)["state"] == "degraded"
    assert house.states()["far"] == "degraded"


def test_a_call_is_seen_and_is_no_fault(house: Housed) -> None:
    def in_call() -> float:
        return house.metrics().of("monitord_endpoint_in_call", site="hub", device="vc")

    for holds in (True, False, True):
        fault(house, "hub/vc", in_call=holds)
        until(in_call, partial(eq, holds))
    assert poll(house, "hub/vc")["state"] == "up"


def test_nonsense_of_one_agent_disturbs_no_other(house: Housed) -> None:
    before = {name: poll(house, name)["totals"]["failed"] for name in ("hub/rt", "hub/vc")}
    for wrong in ("garbage", "truncated"):
        fault(house, "far/rt", **{wrong: True})
        assert until(lambda: poll(house, "far/rt"), lambda check: check["state"] == "degraded")[
            "reason"
        ]["code"] in ("snmp.malformed", "snmp.silent")
        house.province.clear()
        until(lambda: poll(house, "far/rt"), lambda check: check["state"] == "up")
    fault(house, "far/rt", wrong_type=True)
    until(lambda: poll(house, "far/rt"), lambda check: bool(check["wrong"]))
    assert until_reason(house, "far/rt", "snmp.unreadable")["state"] == "degraded"
    assert before == {name: poll(house, name)["totals"]["failed"] for name in before}


def test_when_a_device_is_dead_its_agent_is_not_blamed(house: Housed) -> None:
    house.fault({"dark": True}, device="far/rt")
    until(house.states, lambda states: states["far"] == "down")
    until_reason(house, "far/rt", "snmp.device-silent")
    assert poll(house, "far/rt")["state"] == "unknown"
    house.province.clear()
    until(lambda: poll(house, "far/rt"), lambda check: check["state"] == "up")


def test_a_reboot_is_seen_once_and_is_no_fault(house: Housed) -> None:
    before = house.metrics().of("monitord_device_reboots_total", site="hub", device="rt")
    fault(house, "hub/rt", reboot=True)
    until(
        lambda: house.metrics().of("monitord_device_reboots_total", site="hub", device="rt"),
        lambda count: count == before + 1,
    )
    assert poll(house, "hub/rt")["state"] == "up"


def test_a_circuit_is_down_with_its_interface_while_the_router_answers(house: Housed) -> None:
    def line(ident: str) -> str:
        circuits = house.ask("/api/v1/sites/hub").json["circuits"]
        return str(next(each["state"] for each in circuits if each["id"] == ident))

    until(lambda: line("L2"), lambda state: state == "up")
    fault(house, "hub/rt", interface_down="GigabitEthernet0/0")
    until(lambda: line("L1"), lambda state: state == "down")
    assert until_reason(house, "hub/rt", "snmp.interface-down")["state"] == "degraded"
    assert line("L2") == "up"
    until(
        lambda: [fact["kind"] for fact in house.ask("/api/v1/sites/hub").json["facts"]],
        lambda kinds: "backup-in-use" in kinds,
    )


def test_facts_are_in_the_database(house: Housed, running: Housed) -> None:
    fault(house, "hub/ups", on_battery=True)
    until_reason(house, "hub/ups", "snmp.on-battery")
    url = f"sqlite:///{running.log_path.parent / 'monitord.db'}"

    async def kept() -> list[Observation]:
        store = await Store.open(url)
        try:
            return await store.latest_observations(1000)
        finally:
            await store.close()

    until(
        lambda: {each.kind for each in asyncio.run(kept())},
        lambda kinds: {"on-battery", "circuit-interface"} <= kinds,
    )


def test_secrets_are_nowhere(house: Housed) -> None:
    """Communities, keys and users: not in the log, metrics, API, pages, process list, database."""
    folder = house.log_path.parent
    command = ["ps", "axww", "-o", "args"]
    processes = subprocess.run(command, capture_output=True, text=True, check=True)
    said = {
        "log": house.log_path.read_text(),
        "metrics": house.ask("/metrics").text,
        "sites": house.ask("/api/v1/sites").text,
        "hub": house.ask("/api/v1/sites/hub").text,
        "far": house.ask("/api/v1/sites/far").text,
        "processes": processes.stdout,
    }
    for secret in (*SECRETS.values(), "cua-rieng-tram-1b6d"):
        for where, text in said.items():
            assert secret not in text, where
        for file in folder.glob("monitord.db*"):
            assert secret.encode() not in file.read_bytes(), file
    for where, text in said.items():
        assert USER not in text, where
    assert json.loads(said["hub"])["devices"]
