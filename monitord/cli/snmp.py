"""`monitord snmp identify | walk | get`: what a device says of itself, without the daemon."""

from __future__ import annotations

import click

from monitord.cli.localized import LazyGroup

COMMANDS = {
    "identify": "monitord.cli.snmp_identify",
    "walk": "monitord.cli.snmp_walk",
    "get": "monitord.cli.snmp_get",
}


@click.group(cls=LazyGroup, table=COMMANDS, help="cli.snmp.help")
def snmp() -> None:
    """Ask a device."""
