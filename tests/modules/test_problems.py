"""One bad module file, one exact message, in both languages."""

from __future__ import annotations

from typing import TypedDict

import pytest
import yaml

from monitord.texts import texts
from tests.modules.good import GOOD, TESTDATA, complaints, edited


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


def test_every_text_of_modules_is_said_by_a_case_or_about_files() -> None:
    said = "\n".join(line for case in CASES for line in case["en"])
    files = {"module.unreadable", "module.too-many-files", "module.suffix", "module.alias"}
    for key, text in texts("en").entries.items():
        if key.startswith("module.") and key not in files:
            pieces = [piece for piece in text.replace("}", "{").split("{")[::2] if piece.strip()]
            assert all(piece in said for piece in pieces), key


def test_names_the_problems_of_all_parts_at_once_in_the_order_of_the_file() -> None:
    bad = edited(
        ("id: good", "id: other"),
        ("quantity: device_uptime_seconds", "quantity: zzz"),
        ("over: .2.1.5", "over: x"),
        ("at_most: 1", "at_most: 0"),
    )
    assert [line.split(": ")[1] for line in complaints(bad)] == [
        "id",
        "scalars[0].quantity",
        "tables[0].columns[0].over",
        "tables[2].counts[0].at_most",
    ]


def test_an_alias_is_refused_in_words_that_fit_modules() -> None:
    assert complaints(edited(("source: ACME", "source: *a #"))) == [
        "good.yaml:3:9: source: aliases (*a) are not allowed: write it out"
    ]


def test_a_file_of_more_than_a_mebibyte_is_not_read() -> None:
    assert complaints(GOOD + "#" * 2**20) == ["good.yaml:1:1: the file is larger than 1 MiB"]


@pytest.mark.parametrize("data", [b"\xff\xfei\0", b"id: \xff", b"id: a\0"])
def test_bytes_that_are_no_text_are_one_problem(data: bytes) -> None:
    assert len(complaints(data)) == 1
