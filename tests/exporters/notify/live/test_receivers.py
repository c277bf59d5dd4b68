"""Real receivers are told once, again, and of the end, and none delays another."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from exporters.notify.receiver import Receiver
from exporters.notify.sender import Sender, UnknownUrlError
from monitord.model.incidents import Acknowledgement, Actor, Incident
from tests.exporters.notify.cases import incident, receiver
from tests.exporters.notify.live.conftest import GROUP, office
from tests.exporters.notify.live.hook import Hook, hooked
from tests.exporters.notify.live.mail import Letterbox

QUIET = 5 * GROUP
"""Seconds in which anything that is to be told would have been."""


def now() -> datetime:
    return datetime.now(UTC)


def to(hook: Hook, ident: str = "hook", **changes: Any) -> Receiver:
    return Receiver(receiver(ident, **{"group": GROUP} | changes), hook.url)


def opened(ident: str = "i1", **changes: Any) -> Incident:
    return incident(ident, now(), **changes)


def closed(each: Incident) -> Incident:
    return replace(each, restored_at=now(), closed_at=now())


async def test_a_webhook_is_told_once_and_of_the_end(hook: Hook) -> None:
    async with office(to(hook)) as desk:
        first = opened()
        desk.show(first)
        await hook.until(1)
        desk.show(replace(first, sites=("x-yen-cat", "x-khac"), most_sites=2))
        await asyncio.sleep(QUIET)
        desk.show(closed(first))
        await hook.until(2)
        desk.show(closed(first))
        await asyncio.sleep(QUIET)
    assert hook.sent == [
        ("i1 mới", "Sự cố i1: critical"),
        ("i1 đã khắc phục", "Sự cố i1: critical"),
    ]
    assert desk.counts == {("hook", "sent"): 2}


async def test_what_comes_together_is_one_message(hook: Hook) -> None:
    async with office(to(hook)) as desk:
        first = opened()
        desk.show(first)
        desk.show(first, opened("i2"), opened("i3"))
        await hook.until(1)
        await asyncio.sleep(QUIET)
    ((title, text),) = hook.sent
    assert title == "3 tin về sự cố; tin đầu: i1 mới"
    assert all(f"Sự cố {ident}" in text for ident in ("i1", "i2", "i3"))


async def test_what_lasts_is_told_again_until_somebody_takes_care(hook: Hook) -> None:
    async with office(to(hook, repeat=0.3)) as desk:
        first = opened()
        desk.show(first)
        await hook.until(3)
        taken = Acknowledgement(Actor("lan", "socket"), now())
        desk.show(replace(first, acknowledged=taken))
        await asyncio.sleep(QUIET)
        told = len(hook.sent)
        await asyncio.sleep(3 * 0.3)
        assert len(hook.sent) == told
        desk.show(closed(replace(first, acknowledged=taken)))
        await hook.until(told + 1)
    assert hook.titles[-1] == "i1 đã khắc phục"


async def test_mail_arrives_with_its_diacritics(box: Letterbox) -> None:
    url = f"mailto://127.0.0.1:{box.port}/?from=monitord@tinh.example&to=truc@tinh.example"
    async with office(Receiver(receiver("thu", group=GROUP), url)) as desk:
        desk.show(opened())
        await box.until(1)
    (letter,) = box.letters
    assert letter["Subject"] == "i1 mới"
    assert letter["To"] == "truc@tinh.example"
    text = "".join(
        part.get_payload(decode=True).decode()  # type: ignore[union-attr]
        for part in letter.walk()
        if part.get_content_maintype() == "text"
    )
    assert "Sự cố i1: critical" in text


async def test_a_slow_and_a_failing_receiver_delay_nobody(hook: Hook) -> None:
    async with hooked() as slow, hooked() as failing:
        slow.open.clear()
        failing.failing = 10**6
        receivers = to(slow, "slow"), to(failing, "failing"), to(hook)
        async with office(*receivers) as desk:
            shown: list[Incident] = []
            for number in range(3):
                shown.append(opened(f"i{number}"))
                desk.show(*shown)
                async with asyncio.timeout(3):
                    await hook.until(number + 1)
        assert slow.sent == failing.sent == []
        assert desk.counts["failing", "failed"] > 0
        assert desk.counts["slow", "sent"] == 0


async def test_one_that_works_again_is_told_what_still_lasts_and_of_ends(hook: Hook) -> None:
    async with office(to(hook)) as desk:
        ending = opened("ending")
        desk.show(ending)
        await hook.until(1)
        hook.failing = 10**6
        lasting, short = opened("lasting"), opened("short")
        desk.show(ending, lasting, short)
        async with asyncio.timeout(10):
            while hook.refused < 1:  # noqa: ASYNC110 - apprise does it in its thread
                await asyncio.sleep(0.02)
        desk.show(closed(ending), lasting, closed(short))
        before = hook.refused
        async with asyncio.timeout(10):
            while hook.refused < before + 2:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        desk.show(lasting)  # the daemon has forgotten the others by now
        hook.failing = 0
        await hook.until(2)
        await asyncio.sleep(QUIET)
    (_, (_, text)) = hook.sent
    assert "Sự cố ending" in text
    assert "Sự cố lasting" in text
    assert "short" not in text


async def test_a_restart_tells_nothing_twice_and_forgets_nothing(
    hook: Hook, tmp_path: Path
) -> None:
    memory = tmp_path / "notified.json"
    told, ending = opened("told"), opened("ending")
    async with office(to(hook), memory=memory) as desk:
        desk.show(told, ending)
        await hook.until(1)
        while desk.counts["hook", "sent"] < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        desk.show(told, ending, missed := opened("missed"))  # and then it is killed
    async with office(to(hook), memory=memory, known=(told, closed(ending), missed)):
        await hook.until(2)
        await asyncio.sleep(QUIET)
    assert len(hook.sent) == 2
    assert "told" not in hook.sent[1][1]
    assert "ending đã khắc phục" in hook.sent[1][1]
    assert "missed mới" in hook.sent[1][1]


@pytest.mark.parametrize("content", [None, "", "[]", '{"hook": {"i1": {}}}', "\x00"])
async def test_without_a_memory_what_is_older_than_the_start_counts_as_told(
    hook: Hook, tmp_path: Path, content: str | None
) -> None:
    memory = tmp_path / "notified.json"
    if content is not None:
        await asyncio.to_thread(memory.write_text, content)
    old = incident("old", now() - timedelta(minutes=5))
    async with office(to(hook), memory=memory, known=(old,)) as desk:
        desk.show(old, opened("new"))
        await hook.until(1)
        await asyncio.sleep(QUIET)
    assert hook.titles == ["new mới"]


async def test_a_memory_that_cannot_be_written_stops_nobody(
    hook: Hook, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    async with office(to(hook), memory=tmp_path / "file" / "notified.json") as desk:
        desk.show(opened())
        await hook.until(1)
    assert "memory not written" in caplog.text


async def test_an_unknown_url_is_said_without_it_and_the_others_are_told(
    hook: Hook, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = Receiver(receiver("wrong", group=GROUP), "nonsense://user:geheim@host/x")
    hook.failing = 1
    async with office(wrong, to(hook)) as desk:
        desk.show(opened())
        await hook.until(1)
    assert "receiver left out receiver=wrong" in caplog.text
    assert "geheim" not in caplog.text
    assert "geheim" not in repr(wrong)


@pytest.mark.parametrize(
    "url",
    [
        "jsons://gateway.example/zalo?:title=subject&:message=text&+Authorization=Bearer%20abc",
        "forms://user:secret@sms.example/send?:message=content&-phone=84900000001",
        "mailtos://monitord:secret@mail.example:587/?from=monitord@mail.example&to=a@b.example",
        "xmls://user:secret@sms.example/send",
    ],
)
def test_the_urls_of_the_handbook_are_known(url: str) -> None:
    Sender(url)


def test_what_apprise_cannot_do_is_refused() -> None:
    with pytest.raises(UnknownUrlError):
        Sender("zalo-of-the-future://token/phone")
