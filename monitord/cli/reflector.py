"""`monitord reflector`: the other end of test streams, for a small machine at a site.

It imports nothing that reads inventories or draws tables: a process of some 20 MB.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from contextlib import ExitStack
from functools import partial
from ipaddress import ip_network
from pathlib import Path
from typing import NoReturn

import click

from monitord.cli.language import texts_of
from monitord.cli.localized import LocalizedCommand, LocalizedOption
from monitord.cli.reflector_key import LONGEST, SHORTEST, KeyProblemError, read_key
from monitord.cli.reflector_words import started, statistics
from monitord.daemon import manager
from monitord.daemon.sockets import Listen, ListenError, parse_listen
from monitord.texts import Texts
from probes.kernel.address import Address
from probes.rtp.reflector.core import ReflectorCore
from probes.rtp.reflector.policy import LOOPBACK, RATE, TOTAL, Network, Policy
from probes.rtp.reflector.server import Server, Statistics
from probes.rtp.reflector.signals import waking
from probes.rtp.reflector.sockets import ReflectorSocket

LISTEN = "127.0.0.1:862"
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  (only with prefixes that the operator has named)
NO_IPV6 = {errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL}
CODES = {
    errno.EADDRINUSE: "in-use",
    errno.EACCES: "forbidden",
    errno.EADDRNOTAVAIL: "not-here",
}
setting = partial(click.option, cls=LocalizedOption, show_envvar=True)


@click.command(cls=LocalizedCommand, help="reflector.help")
@setting(
    "--listen",
    metavar="ADDRESS:PORT",
    multiple=True,
    default=(LISTEN,),
    show_default=True,
    help="reflector.help.listen",
)
@setting("--allow", metavar="PREFIX", multiple=True, help="reflector.help.allow")
@setting(
    "--rate",
    type=click.IntRange(1, 1_000_000),
    default=RATE,
    show_default=True,
    help="reflector.help.rate",
)
@setting(
    "--rate-total",
    type=click.IntRange(1, 1_000_000),
    default=TOTAL,
    show_default=True,
    help="reflector.help.rate-total",
)
@setting(
    "--key-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="reflector.help.key-file",
)
@setting("--key-env", metavar="NAME", help="reflector.help.key-env")
@setting(
    "--stats-every",
    type=click.IntRange(0, 86_400),
    default=0,
    metavar="SECONDS",
    help="reflector.help.stats-every",
)
@click.pass_context
def reflector(
    ctx: click.Context,
    listen: tuple[str, ...],
    allow: tuple[str, ...],
    rate: int,
    rate_total: int,
    key_file: Path | None,
    key_env: str | None,
    stats_every: int,
) -> None:
    """Answer test streams until SIGTERM or Ctrl-C."""
    texts = texts_of(ctx)
    places = [_place(texts, each) for each in listen]
    if not allow and not all(place.loopback for place in places):
        _refuse(texts.say("reflector.open", listen=", ".join(listen)))
    prefixes = tuple(_prefix(texts, each) for each in allow) or LOOPBACK
    key = _key(texts, key_file, key_env)
    if key is None and any(prefix.prefixlen == 0 for prefix in prefixes):
        click.echo(texts.say("reflector.everybody"), err=True)
    core = ReflectorCore(Policy(prefixes, rate, rate_total), key)
    with ExitStack() as stack:
        sockets = [sock for place in places for sock in _bound(texts, place, stack)]
        wake = stack.enter_context(waking())

        def tell(found: Statistics) -> None:
            click.echo(statistics(texts, found), err=True)

        server = Server(core, sockets, tell, stats_every, alive=_alive)
        click.echo(started(texts, sockets, prefixes, locked=key is not None), err=True)
        gc.freeze()
        manager.tell(manager.READY)
        server.run(wake)
        manager.tell(manager.STOPPING)
        tell(server.statistics)


def _alive() -> None:
    """A manager that expects a sign of life has it."""
    if manager.patience() is not None:
        manager.tell(manager.WATCHDOG)


def _place(texts: Texts, text: str) -> Listen:
    try:
        return parse_listen(text)
    except ListenError:
        _refuse(texts.say("reflector.listen.syntax", listen=text))


def _prefix(texts: Texts, text: str) -> Network:
    try:
        return ip_network(text)
    except ValueError:
        _refuse(texts.say("reflector.prefix", prefix=text))


def _key(texts: Texts, file: Path | None, variable: str | None) -> bytes | None:
    if file is not None and variable is not None:
        _refuse(texts.say("reflector.key.two"))
    try:
        return read_key(file, variable, os.environ)
    except KeyProblemError as error:
        key = f"reflector.key.{error.code}"
        _refuse(texts.say(key, where=error.where, least=SHORTEST, most=LONGEST))


def _bound(texts: Texts, place: Listen, stack: ExitStack) -> list[ReflectorSocket]:
    """The sockets of one place; of both families when it is every address of the machine.

    `stack` closes them.
    """
    found: list[ReflectorSocket] = []
    for text in EVERYWHERE if place.ip is None else (str(place.ip),):
        try:
            opened = ReflectorSocket.bind(Address.parse(text, place.port))
        except OSError as error:
            if place.ip is None and found and error.errno in NO_IPV6:
                continue
            key = f"reflector.listen.{CODES.get(error.errno or 0, 'failed')}"
            _refuse(texts.say(key, listen=place, cause=error.strerror))
        stack.enter_context(opened.socket)
        found.append(opened)
    return found


def _refuse(message: str) -> NoReturn:
    """End with exit code 2."""
    click.echo(message, err=True)
    sys.exit(2)
