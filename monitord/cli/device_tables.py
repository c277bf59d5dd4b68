"""The tables of devices: how test streams fared, what each says, what was seen of it lately."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from rich.console import Console
from rich.table import Table

from monitord.cli.device_words import lines
from monitord.cli.look import named_table, since
from monitord.cli.picture import Device, Site
from monitord.cli.quality.seen import seen
from monitord.texts import Texts

MOST_FACTS = 8


def quality_table(out: Console, texts: Texts, site: Site) -> Table | None:
    """A row for each direction of each stream and each answer. None: nothing was tried."""
    return _told(out, texts, site, "quality", lambda device: seen(texts, device.checks))


def says_table(out: Console, texts: Texts, site: Site) -> Table | None:
    """A row for each line of each device. None: none speaks."""
    return _told(out, texts, site, "says", lambda device: lines(texts, device))


def _told(
    out: Console, texts: Texts, site: Site, column: str, told: Callable[[Device], Iterable[str]]
) -> Table | None:
    """A row for each line; in a pipe each names its device. None without any."""
    made = named_table(out, texts, "device", column)
    for device in site.devices:
        for number, line in enumerate(told(device)):
            made.add_row("" if number and out.is_terminal else device.id, line)
    return made if made.rows else None


def facts_table(out: Console, texts: Texts, site: Site, now: datetime) -> Table | None:
    """The latest observations, newest first. None: there are none."""
    made = named_table(out, texts, "at", "device", "fact")
    for fact in site.facts[:MOST_FACTS]:
        said = texts.observation(fact.kind, fact.params)
        made.add_row(since(texts, fact.at, now), fact.device, said)
    return made if made.rows else None
