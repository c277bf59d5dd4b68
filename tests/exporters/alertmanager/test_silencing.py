"""Which silences are made, moved and ended."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exporters.alertmanager.silencing import Plan, plan
from exporters.alertmanager.wire import Held
from monitord.model.alerts import Silence
from tests.exporters.alertmanager.boards import at, silence

WANTED = silence("i1", at(0), at(1000))
HELD = Held("id-1", "i1", at(0), at(1000))
OTHER = Held("id-2", "i2", at(0), at(1000))
SHORT = replace(HELD, id="id-3", ends_at=at(500))


@pytest.mark.parametrize(
    ("wanted", "held", "expected"),
    [
        ([], [], Plan()),
        ([WANTED], [], Plan(make=(WANTED,))),
        ([WANTED], [HELD], Plan()),
        ([], [HELD], Plan(end=(HELD,))),
        ([WANTED], [OTHER], Plan(make=(WANTED,), end=(OTHER,))),
        ([WANTED], [SHORT], Plan(move=((SHORT, WANTED),))),
        ([WANTED], [SHORT, HELD], Plan()),
        ([WANTED], [HELD, SHORT], Plan()),
        ([WANTED], [replace(HELD, ends_at=at(1060))], Plan()),
        ([WANTED], [replace(HELD, ends_at=at(940))], Plan()),
        ([WANTED], [long := replace(HELD, ends_at=at(1061))], Plan(move=((long, WANTED),))),
        ([silence("i1", at(-9), at(10))], [], Plan()),
    ],
)
def test_the_plan(wanted: list[Silence], held: list[Held], expected: Plan) -> None:
    by_incident = {each.incident: each for each in wanted}
    assert plan(by_incident, held, at(10)) == expected
