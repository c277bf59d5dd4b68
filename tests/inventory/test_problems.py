"""One bad file, one exact message, in both languages."""

from __future__ import annotations

from typing import TypedDict

import pytest
import yaml

from monitord.texts import texts
from tests.inventory.good import TESTDATA, complaints, edited


class Case(TypedDict):
    case: str
    edits: list[tuple[str, str]]
    en: list[str]
    vi: list[str]


CASES: list[Case] = yaml.safe_load((TESTDATA / "problems.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_says_all_that_is_wrong_and_where(case: Case) -> None:
    bad = edited(*case["edits"])
    assert complaints(bad, "en") == case["en"]
    assert complaints(bad, "vi") == case["vi"]


def test_every_text_is_there_in_both_languages() -> None:
    keys = {
        language: {key for key in texts(language).entries if key.startswith("inventory.")}
        for language in ("vi", "en")
    }
    assert keys["vi"] == keys["en"]


def test_names_the_problems_of_all_parts_of_a_file_at_once_in_the_order_of_the_file() -> None:
    bad = edited(
        ("timezone: Asia/Ho_Chi_Minh", "timezone: Hanoi"),
        ("presence: hanh-chinh", "presence: never"),
        ("loss: 5%", "loss: 5"),
        ("address: 127.1.0.11", "address: 127.1.0.10"),
        ("cascade_to: ttdl/mcu-1", "cascade_to: ttdl/mcu-2"),
        ("- id: x-1", "- id: ttdl"),
    )
    assert [line.split(": ")[1] for line in complaints(bad)] == [
        "organization.timezone",
        "profiles.poly-group.checks.icmp.limits.loss",
        "sites.ttdl.devices.mcu-2.address",
        "sites.ttdl.devices.mcu-2.cascade_to",
        "sites.ttdl.id",
    ]


def test_stops_at_a_thousand_problems() -> None:
    assert len(complaints("".join(f"k{n}: v\n" for n in range(5000)))) == 1000


def test_shortens_what_it_repeats_and_keeps_it_on_one_line() -> None:
    bad = edited(("timezone: Asia/Ho_Chi_Minh", 'timezone: "a\\nb' + "c" * 500 + '"'))
    assert complaints(bad) == [
        f"f.yaml:2:63: organization.timezone: 'a b{'c' * 96}…' is not a time zone"
        " (as in Asia/Ho_Chi_Minh)"
    ]


def test_a_site_that_is_there_twice_with_other_settings_is_said_to_be_there_twice() -> None:
    bad = edited(
        ("- id: x-1", "- id: h-nhu-thanh"),
        ("presence: hanh-chinh}", "checks: {rtp: {duration: 10m}}}"),
    )
    assert complaints(bad)[-1] == (
        "f.yaml:44:17: sites.h-nhu-thanh.id: the site id 'h-nhu-thanh' is already taken, on line 32"
    )


def test_a_credential_is_missed_at_each_device_and_modules_at_their_profile_once() -> None:
    bad = edited(("role: mcu, credential: mcu, checks: {icmp: {}", "role: mcu, checks: {icmp: {}"))
    assert [line.split(": ")[1] for line in complaints(bad)] == [
        "sites.ttdl.devices.mcu-1.profile",
        "sites.ttdl.devices.mcu-2.profile",
    ]
    worse = edited(
        ("checks: {icmp: {}, snmp: {modules: [system, poly-rmx]}}", "checks: {snmp: {}}")
    )
    assert [line.split(": ")[1] for line in complaints(worse)] == ["profiles.poly-rmx.checks.snmp"]
