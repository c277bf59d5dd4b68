"""Many troubles at once in one province, each seen for what it is, and nobody else touched.

All of them begin together; each test then waits for what it is about.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from tests.system.housed import Housed, housed
from tests.system.inventories import write
from tests.system.talk import Document, unix, until
from tests.system.tap import Seen

pytestmark = pytest.mark.lab
log = logging.getLogger(__name__)

DETECTED_IN = 6.0
"""Seconds from the last reply to the decision, at one echo a second."""
UNTRACED = 64
"""The TTL of every echo but those of path traces."""
CLOSE = 0.005
"""Seconds between a time that the daemon tells and the capture."""

STEADY = "{icmp: {interval: 200ms, timeout: 150ms, limits: {window: 10s, down_after: 20}}}"
BRISK = "{icmp: {interval: 200ms, timeout: 150ms, limits: {window: 10s, rtt: 30ms}}}"
SHORT = "{icmp: {limits: {window: 10s}}}"
SITES = {
    "dark": ("usual", "127.2.0.1"),
    "near": ("usual", "127.2.0.2"),
    "room": ("room", "127.2.0.3"),
    "lossy": ("steady", "127.2.0.4"),
    "slow": ("brisk", "127.2.0.5"),
    "tardy": ("short", "127.2.0.6"),
    "born-tardy": ("short", "127.2.0.7"),
    "refused": ("quick", "127.2.0.8"),
    "named": ("usual", "codec.lab.invalid"),
    "calm": ("quick", "127.2.0.9"),
}
PROFILES = {
    "quick": "{icmp: {interval: 200ms, timeout: 150ms}}",
    "room": "{icmp: {interval: 200ms, timeout: 150ms}}",
    "steady": STEADY,
    "brisk": BRISK,
    "short": SHORT,
}
FAULTS: dict[str, dict[str, object]] = {
    "dark": {"dark": True},
    "room": {"dark": True},
    "lossy": {"loss": "30%"},
    "slow": {"delay": "80ms"},
    "tardy": {"delay": "1s"},
    "refused": {"refuse": "host-unreachable", "refused_by": "centre/rt"},
}
BORN_TARDY = "version: 1\nevents: [{site: born-tardy, fault: {delay: 1s}}]\n"


@dataclass
class Troubled:
    """The daemon among troubles, and what passed on the wire."""

    house: Housed

    def echoes(self, site: str, *, reply: bool) -> list[Seen]:
        """What passed so far to (or from) the device of a site, path traces left out."""
        wire = self.house.wire(SITES[site][1])
        ours = {seen.sequence for seen in wire if not seen.reply and seen.ttl == UNTRACED}
        return [seen for seen in wire if seen.reply is reply and seen.sequence in ours]

    def turns(self, site: str, state: str) -> Document:
        """The check of a site's device, once it is in a state."""
        device = f"{site}/vc"
        return until(lambda: self.house.check(device), lambda check: check["state"] == state, 30)


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Troubled]:
    """All faults have begun."""
    folder = tmp_path_factory.mktemp("troubled")
    yesterday = (datetime.now(UTC) - timedelta(days=2)).strftime("%a").lower()
    inventory = write(
        folder / "inventory.yaml",
        SITES,
        PROFILES,
        witnesses=["127.0.0.53"],
        closed=yesterday,
        closed_profiles=["room"],
    )
    scenario = folder / "scenario.yaml"
    scenario.write_text(BORN_TARDY)
    with housed(inventory, scenario=scenario, tapped=True) as house:
        well = set(SITES) - {"born-tardy", "named"}
        until(house.states, lambda states: {s for s in states if states[s] == "up"} >= well)
        for site, fault in FAULTS.items():
            house.fault(fault, site=site)
        yield Troubled(house)


def test_a_dead_device_is_down_in_six_seconds_and_since_its_first_lost_echo(
    troubled: Troubled,
) -> None:
    check = troubled.turns("dark", "down")
    assert check["reason"] == {"code": "icmp.silent", "params": {"lost": 5}}
    answered = {reply.sequence: reply.at for reply in troubled.echoes("dark", reply=True)}
    lost = [e.at for e in troubled.echoes("dark", reply=False) if e.sequence not in answered]
    assert unix(check["since"]) == pytest.approx(lost[0], abs=CLOSE)
    ((before, after, decided),) = troubled.house.transitions("dark/vc")
    assert (before, after) == ("up", "down")
    detected_in = decided - max(answered.values())
    log.info("detected in %.3f s", detected_in)
    assert detected_in <= DETECTED_IN


def test_a_device_that_comes_back_is_up_since_its_first_reply(troubled: Troubled) -> None:
    troubled.turns("dark", "down")
    before = len(troubled.echoes("dark", reply=True))
    troubled.house.fault({}, site="dark")
    check = troubled.turns("dark", "up")
    first = troubled.echoes("dark", reply=True)[before]
    assert unix(check["since"]) == pytest.approx(first.at, abs=CLOSE)


def test_silence_outside_the_hours_is_off(troubled: Troubled) -> None:
    check = troubled.turns("room", "off")
    assert check["reason"]["code"] == "icmp.outside-hours"
    assert [after for _, after, _ in troubled.house.transitions("room/vc")] == ["off"]


def test_loss_is_degradation(troubled: Troubled) -> None:
    check = troubled.turns("lossy", "degraded")
    assert check["reason"]["code"] == "icmp.loss"
    assert check["reason"]["params"]["limit_ratio"] == 0.1
    assert 0.1 < check["reason"]["params"]["loss_ratio"] < 0.5


def test_slowness_is_degradation(troubled: Troubled) -> None:
    check = troubled.turns("slow", "degraded")
    assert check["reason"]["code"] == "icmp.rtt"
    assert 0.03 < check["reason"]["params"]["rtt_seconds"] < 0.15


@pytest.mark.parametrize("site", ["tardy", "born-tardy"])
def test_replies_after_the_time_out_are_life(troubled: Troubled, site: str) -> None:
    check = troubled.turns(site, "degraded")
    assert check["totals"]["late"] >= 2
    assert {after for _, after, _ in troubled.house.transitions(f"{site}/vc")} == {"degraded"}


def test_a_refusal_says_who_and_what(troubled: Troubled) -> None:
    check = troubled.turns("refused", "down")
    assert check["reason"] == {
        "code": "icmp.refused",
        "params": {"kind": "host-unreachable", "origin": "127.1.0.1", "lost": 5},
    }
    assert check["totals"]["refused"] >= 1


def test_a_name_without_an_address_is_unknown(troubled: Troubled) -> None:
    check = troubled.turns("named", "unknown")
    reason = {"code": "name.unresolved", "params": {"name": "codec.lab.invalid"}}
    assert check["reason"] == reason
    assert check["totals"]["sent"] == 0
    assert troubled.house.metrics()["monitord_unresolved_names"] == 1


def test_nobody_else_is_touched(troubled: Troubled) -> None:
    troubled.turns("refused", "down")
    troubled.turns("lossy", "degraded")
    for site in ("near", "calm"):
        assert troubled.house.transitions(f"{site}/vc") == []
        totals = troubled.house.check(f"{site}/vc")["totals"]
        assert totals["sent"] >= totals["received"] > 0
        assert totals["lost"] == totals["late"]  # every one was answered, if late
        assert totals["unmeasured"] == 0
