"""Traps, from the devices of a province to the API and the database; a liar; a storm."""

from __future__ import annotations

import asyncio
import ctypes
import os
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from monitord.model.messages import Observation
from monitord.model.snmp import Oid
from monitord.poller.poll_check import QUIET
from monitord.store.store import Store
from probes.snmp.packet import Binding, Message, Pdu, PduType, Tag
from tests.stalls import Stalls
from tests.system.housed import Housed, housed
from tests.system.talk import Document, unix, until

pytestmark = [
    pytest.mark.lab,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can speak as a device of the province"),
]

COMMUNITY = "kenh-bay-2e9c"
ON_BATTERY = "1.3.6.1.2.1.33.2.1"
TRAP_OID = "1.3.6.1.6.3.1.1.4.1.0"
UPS, ROUTER, MONITOR = "127.1.0.3", "127.1.0.2", "127.0.0.1"
CLONE_NEWNET = 0x40000000
IP_TRANSPARENT = 19
PORT = 1162

AT_ONCE = 2.0
"""Seconds from a fault to the state that tells of it."""
STORM, LASTS, STEP = 2000, 3.0, 0.01
MOST_LAG = 0.1
"""Seconds. A storm costs some milliseconds a tick; the rest is other programs' business."""

INVENTORY = """\
version: 1
organization: {{id: lab, name: Tỉnh thử nghiệm}}
levels: [{{id: province, name: tỉnh}}]
daemon: {{witnesses: [127.1.0.1], snmp_traps: "0.0.0.0:{port}"}}
credentials:
  lines: {{snmp: {{version: 2c, community: {{env: COMMUNITY}}}}}}
profiles:
  router: {{role: router, credential: lines, checks: {{icmp: {{}}, snmp: {{{rare}}}}}}}
  power: {{role: ups, credential: lines, checks: {{icmp: {{}}, snmp: {{{rare}}}}}}}
  codec: {{role: endpoint, checks: {{icmp: {{}}}}}}
sites:
  - id: hub
    name: Trung tâm
    level: province
    devices:
      - {{id: rt, profile: router, address: {router}}}
      - {{id: ups, profile: power, address: {ups}}}
"""
RARE = "modules: [system, ups], interval: 10m, timeout: 300ms, port: 1161"
"""Too rarely for a poll to come by chance in the moment that a test is about."""
CODECS = 40


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Housed]:
    path = tmp_path_factory.mktemp("traps") / "inventory.yaml"
    head = INVENTORY.format(port=PORT, rare=RARE, router=ROUTER, ups=UPS)
    codecs = (
        f"      - {{id: vc-{n}, profile: codec, address: 127.1.1.{n}}}\n"
        for n in range(1, CODECS + 1)
    )
    path.write_text(head + "".join(codecs))
    with housed(path, secrets={"COMMUNITY": COMMUNITY}) as running:
        until(running.states, lambda states: set(states.values()) == {"up"})
        yield running


def speaker(house: Housed, address: str) -> socket.socket:
    """A socket inside the province that sends from any address to the daemon's."""

    def opened() -> socket.socket:  # in a thread, which alone enters the namespace, and ends
        with Path(f"/proc/{house.province.command_pid}/ns/net").open("rb") as namespace:
            assert ctypes.CDLL(None).setns(namespace.fileno(), CLONE_NEWNET) == 0
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.setsockopt(socket.IPPROTO_IP, IP_TRANSPARENT, 1)
        sock.bind((address, 0))
        sock.connect((MONITOR, PORT))
        return sock

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(opened).result()


def trap(number: int = 1, community: str = COMMUNITY) -> bytes:
    """A UPS has lost its mains."""
    bindings = (Binding(TRAP_OID, Tag.OID, Oid(ON_BATTERY)),)
    pdu = Pdu(PduType.TRAP, number, bindings=bindings)
    return bytes(Message(1, community.encode(), pdu))


def counted(house: Housed, kind: str) -> float:
    return house.metrics().of("monitord_snmp_traps_total", kind=kind)


