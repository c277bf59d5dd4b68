"""How much is in each example, and that its header says so."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import NamedTuple

import pytest

from monitord.model.quality import Mode
from monitord.model.settings import RtpCheck
from tests.examples.conftest import example, path_of


class Totals(NamedTuple):
    """What the reports count, and what the files add."""

    sites: int
    devices: int
    circuits: int
    levels: dict[str, int]
    services: dict[str, int]


THREE_TIERS = {"province": 35, "district": 27, "commune": 559}

TOTALS = {
    "inventory": Totals(621, 1242, 728, THREE_TIERS, {"live": 621}),
    "thanh-hoa": Totals(621, 1242, 728, THREE_TIERS, {"live": 621}),
    "thanh-hoa-reform": Totals(621, 390, 240, {"province": 35, "commune": 586}, {"live": 621}),
    "quang-nam": Totals(20, 43, 21, {"province": 2, "district": 18}, {"live": 20}),
    "khanh-hoa": Totals(
        145, 310, 154, {"province": 1, "district": 8, "commune": 136}, {"live": 145}
    ),
    "phu-tho": Totals(
        297,
        537,
        239,
        {"province": 59, "district": 13, "commune": 225},
        {"live": 239, "temporary": 58},
    ),
    "nghe-an": Totals(
        482,
        809,
        402,
        {"province": 1, "district": 21, "commune": 460},
        {"live": 392, "trial": 10, "planned": 80},
    ),
}


@pytest.mark.parametrize("name", TOTALS)
def test_an_example_holds_exactly_what_it_should(name: str) -> None:
    inventory = example(name)
    sites = inventory.sites.values()
    counted = Totals(
        len(sites),
        len(inventory.devices),
        len(inventory.circuits),
        dict(Counter(site.level for site in sites)),
        dict(Counter(site.service for site in sites)),
    )
    assert counted == TOTALS[name]


@pytest.mark.parametrize("name", TOTALS)
def test_the_header_states_the_totals(name: str) -> None:
    head = "".join(
        line
        for line in path_of(name).read_text(encoding="utf-8").splitlines()
        if line.startswith("#")
    )
    for what in ("sites", "devices", "circuits"):
        stated = re.search(rf"(\d+) {what}", head)
        assert stated is not None, what
        assert int(stated[1]) == getattr(TOTALS[name], what), what


@pytest.mark.parametrize("name", ["inventory", "thanh-hoa"])
def test_a_hundred_devices_answer_test_streams_as_the_header_says(name: str) -> None:
    devices = example(name).devices.values()
    streams = [(d, check) for d in devices if isinstance(check := d.checks.get("rtp"), RtpCheck)]
    modes = Counter(check.mode for _, check in streams)
    assert modes == {Mode.RTP: 50, Mode.STAMP: 38, Mode.TWAMP_LIGHT: 11, Mode.ECHO: 1}
    assert {(c.codec.id, c.duration, c.interval) for _, c in streams} == {("g711", 10, 300)}
    assert sum(device.credential == "tslcd-rtp" for device, _ in streams) == 9
    signalling = Counter(probe for device in devices for probe in device.checks)
    assert (signalling["sip"], signalling["h323"]) == (30, 2)
    head = path_of(name).read_text(encoding="utf-8").partition("version:")[0]
    assert "# 100 test streams, 10 s of G.711 every 5 minutes each" in head


@pytest.mark.parametrize("name", TOTALS)
def test_a_file_is_small_and_in_nfc(name: str) -> None:
    text = path_of(name).read_text(encoding="utf-8")
    assert len(text.encode()) < 1_000_000
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize("name", TOTALS)
def test_no_two_devices_share_an_address_and_no_witness_is_a_device(name: str) -> None:
    inventory = example(name)
    addresses = [device.address for device in inventory.devices.values()]
    assert len(set(addresses)) == len(addresses)
    assert inventory.daemon.witnesses
    assert not set(inventory.daemon.witnesses) & set(addresses)


@pytest.mark.parametrize("name", TOTALS)
def test_no_telephone_can_be_anybodys(name: str) -> None:
    inventory = example(name)
    people = [
        *(person for site in inventory.sites.values() for person in site.contacts),
        *(person for team in inventory.teams.values() for person in team.contacts),
        *(person for company in inventory.providers.values() for person in company.contacts),
    ]
    assert people
    for person in people:
        assert re.fullmatch(r"0\d{3}\.000\.\d{3,4}", person.phone or ""), person.name
