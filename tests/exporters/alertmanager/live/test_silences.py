"""Who has acknowledged an incident is left alone, and only of that incident."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx

from tests.exporters.alertmanager.boards import alert, silence
from tests.exporters.alertmanager.live.conftest import Desk, dispatching
from tests.exporters.alertmanager.live.people import People
from tests.exporters.alertmanager.live.server import Alertmanager, until
from tests.exporters.alertmanager.live.sluggish import sluggish
from tests.exporters.alertmanager.live.test_telling import SETTLED, ago, over


async def active(server: Alertmanager) -> list[dict[str, Any]]:
    found = await server.ask("/silences")
    return [each for each in found if each["status"]["state"] == "active"]


async def until_active(server: Alertmanager, count: int) -> list[dict[str, Any]]:
    return await until(lambda: active(server), lambda found: len(found) == count)


async def test_what_is_acknowledged_is_silent_until_it_is_over(
    server: Alertmanager, desk: Desk, people: People
) -> None:
    await server.start()
    first = alert(starts=ago(9))
    desk.show(first)
    await people.until("firing i1")
    desk.show(first, silence("i1", ago(1), ago(-600)))
    (made,) = await until_active(server, 1)
    assert made["createdBy"] == "monitord"
    assert made["comment"] == "lan: Đã tiếp nhận"
    assert made["matchers"] == [
        {"name": "incident", "value": "i1", "isRegex": False, "isEqual": True}
    ]
    await desk.resent()
    assert len(await server.ask("/silences")) == 1
    desk.show(over(first))
    await people.until("firing i1", "resolved i1")
    assert await active(server) == []


async def test_what_changed_beneath_a_silence_is_told_at_its_end_and_only_that_it_is_over(
    server: Alertmanager, people: People
) -> None:
    await server.start()
    first = alert(starts=ago(9))
    changed = alert(starts=ago(9), severity="warning")
    taken = silence("i1", ago(1), ago(-600))
    async with sluggish(server) as slow, dispatching(slow) as desk:
        desk.show(first)
        await people.until("firing i1")
        desk.show(first, taken)
        await until_active(server, 1)
        desk.show(ended := over(first), changed, taken)
        await desk.resent()
        desk.show(ended, over(changed))
        await people.until_told(2)
        await desk.resent()
        await asyncio.sleep(SETTLED)
    assert people.notifications[0] == ["firing i1"]
    assert people.notifications[1:] == [["resolved i1", "resolved i1 warning"]]


async def test_an_end_that_moves_moves_the_same_silence(server: Alertmanager, desk: Desk) -> None:
    await server.start()
    desk.show(silence("i1", ago(1), ago(-600)))
    (before,) = await until_active(server, 1)
    desk.show(silence("i1", ago(1), ago(-1200)))
    (now,) = await until(lambda: active(server), lambda found: found != [before])
    assert now["id"] == before["id"]
    left = datetime.fromisoformat(now["endsAt"]) - datetime.now(UTC)
    assert 1190 < left.total_seconds() <= 1200


async def test_silences_come_before_the_alerts_to_one_that_lost_them(
    server: Alertmanager, desk: Desk, people: People
) -> None:
    await server.start()
    desk.show(alert(starts=ago(9)), silence("i1", ago(1), ago(-600)))
    await until_active(server, 1)
    await server.stop(kill=True)
    server.store += 1
    await server.start()
    await until_active(server, 1)
    await desk.resent()
    await asyncio.sleep(SETTLED)
    assert people.told == []


async def test_silences_of_others_are_left_alone(server: Alertmanager, desk: Desk) -> None:
    await server.start()
    body = {
        "matchers": [{"name": "incident", "value": "i9", "isRegex": False, "isEqual": True}],
        "startsAt": ago(5).isoformat(),
        "endsAt": ago(-600).isoformat(),
        "createdBy": "somebody",
        "comment": "mine",
    }
    async with httpx.AsyncClient() as client:
        (await client.post(f"{server.url}/api/v2/silences", json=body)).raise_for_status()
    desk.show(alert(starts=ago(9)), silence("i1", ago(1), ago(-600)))
    await until_active(server, 2)
    desk.show(alert(starts=ago(9)))
    (left,) = await until_active(server, 1)
    assert left["createdBy"] == "somebody"


async def test_another_daemon_goes_on_where_the_one_before_stopped(
    server: Alertmanager, people: People
) -> None:
    await server.start()
    taken, ending, lost = (alert(name, ago(9)) for name in ("taken", "ending", "lost"))
    hush = [silence(name, ago(1), ago(-600)) for name in ("taken", "ending", "lost")]
    async with dispatching(server.url) as before:
        before.show(taken, ending, lost)
        await people.until_told(3)
        before.show(taken, ending, lost, *hush)
        made = await until_active(server, 3)
    async with dispatching(server.url) as desk:
        desk.show(taken, over(ending), hush[0])
        await people.until_told(4)
        await desk.resent()
        await asyncio.sleep(SETTLED)
    assert people.told[3:] == ["resolved ending"]
    left = await active(server)
    assert {each["matchers"][0]["value"] for each in left} == {"taken", "lost"}
    assert {each["id"] for each in left} < {each["id"] for each in made}
