"""`monitord sla outages`: those of a month, with the ids by which they are corrected."""

from __future__ import annotations

import json
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitord.cli.language import texts_of
from monitord.cli.localized import LocalizedCommand, LocalizedOption
from monitord.cli.look import console, named_table, show
from monitord.cli.sla.numbers import DASH, span
from monitord.cli.sla.options import (
    FOUND,
    Source,
    archive_of,
    as_month,
    json_option,
    month_option,
    source_options,
)
from monitord.cli.sla.words import month_words
from monitord.model.incidents import Certainty, Owner
from monitord.model.reckoning import Wanted
from monitord.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitord.model.figures import Outage

OWNERS = [each.value for each in Owner]
KINDS = ("circuit", "site", "mcu")
WIDE = 150
"""A terminal with fewer columns gets the narrow table."""


@click.command(cls=LocalizedCommand, help="cli.sla.outages-help")
@month_option
@click.option("--circuit", cls=LocalizedOption, metavar="CIRCUIT", help="cli.sla.circuit")
@click.option("--site", cls=LocalizedOption, metavar="SITE", help="cli.sla.site")
@click.option("--provider", cls=LocalizedOption, metavar="PROVIDER", help="cli.sla.of-provider")
@click.option("--owner", cls=LocalizedOption, type=click.Choice(OWNERS), help="cli.sla.owner")
@click.option("--suspected", cls=LocalizedOption, is_flag=True, help="cli.sla.suspected")
@click.option("--kind", cls=LocalizedOption, type=click.Choice(KINDS), help="cli.sla.kind")
@source_options
@json_option
@click.pass_context
def outages(
    ctx: click.Context,
    /,
    month: str | None,
    circuit: str | None,
    site: str | None,
    provider: str | None,
    owner: str | None,
    suspected: bool,
    kind: str | None,
    inventory: Path,
    database: str | None,
    for_machines: bool,
) -> None:
    """List them."""
    from monitord.reckoning.months import found_outages, outages_document  # noqa: PLC0415

    texts = texts_of(ctx)
    with archive_of(ctx, Source(inventory, database).url(texts)) as archive:
        wanted = Wanted(
            month=archive.month(as_month(month)).name,
            kind=kind or (None if site else "circuit"),
            circuit=circuit,
            site=site,
            provider=provider,
            owner=owner,
            suspected=suspected,
        )
        found = found_outages(archive, wanted)
    if for_machines:
        click.echo(json.dumps(outages_document(found), ensure_ascii=False, indent=2))
    else:
        out, zone = console(), ZoneInfo(found.month.timezone)
        show(out, _headline(texts, found.month.name, found.outages))
        if found.outages:
            show(out, "", outage_table(out, texts, found.outages, found.names, zone))
    ctx.exit(FOUND if suspected and found.outages else 0)


def _headline(texts: Texts, month: str, found: Sequence[Outage]) -> Text:
    named = month_words(texts, month)
    if not found:
        return Text(texts.say("cli.sla.no-outages", month=named))
    down = span(texts, sum(each.down for each in found))
    return Text(texts.say("cli.sla.outages", n=len(found), month=named, down=down), "bold")


def outage_table(
    out: Console, texts: Texts, found: Sequence[Outage], names: Mapping[str, str], zone: tzinfo
) -> Table:
    """One row for each."""
    narrow = out.is_terminal and out.width < WIDE
    columns = ("outage", "from", "duration", "cause", "owner") if narrow else (
        "outage", "site", "provider", "from", "until", "duration", "cause", "owner", "remarks",
    )  # fmt: skip
    made = named_table(out, texts, *columns)
    made.columns[0].no_wrap = True
    for each in found:
        cells = _cells(texts, each, names, zone)
        made.add_row(*(_two(cells, name) if narrow else cells[name] for name in columns))
    return made


def _two(cells: Mapping[str, str], name: str) -> str:
    """Two things in one cell, where there is little room."""
    below = {"outage": "site", "from": "until", "duration": "remarks"}.get(name)
    return cells[name] + (f"\n{cells[below]}" if below and cells[below] else "")


def _cells(texts: Texts, each: Outage, names: Mapping[str, str], zone: tzinfo) -> Mapping[str, str]:
    end = DASH if each.end is None else texts.say("cli.day-time", when=each.end.astimezone(zone))
    return {
        "outage": each.id,
        "site": names.get(each.site, each.site),
        "provider": each.provider or DASH,
        "from": texts.say("cli.day-time", when=each.start.astimezone(zone)),
        "until": end,
        "duration": span(texts, each.down),
        "cause": _cause(texts, each),
        "owner": texts.say(f"owner.{each.owner or 'undetermined'}"),
        "remarks": ", ".join(_remarks(texts, each)),
    }


def _cause(texts: Texts, each: Outage) -> str:
    words = texts.say(f"cause.{each.cause or 'undetermined'}")
    if each.certainty is Certainty.SUSPECTED:
        return texts.say("cli.incidents.suspected", cause=words)
    return words


def _remarks(texts: Texts, each: Outage) -> Sequence[str]:
    """What else there is to know of it."""
    known = {
        "agreed": each.agreed,
        "settled": each.settled,
        "corrected": each.corrected,
        "excluded": each.excluded > 0 and not each.agreed,
    }
    said = [texts.say(f"cli.sla.remark.{name}") for name, true in known.items() if true]
    return [*said, each.ticket] if each.ticket else said
