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
