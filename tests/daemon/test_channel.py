"""The channel from poller to centre."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from time import sleep

from monitord.daemon.channel import SLICE, Channel
from monitord.model.messages import AnyEvent, Heartbeat


def beat(seq: int) -> Heartbeat:
    return Heartbeat(
        poller="p", boot_id="b", seq=seq, inventory_revision="r", check="", isolated=False,
        observed_at=datetime(2026, 11, 22, tzinfo=UTC),
    )  # fmt: skip


async def test_events_arrive_in_order_and_never_inside_the_call_that_published() -> None:
    heard: list[int] = []
    channel = Channel(lambda event: heard.append(event.seq))
    for seq in range(3):
        channel.publish(beat(seq))
        assert heard == []
    await asyncio.sleep(0)
    assert heard == [0, 1, 2]


async def test_a_flood_leaves_room_for_others() -> None:
    heard: list[int] = []

    def deliver(event: AnyEvent) -> None:
        sleep(SLICE)  # work that holds the loop for as long as the channel may
        heard.append(event.seq)

    channel = Channel(deliver)
    for seq in range(3):
        channel.publish(beat(seq))
    seen = []
    while len(heard) < 3:
        await asyncio.sleep(0)
        seen.append(len(heard))
    assert seen == [1, 2, 3]


async def test_what_is_published_while_delivering_follows() -> None:
    heard: list[int] = []

    def deliver(event: AnyEvent) -> None:
        heard.append(event.seq)
        if event.seq == 0:
            channel.publish(beat(9))

    channel = Channel(deliver)
    channel.publish(beat(0))
    channel.publish(beat(1))
    for _ in range(2):
        await asyncio.sleep(0)
    assert heard == [0, 1, 9]
