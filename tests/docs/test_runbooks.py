"""There is a page for each cause in each language, with the steps that alerts tell."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitord.model.incidents import ALERT_NAMES, Cause
from monitord.texts import texts
from monitord.texts.catalogue import LANGUAGES
from tests.docs.runbook import books, page_steps

RUNBOOKS = Path(__file__).parents[2] / "docs" / "runbooks"
LISTED = re.compile(r"(?:^\d+\. .*\n?)+", re.MULTILINE)


def page(language: str, cause: str) -> str:
    """The page of a cause."""
    return (RUNBOOKS / language / f"{cause}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_cause_has_a_page_and_nothing_else_has(language: str) -> None:
    assert {path.name for path in (RUNBOOKS / language).iterdir()} == {f"{c}.md" for c in Cause}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("cause", Cause)
def test_a_page_lists_the_steps_of_the_catalogue_and_no_others(cause: Cause, language: str) -> None:
    said = texts(language)
    found = [
        [line.partition(". ")[2] for line in block.splitlines()]
        for block in LISTED.findall(page(language, cause))
    ]
    wanted = [
        page_steps(said, book)
        for who in ("clerk", "technician")
        for book in books(said, who, cause)
    ]
    assert found == wanted


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("cause", Cause)
def test_a_clerk_has_at_most_six_steps_and_everybody_starts_at_the_card(
    cause: Cause, language: str
) -> None:
    said = texts(language)
    for book in books(said, "clerk", cause):
        steps = page_steps(said, book)
        assert 3 <= len(steps) <= 6
        assert "Reset" in steps[0]


def test_the_first_and_last_steps_are_those_that_were_agreed() -> None:
    steps = page_steps(texts("vi"), "clerk.circuit")
    assert steps[0] == (
        "Xin anh/chị xem phiếu điểm cầu ở tủ thiết bị; không rút dây quang, không bấm Reset."
    )
    assert steps[-1] == (
        'Gọi {đầu mối, số}: "Tôi là …, điểm cầu {mã}. Từ {giờ}: … (hiện tượng, màu đèn). '
        'Đã làm: …." Ghi lại mã báo hỏng.'
    )
    assert page_steps(texts("vi"), "clerk.upstream")[-1] == "Nhắn nhóm {nhóm Zalo}, không gọi dồn."


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_alert_is_on_the_page_of_a_cause(language: str) -> None:
    pages = "\n".join(page(language, cause) for cause in Cause)
    assert {name for name in ALERT_NAMES.values() if name not in pages} == set()
