"""What is a restart, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.health.reboots import WRAP, Uptime, restarted

DAY = 86400.0


def said(at: float, seconds: float, boots: int | None = None, took: float = 0.05) -> Uptime:
    """An answer at `at` seconds."""
    return Uptime(int(at * 1e9), int((at + took) * 1e9), seconds, boots)


TABLE = [
    ("going on", said(0, DAY), said(60, DAY + 60), False),
    ("began anew half a minute ago", said(0, DAY), said(60, 30), True),
    ("began anew right after the last answer", said(0, DAY), said(60, 59.9), True),
    ("a second restart soon after the first", said(0, 20), said(60, 30), True),
    ("polls lost in between, and it has gone on", said(0, DAY), said(7200, DAY + 7200), False),
    ("restarted while polls were lost", said(0, 100), said(7200, 1800), True),
    ("begins again after 497 days", said(0, WRAP - 20), said(60, 40), False),
    ("and the next day, when a day was lost", said(0, WRAP - 20), said(DAY, DAY - 20), False),
    ("restarted shortly before the wrap", said(0, WRAP - 500), said(60, 5), True),
    ("its clock was set back by an hour", said(0, DAY), said(60, DAY + 60 - 3600), False),
    ("its clock was set forth", said(0, DAY), said(60, 2 * DAY), False),
    ("a slow clock", said(0, 10), said(3600, 3600 * 0.995), False),
    ("a fast clock, restarted", said(0, DAY), said(60, 60.5), True),
    ("hundredths that went back", said(0, 5.0), said(0.01, 4.99), False),
    ("a poll that took long", said(0, 1, took=4), said(60, 57, took=4), False),
    ("boots say so, though the figure has gone on", said(0, 10, 3), said(60, 70, 4), True),
    ("boots do not, though the figure went back", said(0, DAY, 3), said(60, 5, 3), False),
    ("boots do not, at the wrap", said(0, WRAP - 20, 3), said(60, 40, 3), False),
    ("boots that begin anew say nothing, the figure does", said(0, DAY, 9), said(60, 5, 1), True),
    ("boots of one answer only say nothing", said(0, DAY, None), said(60, DAY + 60, 4), False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "is_one"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_restarts(before: Uptime, after: Uptime, is_one: bool) -> None:
    assert restarted(before, after) is is_one


@given(
    st.floats(0, WRAP - 1), st.floats(0.5, 30 * DAY), st.floats(-0.009, 0.009), st.floats(0, 4.0)
)
def test_an_agent_that_goes_on_was_never_restarted(
    uptime: float, passed: float, drift: float, took: float
) -> None:
    now = (uptime + passed * (1 + drift)) % WRAP
    assert not restarted(said(0, uptime), said(passed, now, took=took))


@given(st.floats(7200, WRAP - 2 * 30 * DAY), st.floats(10, 30 * DAY), st.floats(0, 1))
def test_a_restart_is_always_seen(uptime: float, passed: float, share: float) -> None:
    assert restarted(said(0, uptime), said(passed, passed * share)) or uptime < passed * 0.05
