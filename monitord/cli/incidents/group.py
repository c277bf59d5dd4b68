"""`monitord incidents`: the table of its commands; the bare name lists."""

from __future__ import annotations

import click

from monitord.cli.desk.options import ListedGroup

COMMANDS = {
    "list": "monitord.cli.incidents.listing:listing",
    "show": "monitord.cli.incidents.show",
    "ack": "monitord.cli.incidents.actions",
    "comment": "monitord.cli.incidents.actions",
    "correct": "monitord.cli.incidents.actions",
    "ticket": "monitord.cli.incidents.actions",
    "close": "monitord.cli.incidents.actions",
}


@click.group(cls=ListedGroup, table=COMMANDS, texts="cli.incidents", help="cli.incidents.help")
def incidents() -> None:
    """What is wrong, and who takes care."""
