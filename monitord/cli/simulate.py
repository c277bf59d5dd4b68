"""`monitord simulate`: the inventory's province without a single device."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import NoReturn

import click

from monitord.cli.language import texts_of
from monitord.cli.localized import LocalizedCommand, LocalizedOption
from monitord.daemon.sockets import ListenError, open_socket, parse_listen
from monitord.simulator.orders import Orders
from monitord.simulator.outside import (
    UnavailableError,
    enter,
    go_without,
    probe,
    strangers,
)

FILE = click.Path(dir_okay=False, path_type=Path)
LISTEN = "127.0.0.1:9779"
DATABASE = "sqlite:///var/simulated.db"
"""Not the inventory's own: simulated outages do not belong in the ledger of a real province."""
setting = partial(click.option, cls=LocalizedOption, show_envvar=True)
SHOWN = 5
"""Addresses named in a message; the others are counted."""


class CommandAfterDashes(LocalizedCommand):
    """A command of ours that ends in `-- COMMAND…`, so that INVENTORY before it can be left out."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Set aside what follows the first `--` as the parameter `command`."""
        end = args.index("--") if "--" in args else len(args)
        ctx.params["command"] = tuple(args[end + 1 :])
        return super().parse_args(ctx, args[:end])

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The usage line's words."""
        return [*super().collect_usage_pieces(ctx), "[-- COMMAND...]"]


@click.command(
    cls=CommandAfterDashes,
    help="simulator.help",
    context_settings={"auto_envvar_prefix": "MONITORD"},
)
@click.argument("inventory", type=FILE, default=Path("inventory.yaml"), envvar="MONITORD_INVENTORY")
@setting("--scenario", type=FILE, help="simulator.help.scenario")
@setting(
    "--listen",
    "where",
    envvar="MONITORD_LISTEN",
    metavar="ADDRESS:PORT",
    help="simulator.help.listen",
)
@setting("--packet-log", type=FILE, help="simulator.help.packet-log")
@setting("--seed", type=int, help="simulator.help.seed")
@setting("--control", type=int, hidden=True, help="simulator.help.control")
@click.pass_context
def simulate(
    ctx: click.Context,
    inventory: Path,
    command: tuple[str, ...],
    scenario: Path | None,
    where: str | None,
    packet_log: Path | None,
    seed: int | None,
    control: int | None,
) -> None:
    """Run COMMAND, or else the daemon, where every address of INVENTORY answers."""
    orders = Orders(
        inventory=str(inventory),
        command=command or daemon(ctx, inventory),
        scenario=None if scenario is None else str(scenario),
        packet_log=None if packet_log is None else str(packet_log),
        seed=seed,
        listening=where is not None or not command,
        control=control,
        language=texts_of(ctx).language,
    )
    say = texts_of(ctx).say
    try:
        web = parse_listen(where or LISTEN)
        listener = open_socket(web, open_to_all=False) if orders.listening else None
    except ListenError as error:
        refuse(error.say(texts_of(ctx).language))
    try:
        probe()
    except UnavailableError as reason:
        click.echo(say("simulator.no-network", error=reason), err=True)
        check_loopback(ctx, orders)
        try:
            go_without(orders.command, listener)
        except OSError as error:
            refuse(say("simulator.os-error", error=f"{orders.command[0]}: {error.strerror}"))
    enter(orders, listener)


def daemon(ctx: click.Context, inventory: Path) -> tuple[str, ...]:
    """The daemon on the same inventory, with a database that never had a real outage in it."""
    words = [sys.executable, "-m", "monitord", "--language", texts_of(ctx).language]
    words += ["run", str(inventory)]
    return tuple(words if "MONITORD_DATABASE" in os.environ else [*words, "--database", DATABASE])


def check_loopback(ctx: click.Context, orders: Orders) -> None:
    """Say what plain loopback cannot do, and refuse what it cannot do at all."""
    # Takes a third of a second; in a namespace the simulator itself reads the inventory.
    from monitord.inventory import InvalidInventoryError, load  # noqa: PLC0415

    texts = texts_of(ctx)
    try:
        others = strangers(load(Path(orders.inventory)))
    except InvalidInventoryError as error:
        refuse("\n".join(problem.text(texts.language) for problem in error.problems))
    except OSError as error:
        refuse(texts.say("simulator.os-error", error=error))
    if others:
        shown = ", ".join(others[:SHOWN])
        refuse(texts.say("simulator.not-loopback", count=len(others), addresses=shown))
    if orders.scenario or orders.packet_log or orders.control is not None:
        refuse(texts.say("simulator.needs-network"))
    click.echo(texts.say("simulator.loopback"), err=True)


def refuse(message: str) -> NoReturn:
    """End with exit code 2."""
    click.echo(message, err=True)
    sys.exit(2)
