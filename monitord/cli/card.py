"""`monitord card SITE`: the site card for the cabinet door, as text or as one A4 page of PDF."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from exporters.card import Card, as_text, card_of
from monitord.cli.language import LANGUAGES, texts_of
from monitord.cli.localized import LocalizedCommand, LocalizedOption
from monitord.cli.look import complain
from monitord.cli.options import inventory_option
from monitord.cli.resolve import SiteNotFoundError, resolve
from monitord.inventory import InvalidInventoryError, load
from monitord.model.inventory import Inventory, Site
from monitord.texts import Texts

USAGE = 2
"""Exit code: no such site, or a file that cannot be read or written."""


@click.command(cls=LocalizedCommand, help="cli.card.help")
@click.argument("site", required=False)
@inventory_option
@click.option(
    "--pdf",
    cls=LocalizedOption,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="cli.card.pdf",
)
@click.option("--all", "everywhere", cls=LocalizedOption, is_flag=True, help="cli.card.all")
@click.option(
    "--language", cls=LocalizedOption, type=click.Choice(LANGUAGES), help="cli.card.language"
)
@click.pass_context
def card(
    ctx: click.Context,
    site: str | None,
    inventory: Path,
    pdf: Path | None,
    everywhere: bool,
    language: str | None,
) -> None:
    """Print a site's card, or all of them."""
    texts = texts_of(ctx)
    if everywhere == bool(site) or (everywhere and pdf is None):
        complain(texts.say("cli.card.which"))
        ctx.exit(USAGE)
    loaded = _loaded(ctx, texts, inventory)
    day = today(loaded)
    sites = in_use(loaded, day) if everywhere else [_found(ctx, texts, loaded, site or "")]
    spoken = language or ctx.find_root().params.get("language") or loaded.organization.locale
    cards = [card_of(each, loaded, spoken, day) for each in sites]
    if pdf is None:
        click.echo("\n\n".join(as_text(each) for each in cards))
    else:
        _write(ctx, texts, pdf, cards)


def today(inventory: Inventory) -> date:
    """The date where the sites are."""
    return datetime.now(UTC).astimezone(ZoneInfo(inventory.organization.timezone)).date()


def in_use(inventory: Inventory, day: date) -> list[Site]:
    """The sites that exist on `day`."""
    return [site for site in inventory.sites.values() if site.active(day)]


def _loaded(ctx: click.Context, texts: Texts, path: Path) -> Inventory:
    try:
        return load(path)
    except InvalidInventoryError as error:
        for problem in error.problems:
            click.echo(problem.text(texts.language), err=True)
        ctx.exit(USAGE)
    except OSError as error:
        why = error.strerror or error
        complain(texts.say("cli.check.missing-file", path=path, why=why))
        ctx.exit(USAGE)


def _found(ctx: click.Context, texts: Texts, inventory: Inventory, word: str) -> Site:
    names = {ident: site.name for ident, site in inventory.sites.items()}
    try:
        return inventory.sites[resolve(word, names)]
    except SiteNotFoundError as error:
        complain(error.text(texts))
        ctx.exit(USAGE)


def _write(ctx: click.Context, texts: Texts, path: Path, cards: Sequence[Card]) -> None:
    from exporters.card.pdf import pdf  # noqa: PLC0415 - heavy, and seldom asked for

    if not cards:
        complain(texts.say("cli.card.nobody"))
        ctx.exit(USAGE)
    try:
        path.write_bytes(pdf(cards))
    except OSError as error:
        complain(texts.say("cli.card.unwritable", path=path, why=error.strerror or error))
        ctx.exit(USAGE)
    click.echo(texts.say("cli.card.written", n=len(cards), path=path))
