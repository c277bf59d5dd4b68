"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path

import click

from monitord.cli.localized import LocalizedOption

inventory_option = click.option(
    "--inventory",
    cls=LocalizedOption,
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("inventory.yaml"),
    envvar="MONITORD_INVENTORY",
    show_envvar=True,
    show_default=True,
    help="cli.check.inventory",
)
"""Which inventory the command reads."""
