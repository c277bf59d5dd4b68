"""`monitord maintenance list`: what is planned, in force, or called off of late."""

from __future__ import annotations

from pathlib import Path

import click

from monitord.cli.desk.options import desk_of, desk_options
from monitord.cli.desk.print import print_json
from monitord.cli.language import texts_of
from monitord.cli.localized import LocalizedCommand
from monitord.cli.look import console, show
from monitord.cli.maintenance.picture import windows
from monitord.cli.maintenance.tables import overview


@click.command("list", cls=LocalizedCommand, help="cli.maintenance.list-help")
@desk_options
@click.pass_context
def listing(
    ctx: click.Context,
    /,
    socket: Path,
    url: str | None,
    token_file: Path | None,
    ca: Path | None,
    *,
    for_machines: bool,
) -> None:
    """What is planned."""
    with desk_of(ctx, socket, url, token_file, ca) as desk:
        document = desk.windows()
        seen = windows(document)
    if for_machines:
        print_json(document)
        return
    out = console()
    show(out, *overview(out, texts_of(ctx), seen))
