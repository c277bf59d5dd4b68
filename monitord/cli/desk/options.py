"""What all commands that speak with the desk have in common: where it is, and what goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click

from monitord.cli.desk.client import DeskClient, NotOneError, RefusedError
from monitord.cli.desk.line import TIMEOUT, Line, LineError, SocketLine, UrlLine
from monitord.cli.door import door_options, token_of, trust
from monitord.cli.language import texts_of
from monitord.cli.localized import LazyGroup, LocalizedOption
from monitord.cli.look import complain
from monitord.cli.picture import UnexpectedDocumentError
from monitord.cli.resolve import SiteNotFoundError

F = TypeVar("F", bound=Callable[..., Any])
WRONG = 2
"""Exit code: the daemon is away, or what was asked cannot be done."""
SOCKET = Path("var/monitord.sock")


class ListedGroup(LazyGroup):
    """A group of which the bare name, and the name with options only, mean `list`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `list` where no command is named."""
        asks_for_help = args[:1] in (["-h"], ["--help"])
        if not args or (args[0].startswith("-") and not asks_for_help):
            args = ["list", *args]
        return super().parse_args(ctx, args)


def desk_options(command: F) -> F:
    """`--socket`, `--url`, `--token-file`, `--ca` and `--json`; see `desk_of`."""
    for option in reversed(
        (
            click.option(
                "--socket",
                cls=LocalizedOption,
                type=click.Path(readable=False, path_type=Path),
                envvar="MONITORD_SOCKET",
                default=SOCKET,
                show_envvar=True,
                show_default=True,
                help="cli.desk.socket",
            ),
            click.option(
                "--url",
                cls=LocalizedOption,
                metavar="URL",
                help="cli.desk.url",
            ),
            door_options,
            click.option(
                "--json", "for_machines", cls=LocalizedOption, is_flag=True, help="cli.desk.json"
            ),
        )
    ):
        command = option(command)
    return command


@contextmanager
def desk_of(
    ctx: click.Context,
    socket: Path,
    url: str | None,
    token_file: Path | None,
    ca: Path | None,
    patience: float = TIMEOUT,
) -> Iterator[DeskClient]:
    """The desk; whatever goes wrong with it is said in words, and the exit code is 2.

    `patience`: seconds for an answer.
    """
    texts = texts_of(ctx)
    try:
        yield DeskClient(_line(ctx, socket, url, token_file, ca, patience))
    except LineError as error:
        complain(texts.say(error.code, **error.params))
    except (NotOneError, RefusedError, SiteNotFoundError) as error:
        complain(error.text(texts))
    except UnexpectedDocumentError as error:
        complain(texts.say("cli.desk.strange", where=url or socket, why=error))
    else:
        return
    ctx.exit(WRONG)


def instant(ctx: click.Context, name: str, word: str, zone: ZoneInfo, now: datetime) -> datetime:
    """The time that `word` means, of the option `name`. Raises click.UsageError."""
    from monitord.cli.desk.times import TimeError, read_time  # noqa: PLC0415

    try:
        return read_time(word, zone, now)
    except TimeError:
        why = texts_of(ctx).say("cli.desk.bad-time", name=name, word=word)
        raise click.UsageError(why, ctx) from None


def seconds(ctx: click.Context, name: str, word: str) -> float:
    """The span that `word` means, of the option `name`. Raises click.UsageError."""
    from monitord.cli.desk.times import TimeError, span  # noqa: PLC0415

    try:
        return span(word).total_seconds()
    except TimeError:
        why = texts_of(ctx).say("cli.desk.bad-span", name=name, word=word)
        raise click.UsageError(why, ctx) from None


def _line(
    ctx: click.Context,
    socket: Path,
    url: str | None,
    token_file: Path | None,
    ca: Path | None,
    patience: float,
) -> Line:
    """Over the socket, unless an address is given. Raises LineError."""
    if url is None:
        return SocketLine(socket, patience)
    if not url.startswith(("http://", "https://")):
        raise click.UsageError(texts_of(ctx).say("cli.status.bad-url", url=url), ctx)
    return UrlLine(url, token_of(token_file), patience, trust(ca))
