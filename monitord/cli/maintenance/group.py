"""`monitord maintenance`: the table of its commands; the bare name lists."""

from __future__ import annotations

import click

from monitord.cli.desk.options import ListedGroup

COMMANDS = {
    "list": "monitord.cli.maintenance.listing:listing",
    "add": "monitord.cli.maintenance.add",
    "cancel": "monitord.cli.maintenance.cancel",
}


@click.group(cls=ListedGroup, table=COMMANDS, texts="cli.maintenance", help="cli.maintenance.help")
def maintenance() -> None:
    """When work is planned."""
