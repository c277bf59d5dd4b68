"""What the daemon knows of a site that is measured without it; nothing when it is away."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from monitord.cli.desk.client import DeskClient, RefusedError
from monitord.cli.desk.line import LineError, SocketLine
from monitord.cli.picture import Site, UnexpectedDocumentError
from monitord.cli.picture import site as one_site
from monitord.texts import Texts

PATIENCE = 2.0
"""Seconds: nobody waits for what is only an aside."""


def known_of(site: str, socket: str | None) -> Site | None:
    """How the daemon sees `site`, over the Unix socket of MONITORD_SOCKET, else `socket`."""
    path = os.environ.get("MONITORD_SOCKET") or socket
    if path is None:
        return None
    try:
        return one_site(DeskClient(SocketLine(Path(path), PATIENCE)).site(site))
    except (LineError, RefusedError, UnexpectedDocumentError):
        return None


def remarks(texts: Texts, known: Site | None) -> Iterator[str]:
    """That it has an incident, or is in maintenance."""
    if known is None:
        return
    if known.incident is not None:
        cause = texts.entries.get(f"cause.{known.cause}", known.cause or "–")
        yield texts.say("cli.check.incident", id=known.incident, cause=cause)
    if known.window is not None:
        yield texts.say("cli.check.window", id=known.window)
