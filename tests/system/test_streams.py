"""What test streams say of lines, and whether endpoints take calls: the daemon in a province."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from tests.system.housed import Housed, housed
from tests.system.talk import Document, until

pytestmark = pytest.mark.lab

INVENTORY = """\
version: 1
organization: {id: lab, name: Tỉnh thử nghiệm}
levels: [{id: province, name: tỉnh}]
daemon: {witnesses: [127.1.0.1]}
providers: {vnpt: {name: VNPT}}
credentials:
  streams: {rtp: {key: {env: STREAM_KEY}}}
  other: {rtp: {key: {env: OTHER_KEY}}}
profiles:
  endpoint:
    role: endpoint
    checks: {icmp: {}, sip: {interval: 2s, timeout: 1s}, h323: {interval: 2s, timeout: 1s}}
  reflector: {role: reflector, checks: {icmp: {}, rtp: {duration: 1s, interval: 3s}}}
sites:
  - id: hub
    name: Trung tâm
    level: province
    devices: [{id: vc, profile: endpoint, address: 127.1.0.2}]
    sites:
      - id: far
        name: Xã xa
        level: province
        circuits: [{id: L1, provider: vnpt, role: primary, bandwidth: 20Mbit/s}]
        devices:
          - {id: vc, profile: endpoint, address: 127.1.1.1}
          - {id: rf, profile: reflector, address: 127.1.1.2, credential: streams}
      - id: near
        name: Xã gần
        level: province
        devices:
          - {id: vc, profile: endpoint, address: 127.1.2.1}
          - {id: rf, profile: reflector, address: 127.1.2.2, checks: {rtp: {mode: stamp}}}
      - id: locked
        name: Xã không có khóa
        level: province
        devices: [{id: rf, profile: reflector, address: 127.1.3.2, credential: other}]
"""
DECIDED = 40.0
"""Seconds: a stream that has just begun, an interval, two streams; and once more, by bad luck."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Housed]:
    folder = tmp_path_factory.mktemp("streams")
    province, own = folder / "province.yaml", folder / "inventory.yaml"
    province.write_text(INVENTORY)
    own.write_text(INVENTORY.replace("OTHER_KEY", "NOT_SET"))
    secrets = {"STREAM_KEY": "khoa-luong-do-kiem-2b7c9d10", "OTHER_KEY": "khoa-khac-7d1e93c05fa2"}
    with housed(province, own, secrets=secrets, MONITORD_SUMMARY_EVERY="1s") as house:
        yield house


@pytest.fixture
def house(running: Housed) -> Housed:
    """All is well, and every reflector has answered that can."""
    running.province.clear()
    for device in ("far/rf", "near/rf"):
        until_state(running, device, "up")
    for probe in ("icmp", "sip", "h323"):
        until_state(running, "near/vc", "up", probe)
    return running


def check(house: Housed, device: str, probe: str = "rtp") -> Document:
    """A device's check as the API shows it in full."""
    site, own = device.split("/")
    document = house.ask(f"/api/v1/sites/{site}").json
    (found,) = [each for each in document["devices"] if each["id"] == own]
    checks: dict[str, Document] = {each["probe"]: each for each in found["checks"]}
    return checks[probe]


def until_state(house: Housed, device: str, state: str, probe: str = "rtp") -> Document:
    look = partial(check, house, device, probe)
    return until(look, lambda found: found["state"] == state, DECIDED)


def test_a_line_that_loses_one_way_is_degraded_for_that_and_recovers(house: Housed) -> None:
    house.fault({"to_site": {"loss": "8%"}}, device="far/rf")
    bad = until_state(house, "far/rf", "degraded")
    assert bad["reason"]["code"] == "rtp.loss"
    assert bad["reason"]["params"]["direction"] == "to_site"
    assert 0.01 < bad["reason"]["params"]["value_ratio"] < 0.4
    assert house.states() == {"hub": "up", "far": "degraded", "near": "up", "locked": "up"}
    assert check(house, "far/rf", "icmp")["state"] == "up"
    assert check(house, "near/rf")["state"] == "up"
    house.province.clear()
    until_state(house, "far/rf", "up")
    until(house.states, lambda states: states["far"] == "up")


def test_a_reflector_that_nobody_has_the_key_of_is_unknown_and_its_site_is_not(
    house: Housed,
) -> None:
    found = check(house, "locked/rf")
    assert (found["state"], found["reason"]["code"]) == ("unknown", "rtp.no-key")
    assert house.states()["locked"] == "up"


def test_a_dead_device_is_down_once_and_its_quality_is_not_measured(house: Housed) -> None:
    house.fault({"dark": True}, device="near/rf")
    until_state(house, "near/rf", "down", "icmp")
    found = until_state(house, "near/rf", "unknown")
    assert found["reason"]["code"] == "rtp.device-silent"
    assert house.states()["near"] == "degraded"


def test_a_dead_endpoint_takes_no_calls_and_only_its_echoes_say_why(house: Housed) -> None:
    house.fault({"dark": True}, device="near/vc")
    until_state(house, "near/vc", "down", "icmp")
    for probe in ("sip", "h323"):
        found = until_state(house, "near/vc", "unknown", probe)
        assert found["reason"]["code"] == f"{probe}.device-silent"
    assert house.states()["near"] == "down"
    house.province.clear()
    for probe in ("icmp", "sip", "h323"):
        until_state(house, "near/vc", "up", probe)
