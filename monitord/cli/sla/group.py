"""`monitord sla`: the table of its commands."""

from __future__ import annotations

import click

from monitord.cli.localized import LazyGroup

COMMANDS = {
    "report": "monitord.cli.sla.report",
    "show": "monitord.cli.sla.show",
    "outages": "monitord.cli.sla.outages",
    "months": "monitord.cli.sla.months",
    "correct": "monitord.cli.sla.correct",
    "close": "monitord.cli.sla.close",
    "verify": "monitord.cli.sla.verify",
}


@click.group(cls=LazyGroup, table=COMMANDS, texts="cli.sla", help="cli.sla.help")
def sla() -> None:
    """What the lines were worth."""
