"""`monitord status --watch`: asks every second in a thread, draws in the main one."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from threading import Event, Thread
from types import FrameType
from typing import TypeVar

from rich.console import Group, RenderableType
from rich.live import Live
from rich.text import Text

from monitord.cli.client import Client, DaemonAwayError, UnknownSiteError
from monitord.cli.look import console
from monitord.cli.picture import Picture, Site, UnexpectedDocumentError, picture
from monitord.cli.picture import site as one_site
from monitord.cli.resolve import resolve
from monitord.cli.sight import Missed, Sight
from monitord.cli.tables import site_detail
from monitord.cli.wall import Wall
from monitord.texts import Texts

T = TypeVar("T")
EVERY = 1.0
"""Seconds between two questions, and at most between two drawings."""


def watch_wall(client: Client, texts: Texts) -> None:
    """The wall of all sites, until Ctrl-C."""

    def ask() -> Picture:
        return picture(client.sites())

    watch(ask, lambda sight, now: Wall(texts, sight, now))


def watch_site(client: Client, texts: Texts, word: str) -> None:
    """One site in detail, until Ctrl-C. Raises what `resolve` and `Client` raise at first."""
    names = picture(client.sites()).names
    id_ = resolve(word, names)
    out = console()

    def ask() -> Site:
        return one_site(client.site(id_))

    def draw(sight: Sight[Site], now: datetime) -> RenderableType:
        alarm = Wall(texts, Sight(None, sight.away_since, sight.why), now)
        lines = alarm.screen(out.width, 2)
        if sight.seen is None:
            return Group(*lines)
        return Group(*lines, Text(), site_detail(out, texts, sight.seen, now, names))

    watch(ask, draw)


def watch(ask: Callable[[], T], draw: Callable[[Sight[T], datetime], RenderableType]) -> None:
    """Ask and draw each second on the whole screen, until Ctrl-C or SIGTERM."""
    answers: SimpleQueue[T | Missed] = SimpleQueue()
    enough = Event()
    asker = Thread(target=keep_asking, args=(ask, answers, enough), daemon=True)
    sight: Sight[T] = Sight()
    with interrupted_by_term(), Live(console=console(), screen=True, auto_refresh=False) as live:
        asker.start()
        try:
            while True:
                live.update(draw(sight, now()), refresh=True)
                try:
                    sight = sight.after(answers.get(timeout=EVERY), now())
                except Empty:
                    continue
        except KeyboardInterrupt:
            enough.set()


def keep_asking(ask: Callable[[], T], answers: SimpleQueue[T | Missed], enough: Event) -> None:
    """Put an answer or why there is none into `answers`, once a second, until `enough` is set."""
    while not enough.is_set():
        try:
            answers.put(ask())
        except (DaemonAwayError, UnexpectedDocumentError, UnknownSiteError) as error:
            answers.put(Missed(str(error)))
        enough.wait(EVERY)


def now() -> datetime:
    """The wall clock, in UTC."""
    return datetime.now(UTC)


@contextmanager
def interrupted_by_term() -> Iterator[None]:
    """SIGTERM ends what is inside as Ctrl-C does, so that the terminal is left as it was."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
