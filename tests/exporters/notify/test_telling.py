"""What a receiver is told, and when."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from exporters.notify.gathered import MOST_NAMED, MOST_PLAIN, gathered
from exporters.notify.telling import Told, Why, assumed, face_of, next_again, why_tell
from monitord.model.alerts import Message
from monitord.model.incidents import (
    Acknowledgement,
    Actor,
    Cause,
    Escalation,
    Severity,
    Urgency,
)
from monitord.texts import texts
from tests.exporters.notify.cases import at, incident, receiver

OPEN = incident()
CLOSED = replace(OPEN, closed_at=at(100))
TOLD = Told(at(0), face_of(OPEN))
TAKEN = Acknowledgement(Actor("lan", "socket"), at(50))
REPEAT = 4 * 3600


@pytest.mark.parametrize(
    ("changes", "told", "seconds", "why"),
    [
        ({}, None, 10, Why.OPENED),
        ({}, TOLD, 10, None),
        ({}, TOLD, REPEAT - 1, None),
        ({}, TOLD, REPEAT, Why.AGAIN),
        ({"acknowledged": TAKEN}, None, 60, None),
        ({"acknowledged": TAKEN}, TOLD, REPEAT, None),
        ({"sites": ("a", "b")}, TOLD, 10, None),
        ({"cause": Cause.POWER}, TOLD, 10, Why.CHANGED),
        ({"severity": Severity.WARNING}, TOLD, 10, Why.CHANGED),
        ({"cause": Cause.POWER, "acknowledged": TAKEN}, TOLD, 60, None),
        ({"closed_at": at(100)}, None, 100, None),
        ({"closed_at": at(100)}, TOLD, 100, Why.RESOLVED),
        ({"closed_at": at(100), "acknowledged": TAKEN}, TOLD, 100, Why.RESOLVED),
        ({"closed_at": at(100), "merged_into": "i2"}, TOLD, 100, None),
        ({"closed_at": at(100)}, replace(TOLD, resolved=True), 110, None),
        ({"reopened": 1}, replace(TOLD, resolved=True), 120, Why.OPENED),
    ],
)
def test_what_is_told(
    changes: dict[str, Any], told: Told | None, seconds: float, why: Why | None
) -> None:
    assert why_tell(receiver(), replace(OPEN, **changes), told, at(seconds)) is why


ESCALATED = {"escalations": (Escalation("lanh-dao", at(900)),)}


@pytest.mark.parametrize(
    ("wishes", "changes", "told"),
    [
        ({}, {"team": None}, True),
        ({"teams": ("truc",)}, {}, True),
        ({"teams": ("lanh-dao",)}, {}, False),
        ({"teams": ("lanh-dao",)}, ESCALATED, True),
        ({"teams": ("truc",)}, {"team": None}, False),
        ({"urgencies": ("page",)}, {}, True),
        ({"urgencies": ("page",)}, {"urgency": Urgency.MORNING}, False),
        ({"urgencies": ("morning",)}, {"urgency": Urgency.MORNING}, True),
    ],
)
def test_who_is_told(wishes: dict[str, Any], changes: dict[str, Any], told: bool) -> None:
    found = why_tell(receiver(**wishes), replace(OPEN, **changes), None, at(1))
    assert found is (Why.OPENED if told else None)


def test_who_was_told_hears_of_the_end_even_if_it_concerns_them_no_more() -> None:
    only = receiver(urgencies=("page",))
    calmer = replace(CLOSED, urgency=Urgency.MORNING)
    assert why_tell(only, calmer, TOLD, at(100)) is Why.RESOLVED


def test_who_wants_no_ends_is_told_none() -> None:
    assert why_tell(receiver(resolved=False), CLOSED, TOLD, at(100)) is None


def test_the_next_repeat_is_that_of_the_first_told_that_nobody_takes() -> None:
    others = [incident("i2"), incident("i3", acknowledged=TAKEN), incident("i4")]
    told = {"i1": TOLD, "i2": replace(TOLD, at=at(-60)), "i3": replace(TOLD, at=at(-999))}
    assert next_again(receiver(), [OPEN, *others], told) == at(REPEAT - 60)
    assert next_again(receiver(), [OPEN], {}) is None


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (5, None),
        (11, TOLD),
        (REPEAT - 1, TOLD),
        (2 * REPEAT + 30, replace(TOLD, at=at(2 * REPEAT))),
    ],
)
def test_what_a_daemon_before_must_have_told(start: float, expected: Told | None) -> None:
    assert assumed(receiver(), OPEN, at(start)) == expected


def test_one_message_stays_as_it_is() -> None:
    only = Message("Mất kết nối", "Điểm cầu Yên Cát")
    assert gathered([only], plain=False, texts=texts("vi")) == only


def test_of_many_messages_the_rest_is_counted() -> None:
    many = [Message(f"tiêu đề {n}", f"nội dung {n}.") for n in range(MOST_NAMED + 7)]
    found = gathered(many, plain=False, texts=texts("vi"))
    assert found.title == "57 tin về sự cố; tin đầu: tiêu đề 0"
    assert "nội dung 9." in found.body
    assert "nội dung 10." not in found.body
    assert "tiêu đề 49" in found.body
    assert "tiêu đề 50" not in found.body
    assert found.body.endswith("và 7 tin khác; xem bằng lệnh: monitord incidents")


def test_an_sms_is_the_text_alone_and_never_longer_than_one() -> None:
    one = Message("Nghiem trong", "Yen Cat mat ket noi tu 15:00")
    assert gathered([one], plain=True, texts=texts("vi")) == Message("", one.body)
    many = gathered(
        [Message("Diem cau mat ket noi " + "x" * 40, "")] * 9, plain=True, texts=texts("vi")
    )
    assert many.title == ""
    assert many.body.startswith("9: Diem cau")
    assert len(many.body) == MOST_PLAIN
