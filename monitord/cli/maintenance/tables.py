"""The list of maintenance windows, each in the time of its own zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from monitord.cli.look import STYLES, named_table
from monitord.cli.maintenance.picture import Shown, Windows
from monitord.cli.tables import NARROW
from monitord.model.maintenance import Window
from monitord.model.states import State
from monitord.texts import Texts
from monitord.texts.marks import SYMBOLS

DASH = "–"


def overview(out: Console, texts: Texts, seen: Windows) -> Iterator[RenderableType]:
    """How many are in force, and the table of all."""
    running = sum(each.now is not None for each in seen.windows)
    look = State.MAINTENANCE if running else State.UP
    key = "cli.maintenance.running" if running else "cli.maintenance.quiet"
    yield Text(f"{SYMBOLS[look]} {texts.say(key, n=running)}", STYLES[look])
    if seen.windows:
        yield ""
        yield window_table(out, texts, seen)


def window_table(out: Console, texts: Texts, seen: Windows) -> Table:
    """One row for each; on a narrow terminal with two things in each cell."""
    if out.is_terminal and out.width < NARROW:
        return narrow_table(out, texts, seen)
    made = named_table(
        out, texts, "id", "cover", "when", "lasts", "repeat", "why", "who", "announced_at"
    )
    for each in seen.windows:
        window = each.window
        made.add_row(
            window.id,
            covered(texts, each),
            when(texts, each, seen.taken_at),
            texts.duration(window.seconds),
            window.repeat or DASH,
            window.why or DASH,
            who(texts, window),
            announced(texts, each),
        )
    return made


def narrow_table(out: Console, texts: Texts, seen: Windows) -> Table:
    """The same in fewer columns."""
    made = named_table(out, texts, "id", "cover", "when", "announced_at")
    for each in seen.windows:
        window = each.window
        lasts = texts.duration(window.seconds)
        repeat = f"  {window.repeat}" if window.repeat else ""
        made.add_row(
            window.id,
            Text.assemble((covered(texts, each), "bold"), "\n", window.why),
            Text.assemble(when(texts, each, seen.taken_at), "\n", (lasts + repeat, "dim")),
            Text.assemble(announced(texts, each), "\n", (who(texts, window), "dim")),
        )
    return made


def covered(texts: Texts, each: Shown) -> str:
    """What is worked on: "kênh TSL-0030"; a site's name says itself what it is."""
    if each.window.cover.kind == "site":
        return each.name
    return f"{texts.say(f'cli.cover.{each.window.cover.kind}')} {each.name}"


def when(texts: Texts, each: Shown, now: datetime) -> Text:
    """Until when it is in force, else when it begins next, else that it is over."""
    zone, window = ZoneInfo(each.window.timezone), each.window
    if each.now is not None:
        until = moment(texts, each.now.end, now, zone)
        return _look(State.MAINTENANCE, texts.say("cli.maintenance.until", until=until))
    if window.cancelled_at is not None:
        by = window.cancelled_by or DASH
        return _look(State.OFF, texts.say("cli.maintenance.cancelled", by=by))
    begins = each.next_start(now)
    if begins is None:
        return _look(State.OFF, texts.say("cli.maintenance.over"))
    return Text(moment(texts, begins, now, zone))


def moment(texts: Texts, at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """A time in `zone`, with its day when that is not today."""
    local = at.astimezone(zone)
    today = local.date() == now.astimezone(zone).date()
    return texts.say("cli.time" if today else "cli.day-time", when=local)


def who(texts: Texts, window: Window) -> str:
    """Who plans it; of one in the inventory that it is there."""
    if window.source == "inventory":
        planned = texts.say("cli.maintenance.inventory")
        return f"{window.who} ({planned})" if window.who else planned
    return window.who or DASH


def announced(texts: Texts, each: Shown) -> str:
    """When the other side was told, and whether that was in time, once that is decided."""
    at = each.window.announced_at
    zone = ZoneInfo(each.window.timezone)
    words = DASH if at is None else texts.say("cli.day-time", when=at.astimezone(zone))
    agreed = each.now.agreed if each.now else None
    if agreed is None:
        return words
    key = "cli.maintenance.agreed" if agreed else "cli.maintenance.late"
    return texts.say(key, at=words)


def _look(state: State, words: str) -> Text:
    return Text(f"{SYMBOLS[state]} {words}", STYLES[state])
