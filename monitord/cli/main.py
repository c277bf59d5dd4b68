"""The `monitord` command: a table of its subcommands and the options that all of them share."""

from __future__ import annotations

import click

from monitord.cli.language import LANGUAGES
from monitord.cli.localized import LazyGroup, LocalizedOption

COMMANDS = {
    "run": "monitord.cli.run",
    "status": "monitord.cli.status",
    "check": "monitord.cli.check",
    "incidents": "monitord.cli.incidents.group",
    "maintenance": "monitord.cli.maintenance.group",
    "sla": "monitord.cli.sla.group",
    "validate": "monitord.cli.validate",
    "snmp": "monitord.cli.snmp.group",
    "simulate": "monitord.cli.simulate",
    "reflector": "monitord.cli.reflector",
    "alertmanager-config": "monitord.cli.alertmanager_config",
    "card": "monitord.cli.card",
    "password": "monitord.cli.password",
    "backup": "monitord.cli.copies",
    "restore": "monitord.cli.copies",
}
"""Each subcommand and the module that holds it, in the order of the help."""


@click.group(
    cls=LazyGroup,
    table=COMMANDS,
    help="cli.main.help",
    context_settings={
        "auto_envvar_prefix": "MONITORD",
        "help_option_names": ["-h", "--help"],
        "max_content_width": 100,
    },
)
@click.option(
    "--language",
    cls=LocalizedOption,
    type=click.Choice(LANGUAGES),
    is_eager=True,
    show_envvar=True,
    expose_value=True,
    help="cli.main.language",
)
@click.version_option(
    None,
    "--version",
    cls=LocalizedOption,
    package_name="monitord",
    message="%(prog)s %(version)s",
    help="cli.main.version",
)
def main(language: str | None) -> None:
    """Know how every site of the video-conference system is. The option is read by `texts_of`."""
