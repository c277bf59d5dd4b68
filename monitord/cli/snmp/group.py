"""`monitord snmp identify | walk | get`: what a device says of itself, without the daemon."""

from __future__ import annotations

import click

from monitord.cli.localized import LazyGroup

COMMANDS = {
    "identify": "monitord.cli.snmp.identify",
    "walk": "monitord.cli.snmp.walk",
    "get": "monitord.cli.snmp.get",
}


@click.group(cls=LazyGroup, table=COMMANDS, help="cli.snmp.help")
def snmp() -> None:
    """Ask a device."""
