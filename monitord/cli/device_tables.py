"""The tables of what devices say: each device in words, and what was seen of it lately."""

from __future__ import annotations

from datetime import datetime

from rich.console import Console
from rich.table import Table

from monitord.cli.device_words import lines
from monitord.cli.look import named_table, since
from monitord.cli.picture import Site
from monitord.texts import Texts

MOST_FACTS = 8


def says_table(out: Console, texts: Texts, site: Site) -> Table | None:
    """A row for each line of each device; in a pipe each names its device. None: none speaks."""
    made = named_table(out, texts, "device", "says")
    for device in site.devices:
        for number, line in enumerate(lines(texts, device)):
            made.add_row("" if number and out.is_terminal else device.id, line)
    return made if made.rows else None


def facts_table(out: Console, texts: Texts, site: Site, now: datetime) -> Table | None:
    """The latest observations, newest first. None: there are none."""
    made = named_table(out, texts, "at", "device", "fact")
    for fact in site.facts[:MOST_FACTS]:
        said = texts.observation(fact.kind, fact.params)
        made.add_row(since(texts, fact.at, now), fact.device, said)
    return made if made.rows else None