def facts(house: Housed) -> list[Document]:
    """The traps that the API knows."""
    document = house.ask("/api/v1/sites/hub").json
    return [fact for fact in document["facts"] if fact["kind"] == "trap"]


def checks(house: Housed, probe: str) -> dict[str, Document]:
    """The checks of a probe in full, by device."""
    document = house.ask("/api/v1/sites/hub").json
    return {
        device["id"]: check
        for device in document["devices"]
        for check in device["checks"]
        if check["probe"] == probe
    }


def state(house: Housed) -> tuple[str, str]:
    check = checks(house, "snmp")["ups"]
    return check["state"], check["reason"]["code"]


def age(house: Housed) -> float:
    """Seconds since the UPS was last polled."""
    return time.time() - unix(checks(house, "snmp")["ups"]["last_measured"])


def test_a_trap_has_its_device_polled_at_once_and_is_a_fact(house: Housed) -> None:
    with speaker(house, UPS) as ups:
        ups.send(trap())  # the first poll need not be waited for, either
    until(lambda: state(house)[0], lambda it: it == "up")
    until(partial(age, house), lambda seconds: seconds > QUIET / 1e9 + 0.2)
    told = counted(house, "told")
    with Stalls() as stalls:
        began = time.monotonic()
        house.fault({"snmp": {"on_battery": True}}, device="hub/ups")
        until(partial(state, house), lambda it: it == ("degraded", "snmp.on-battery"))
        assert time.monotonic() - began < AT_ONCE + stalls.seconds
    assert counted(house, "told") == told + 1
    newest = facts(house)[0]
    assert newest["check"] == "hub/ups/snmp"
    assert newest["params"]["oid"] == ON_BATTERY

    async def kept() -> list[Observation]:
        store = await Store.open(f"sqlite:///{house.log_path.parent / 'monitord.db'}")
        try:
            return await store.latest_observations(1000)
        finally:
            await store.close()

    until(
        lambda: [it.check for it in asyncio.run(kept()) if it.kind == "trap"],
        lambda found: found.count("hub/ups/snmp") >= 2,
    )
    house.province.clear()


@pytest.mark.parametrize(
    ("source", "community", "kind"),
    [
        ("127.1.9.9", COMMUNITY, "unknown-source"),
        (MONITOR, COMMUNITY, "unknown-source"),
        (ROUTER, "public", "wrong-credential"),
    ],
)
def test_who_is_not_a_device_is_counted_and_not_believed(
    house: Housed, source: str, community: str, kind: str
) -> None:
    before, told, known = counted(house, kind), counted(house, "told"), facts(house)
    with speaker(house, source) as stranger:
        for number in range(3):
            stranger.send(trap(number, community))
    until(lambda: counted(house, kind), lambda count: count == before + 3)
    assert counted(house, "told") == told
    assert facts(house) == known


def fates(totals: Document) -> Document:
    """What became of the echoes that were not answered as they should be."""
    return {kind: count for kind, count in totals.items() if kind not in {"sent", "received"}}


def test_a_storm_delays_no_echo(house: Housed) -> None:
    """From a device and from a stranger, each 2,000 in three seconds."""
    before, received = checks(house, "icmp"), counted(house, "received")
    with (
        Stalls() as stalls,
        speaker(house, ROUTER) as device,
        speaker(house, "127.1.9.9") as stranger,
    ):
        start, sent = time.monotonic(), 0
        while sent < STORM:
            due = min(STORM, round((time.monotonic() - start) / LASTS * STORM))
            for number in range(sent, due):
                device.send(trap(number))
                stranger.send(trap(number))
            sent = max(sent, due)
            time.sleep(STEP)
        until(lambda: counted(house, "received"), lambda count: count == received + 2 * STORM)
    after = checks(house, "icmp")
    assert len(after) == CODECS + 2
    for name, check in after.items():
        then, now = before[name]["totals"], check["totals"]
        assert now["sent"] > then["sent"], name
        assert fates(now) == fates(then), name
    assert house.metrics()["monitord_loop_lag_max_seconds"] < MOST_LAG + stalls.seconds
    assert counted(house, "limited") > STORM * 0.9
