"""`monitord sla show`: a month in short: providers, and the circuits that fared worst."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from monitord.cli.language import texts_of
from monitord.cli.localized import LocalizedCommand, LocalizedOption
from monitord.cli.look import STYLES, console, named_table
from monitord.cli.look import show as shown
from monitord.cli.sla.numbers import DASH, promised, share, span
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
from monitord.model.states import State
from monitord.texts import Texts

if TYPE_CHECKING:
    from monitord.model.figures import CircuitFigures, MonthReport, ProviderFigures

WORST = 10
"""Circuits that are shown."""


@click.command(cls=LocalizedCommand, help="cli.sla.show-help")
@month_option
@click.option("--provider", cls=LocalizedOption, metavar="PROVIDER", help="cli.sla.of-provider")
@source_options
@json_option
@click.pass_context
def show(
    ctx: click.Context,
    /,
    month: str | None,
    provider: str | None,
    inventory: Path,
    database: str | None,
    for_machines: bool,
) -> None:
    """Show it."""
    from monitord.reckoning.months import figures_document, figures_of  # noqa: PLC0415

    texts = texts_of(ctx)
    with archive_of(ctx, Source(inventory, database).url(texts)) as archive:
        meant = archive.month(as_month(month))
        evidence = archive.evidence(meant, quality=for_machines)
        made = figures_of(evidence, meant, provider)
    if for_machines:
        click.echo(figures_document(made).decode(), nl=False)
    else:
        out = console()
        shown(out, *summary(out, texts, made))
    ctx.exit(FOUND if any(each.below_target for each in made.providers) else 0)


def summary(out: Console, texts: Texts, made: MonthReport) -> Iterator[RenderableType]:
    """Part by part."""
    yield Text(texts.say("cli.sla.title", month=month_words(texts, made.month.name)), "bold")
    yield status(texts, made)
    yield Text()
    yield provider_table(out, texts, made.providers)
    lines = worst(made.providers)
    if lines:
        yield Text()
        yield Text(texts.say("cli.sla.worst"), "bold")
        yield circuit_table(out, texts, lines)


def status(texts: Texts, made: MonthReport) -> str:
    """How final it is."""
    if made.provisional:
        return texts.say("cli.sla.status.provisional")
    if made.closing is None:
        return texts.say("cli.sla.status.open")
    closing = made.closing
    local = closing.at.astimezone(ZoneInfo(made.month.timezone))
    return texts.say(
        "cli.sla.status.closed",
        revision=closing.revision,
        at=texts.say("cli.day-time", when=local),
        by=closing.by.name,
    )


def provider_table(out: Console, texts: Texts, providers: Sequence[ProviderFigures]) -> Table:
    """One row for each."""
    made = named_table(
        out, texts, "provider", "circuits", "availability", "with-suspected", "target",
        "below-target", "outages", "answered", "down", "mttr",
    )  # fmt: skip
    for column in made.columns[1:]:
        column.justify = "right"
    for each in providers:
        sla = each.provider.sla
        own = each.answered
        made.add_row(
            each.provider.name,
            str(len(each.circuits)),
            share(texts, each.available.ratio.value),
            share(texts, each.available.with_suspected.value),
            promised(texts, sla.availability),
            Text(str(each.below_target), STYLES[State.DOWN] if each.below_target else ""),
            str(each.repairs.outages),
            str(own.outages),
            span(texts, each.available.provider_down),
            span(texts, own.mttr(sla).value),
        )
    return made


def worst(providers: Sequence[ProviderFigures]) -> list[CircuitFigures]:
    """Those with the least availability first; none that had no outage of anybody's."""
    lines = [line for each in providers for line in each.circuits]
    hit = [line for line in lines if _down(line) > 0]
    return sorted(hit, key=lambda line: (line.available.ratio.value or 0.0, -_down(line)))[:WORST]


def _down(line: CircuitFigures) -> float:
    seen = line.available
    return seen.provider_down + seen.suspected_down + seen.others_down


def circuit_table(out: Console, texts: Texts, lines: Sequence[CircuitFigures]) -> Table:
    """One row for each."""
    made = named_table(
        out, texts, "circuit", "site", "provider", "availability", "down", "suspected", "others",
        "budget-left", "credit",
    )  # fmt: skip
    for column in made.columns[3:]:
        column.justify = "right"
    for each in lines:
        seen = each.available
        made.add_row(
            each.id,
            each.site_name,
            each.provider,
            share(texts, seen.ratio.value),
            span(texts, seen.provider_down),
            span(texts, seen.suspected_down),
            span(texts, seen.others_down),
            span(texts, each.budget_left),
            promised(texts, each.credit) if each.credit else DASH,
        )
    return made
