"""What a conclusion rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitord.alerts.evidence import evidence
from monitord.alerts.words import Words
from monitord.model.facts import Fact
from monitord.model.incidents import Aspect, Cause, Scope
from monitord.model.states import Param
from tests.alerts.place import PLACE, SINCE, incident

CHECK = "x-001/ups/snmp"


@pytest.mark.parametrize(
    ("kind", "params", "said"),
    [
        ("path", {"reached": 0, "last": "10.9.8.7"}, "dò đường: trạm cuối trả lời là 10.9.8.7"),
        ("path", {"reached": 0, "last": ""}, "dò đường: không trạm nào trả lời"),
        ("path", {"reached": 1, "last": "10.1.1.1"}, "dò đường: tới được thiết bị"),
        ("on-battery", {"active": 1}, "mất điện, đang chạy bằng ắc quy"),
        ("trap", {"name": "linkDown"}, "thiết bị gửi tin báo (trap): linkDown"),
        ("circuit-interface", {"up": 0, "circuit": "TSL-1"}, "mất kết nối: TSL-1"),
        (
            "echoes",
            {"loss_ratio": 0.124, "window_seconds": 120.0},
            "trước đó mất gói 12,4 % trong 2 phút",
        ),
        ("of-tomorrow", {"x": 1}, "of-tomorrow"),
    ],
)
def test_each_fact_is_a_line_with_its_moment(
    kind: str, params: dict[str, Param], said: str
) -> None:
    fact = Fact(CHECK, kind, params, SINCE + timedelta(seconds=7))
    lines = evidence(Words.of(PLACE, "vi"), replace(incident(), evidence=(fact,))).splitlines()
    assert lines[0].startswith("15:00:07 ngày 10/09/2026: ")
    assert said in lines[0]
    assert lines[0].endswith(f"({CHECK})")


def test_a_silence_says_when_it_began() -> None:
    words = Words.of(PLACE, "vi")
    assert evidence(words, incident()).splitlines()[-1].startswith("15:00:00 ngày 10/09/2026: gói")
    poor = replace(incident(Scope.SITE, Aspect.QUALITY, Cause.QUALITY), evidence=())
    assert evidence(words, poor) == ""
