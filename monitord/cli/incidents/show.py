"""`monitord incidents show ID`: one incident, what to do about it, what happened."""

from __future__ import annotations

from pathlib import Path

import click

from monitord.cli.desk.options import desk_of, desk_options
from monitord.cli.desk.print import print_json
from monitord.cli.incidents.detail import incident_detail
from monitord.cli.incidents.picture import listed
from monitord.cli.language import texts_of
from monitord.cli.localized import LocalizedCommand
from monitord.cli.look import console
from monitord.cli.look import show as shown


@click.command(cls=LocalizedCommand, help="cli.incidents.show-help")
@click.argument("incident", metavar="ID")
@desk_options
@click.pass_context
def show(
    ctx: click.Context,
    /,
    incident: str,
    socket: Path,
    url: str | None,
    token_file: Path | None,
    ca: Path | None,
    *,
    for_machines: bool,
) -> None:
    """One incident."""
    with desk_of(ctx, socket, url, token_file, ca) as desk:
        document = desk.incident(desk.the_incident(incident), texts_of(ctx).language)
        seen = listed(document)
    if for_machines:
        print_json(document)
        return
    out = console()
    shown(out, *incident_detail(out, texts_of(ctx), seen))
