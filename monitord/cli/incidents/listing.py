"""`monitord incidents list`: what is wrong now, or was."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from monitord.cli.desk.client import DeskClient
from monitord.cli.desk.options import desk_of, desk_options, instant
from monitord.cli.desk.print import print_json
from monitord.cli.incidents.picture import Incidents, listed
from monitord.cli.incidents.tables import overview
from monitord.cli.language import texts_of
from monitord.cli.localized import LocalizedCommand, LocalizedOption
from monitord.cli.look import console, show
from monitord.cli.picture import Document

FOUND = 1
"""Exit code: one of those shown is open and critical."""


@click.command("list", cls=LocalizedCommand, help="cli.incidents.list-help")
@click.option("--all", "everything", cls=LocalizedOption, is_flag=True, help="cli.incidents.all")
@click.option("--since", cls=LocalizedOption, metavar="TIME", help="cli.incidents.since")
@click.option("--until", cls=LocalizedOption, metavar="TIME", help="cli.incidents.until-help")
@click.option("--site", cls=LocalizedOption, metavar="SITE", help="cli.incidents.site")
@desk_options
@click.pass_context
def listing(
    ctx: click.Context,
    /,
    everything: bool,
    since: str | None,
    until: str | None,
    site: str | None,
    socket: Path,
    url: str | None,
    token_file: Path | None,
    ca: Path | None,
    *,
    for_machines: bool,
) -> None:
    """What is wrong."""
    with desk_of(ctx, socket, url, token_file, ca) as desk:
        query = asked(ctx, desk, everything=everything, since=since, until=until, site=site)
        document = desk.incidents(**query)
        seen = listed(document)
    if for_machines:
        print_json(document)
    else:
        out = console()
        show(out, *overview(out, texts_of(ctx), seen))
    ctx.exit(code(seen))


def asked(
    ctx: click.Context,
    desk: DeskClient,
    *,
    everything: bool,
    since: str | None,
    until: str | None,
    site: str | None,
) -> dict[str, str]:
    """The question to the daemon; a time means what it means where the organization is."""
    query = {"open": "false"} if everything or since or until else {}
    if since or until:
        zone, now = ZoneInfo(zone_of(desk.incidents(most="1"))), datetime.now(UTC)
        bounds = {"since": since, "until": until}
        query |= {
            name: instant(ctx, f"--{name}", word, zone, now).isoformat()
            for name, word in bounds.items()
            if word
        }
    return query | ({"site": desk.the_site(site)} if site else {})


def zone_of(document: Document) -> str:
    """The organization's time zone."""
    return str(document["timezone"])


def code(seen: Incidents) -> int:
    """The exit code."""
    grave = (each.severity == "critical" and each.closed_at is None for each in seen.incidents)
    return FOUND if any(grave) else 0
