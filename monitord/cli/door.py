"""What opens the daemon's door over HTTP: a token, and who signed its certificate."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from ssl import SSLContext, SSLError, create_default_context
from typing import Any, TypeVar

import click

from monitord.cli.desk.line import LineError
from monitord.cli.localized import LocalizedOption

F = TypeVar("F", bound=Callable[..., Any])


def door_options(command: F) -> F:
    """`--token-file` and `--ca`."""
    for option in (
        click.option(
            "--ca",
            cls=LocalizedOption,
            type=click.Path(readable=False, path_type=Path),
            envvar="MONITORD_CA",
            show_envvar=True,
            help="cli.desk.ca",
        ),
        click.option(
            "--token-file",
            cls=LocalizedOption,
            type=click.Path(readable=False, path_type=Path),
            help="cli.desk.token-file",
        ),
    ):
        command = option(command)
    return command


def token_of(file: Path | None) -> str | None:
    """Of the file, else of MONITORD_TOKEN; None: none is given. Raises LineError."""
    if file is None:
        return os.environ.get("MONITORD_TOKEN") or None
    try:
        return file.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise LineError(
            "cli.desk.no-token-file", {"path": str(file), "why": _why(error)}
        ) from error


def trust(ca: Path | None) -> SSLContext | None:
    """Trusts what the authority in the file has signed; None: the system's. Raises LineError."""
    if ca is None:
        return None
    try:
        return create_default_context(cafile=str(ca))
    except (OSError, SSLError) as error:
        raise LineError("cli.desk.no-ca", {"path": str(ca), "why": _why(error)}) from error


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
