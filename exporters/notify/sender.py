"""apprise in a thread of its own. The only module here that loads it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import Thread
from typing import TypeVar

from monitord.model.alerts import Message

T = TypeVar("T")


class UnknownUrlError(Exception):
    """apprise does not know what to do with a URL. The text does not hold it: it has secrets."""


class Sender:
    """Sends to one URL. Raises UnknownUrlError. Blocks: apprise loads all that it can speak."""

    def __init__(self, url: str) -> None:
        from apprise import Apprise  # noqa: PLC0415 - it and its plugins take long to load

        self._apprise = Apprise()
        if not self._apprise.add(url):
            raise UnknownUrlError("not a URL that apprise knows, or a library for it is missing")

    def send(self, message: Message) -> bool:
        """Whether it was taken. Blocks for as long as the other side lets it."""
        return bool(self._apprise.notify(body=message.body, title=message.title))


async def aside(work: Callable[[], T]) -> T:
    """The result of `work`, done in a thread that nobody waits for when the daemon ends.

    Those of asyncio.to_thread are joined then, however long a receiver keeps them.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(error: Exception | None, result: T | None) -> None:
        if done.done():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        error, result = None, None
        try:
            result = work()
        except Exception as raised:  # noqa: BLE001 - raised again where it is awaited
            error = raised
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, error, result)

    Thread(target=run, name="notify", daemon=True).start()
    return await done
