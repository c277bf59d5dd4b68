"""What people are told, once each, whatever becomes of Alertmanager."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitord.model.alerts import Alert
from tests.exporters.alertmanager.boards import alert, silence
from tests.exporters.alertmanager.live.conftest import ENDS_AFTER, Desk
from tests.exporters.alertmanager.live.people import People
from tests.exporters.alertmanager.live.server import Alertmanager

SETTLED = 1.2
"""Seconds in which Alertmanager would have told anything: three times its group_interval."""


def ago(seconds: float) -> datetime:
    return datetime.now(UTC) - timedelta(seconds=seconds)


def over(firing: Alert, *, silent: bool = False) -> Alert:
    return replace(firing, ended_at=datetime.now(UTC), silent=silent)


async def test_what_fires_is_told_once_however_often_it_is_sent(
    server: Alertmanager, desk: Desk, people: People
) -> None:
    await server.start()
    desk.show(alert(starts=ago(1)))
    await people.until("firing i1")
    await desk.resent()
    await asyncio.sleep(SETTLED)
    assert people.told == ["firing i1"]
    (known,) = await server.ask("/alerts")
    ends = datetime.fromisoformat(known["endsAt"])
    left = (ends - datetime.now(UTC)).total_seconds()
    assert ENDS_AFTER - 5 < left <= ENDS_AFTER
    assert known["annotations"]["summary"] == "Điểm cầu mất kết nối"


async def test_an_end_is_told_once_and_a_return_under_the_same_labels_again(
    server: Alertmanager, desk: Desk, people: People
) -> None:
    await server.start()
    first = alert(starts=ago(5))
    desk.show(first)
    await people.until("firing i1")
    desk.show(over(first))
    await people.until("firing i1", "resolved i1")
    await desk.resent()
    desk.show(over(first), alert(starts=datetime.now(UTC)))
    await people.until("firing i1", "resolved i1", "firing i1")
    await desk.resent()
    await asyncio.sleep(SETTLED)
    assert people.told == ["firing i1", "resolved i1", "firing i1"]


async def test_other_labels_take_the_place_of_the_old_ones_in_one_message(
    server: Alertmanager, desk: Desk, people: People
) -> None:
    await server.start()
    first = alert(starts=ago(5), severity="warning")
    desk.show(first)
    await people.until("firing i1 warning")
    desk.show(over(first), alert(starts=ago(0)))
    await people.until("firing i1 warning", "firing i1", "resolved i1 warning")
    assert people.notifications[1:] == [["firing i1", "resolved i1 warning"]]


async def test_a_silent_end_is_told_nobody(
    server: Alertmanager, desk: Desk, people: People
) -> None:
    await server.start()
    small = alert("small", ago(5))
    desk.show(small)
    await people.until("firing small")
    desk.show(
        over(small, silent=True),
        silence("small", ago(0), ago(-1800)),
        alert("wide", ago(1)),
    )
    await people.until("firing small", "firing wide")
    await desk.resent()
    await asyncio.sleep(SETTLED)
    assert people.told == ["firing small", "firing wide"]
    (left,) = await server.ask("/alerts")
    assert left["labels"]["incident"] == "wide"


async def test_an_alertmanager_that_comes_late_is_told_everything(
    server: Alertmanager, desk: Desk, people: People
) -> None:
    desk.show(alert("i1", ago(9)), alert("i2", ago(9)))
    await desk.until(lambda: desk.count("failed") >= 2)
    await server.start()
    await people.until_told(2)
    assert sorted(people.told) == ["firing i1", "firing i2"]


async def test_an_alertmanager_that_is_started_again_tells_nothing_twice(
    server: Alertmanager, desk: Desk, people: People
) -> None:
    await server.start()
    kept, ending = alert("kept", ago(9)), alert("ending", ago(9))
    desk.show(kept)
    await people.until("firing kept")
    desk.show(kept, ending)
    await people.until("firing kept", "firing ending")
    await server.stop()
    before = desk.count("failed")
    desk.show(kept, over(ending), alert("new", ago(1)))
    await desk.until(lambda: desk.count("failed") > before)
    await server.start()
    await people.until_told(4)
    await desk.resent()
    await asyncio.sleep(SETTLED)
    assert people.told[:2] == ["firing kept", "firing ending"]
    assert sorted(people.told[2:]) == ["firing new", "resolved ending"]


async def test_one_that_lost_all_it_knew_is_told_again_what_still_fires(
    server: Alertmanager, desk: Desk, people: People
) -> None:
    await server.start()
    desk.show(alert(starts=ago(9)))
    await people.until("firing i1")
    await server.stop(kill=True)
    server.store += 1
    await server.start()
    await people.until("firing i1", "firing i1")


async def test_an_end_that_the_board_has_forgotten_still_reaches_one_that_was_away(
    server: Alertmanager, desk: Desk, people: People
) -> None:
    await server.start()
    gone = alert(starts=ago(9))
    desk.show(gone)
    await people.until("firing i1")
    await server.stop()
    before = desk.count("failed")
    desk.show(over(gone))
    # The first to fail may have begun, and looked, before that.
    await desk.until(lambda: desk.count("failed") >= before + 2)
    desk.show()
    await server.start()
    await people.until("firing i1", "resolved i1")
