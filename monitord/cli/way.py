"""Over which line `status` asks: the Unix socket, which needs no token, or an address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from ssl import SSLContext

import click
from click.core import ParameterSource

from monitord.cli.desk.line import Line, LineError, SocketLine, UrlLine

TIMEOUT = 5.0
"""Seconds for an answer; the daemon's own takes milliseconds."""
FOR_URL = ("url", "token_file", "ca")
"""Options that are about an address: who gives one of them wants it asked."""
UNSAID = (ParameterSource.DEFAULT, ParameterSource.DEFAULT_MAP, None)


@dataclass(frozen=True, slots=True)
class FirstThatAnswers:
    """The first of `lines` that somebody answers at; chosen anew for each question."""

    lines: Sequence[Line]

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        """Status and body of the answer. Raises LineError: that of the last."""
        for line in self.lines[:-1]:
            try:
                return line.ask(method, path, body)
            except LineError:
                continue
        return self.lines[-1].ask(method, path, body)


def way(
    ctx: click.Context, socket: Path, url: str, token: str | None, tls: SSLContext | None
) -> Line:
    """By what was said on the command line, before what the environment says, before defaults."""
    over_socket, over_url = SocketLine(socket, TIMEOUT), UrlLine(url, token, TIMEOUT, tls)
    if any(_said(ctx, name) is ParameterSource.COMMANDLINE for name in FOR_URL):
        return over_url
    if _said(ctx, "socket") is ParameterSource.COMMANDLINE:
        return over_socket
    if _said(ctx, "url") not in UNSAID:
        return over_url
    return FirstThatAnswers((over_socket, over_url))


def _said(ctx: click.Context, name: str) -> ParameterSource | None:
    return ctx.get_parameter_source(name)
