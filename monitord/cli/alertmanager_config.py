"""`monitord alertmanager-config`: an alertmanager.yml with the teams of the inventory."""

from __future__ import annotations

from pathlib import Path

import click

from exporters.alertmanager.config import GROUP_INTERVAL, GROUP_WAIT, WEBHOOK
from exporters.alertmanager.config import alertmanager_config as written
from monitord.cli.language import texts_of
from monitord.cli.localized import LocalizedCommand, LocalizedOption
from monitord.cli.options import inventory_option
from monitord.inventory import InvalidInventoryError
from monitord.modules import load_together

WRONG, UNREADABLE = 1, 2
"""Exit codes: the inventory has problems; it cannot be read."""


@click.command("alertmanager-config", cls=LocalizedCommand, help="alertmanager.help")
@inventory_option
@click.option(
    "--group-wait",
    cls=LocalizedOption,
    type=click.FloatRange(0, 600),
    metavar="SECONDS",
    default=GROUP_WAIT,
    show_default=True,
    help="alertmanager.help.group-wait",
)
@click.option(
    "--group-interval",
    cls=LocalizedOption,
    type=click.FloatRange(1, 3600),
    metavar="SECONDS",
    default=GROUP_INTERVAL,
    show_default=True,
    help="alertmanager.help.group-interval",
)
@click.option(
    "--webhook",
    cls=LocalizedOption,
    metavar="URL",
    default=WEBHOOK,
    show_default=True,
    help="alertmanager.help.webhook",
)
@click.pass_context
def alertmanager_config(
    ctx: click.Context, inventory: Path, group_wait: float, group_interval: float, webhook: str
) -> None:
    """Print a configuration for Alertmanager."""
    texts = texts_of(ctx)
    try:
        known = load_together(inventory).inventory
    except InvalidInventoryError as error:
        for problem in error.problems:
            click.echo(problem.text(texts.language), err=True)
        ctx.exit(WRONG)
    except OSError as error:
        why = error.strerror or error
        click.echo(texts.say("inventory.unreadable", file=inventory, why=why), err=True)
        ctx.exit(UNREADABLE)
    click.echo(written(known, texts, group_wait, group_interval, webhook), nl=False)
