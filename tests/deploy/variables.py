"""The environment variables that monitord's programs read, as their own options name them."""

from __future__ import annotations

import click

from monitord.cli.main import main
from monitord.cli.reflector import reflector
from monitord.cli.run import run

PREFIX = "MONITORD"


def of_run() -> set[str]:
    """Those of `monitord run`, and of what stands before every command."""
    return {name for command in (main, run) for name in _of(command, PREFIX)}


def of_all() -> set[str]:
    """Those of the reflector, too."""
    return of_run() | set(_of(reflector, f"{PREFIX}_REFLECTOR"))


def _of(command: click.Command, prefix: str) -> list[str]:
    return [
        param.envvar if isinstance(param.envvar, str) else f"{prefix}_{str(param.name).upper()}"
        for param in command.params
        if param.expose_value
    ]
