"""`monitord maintenance cancel ID`: it is not done, or is done already."""

from __future__ import annotations

from pathlib import Path

import click

from monitord.cli.desk.options import desk_of, desk_options
from monitord.cli.desk.print import print_json, warn_unrecorded
from monitord.cli.language import texts_of
from monitord.cli.localized import LocalizedCommand
from monitord.cli.look import console, show
from monitord.cli.maintenance.picture import window as read
from monitord.cli.maintenance.tables import covered


@click.command(cls=LocalizedCommand, help="cli.maintenance.cancel-help")
@click.argument("window", metavar="ID")
@desk_options
@click.pass_context
def cancel(
    ctx: click.Context,
    /,
    window: str,
    socket: Path,
    url: str | None,
    token_file: Path | None,
    ca: Path | None,
    *,
    for_machines: bool,
) -> None:
    """Call one off."""
    texts = texts_of(ctx)
    with desk_of(ctx, socket, url, token_file, ca) as desk:
        document = desk.cancel_window(desk.the_window(window))
        seen = read(document)
    if for_machines:
        print_json(document)
    else:
        places = {"id": seen.window.id, "cover": covered(texts, seen)}
        show(console(), texts.say("cli.maintenance.done-cancel", **places))
    warn_unrecorded(texts, document)
