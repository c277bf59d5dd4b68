"""`monitord sla close`: the figures of a month are agreed on. Goes to the daemon."""

from __future__ import annotations

from pathlib import Path

import click

from monitord.cli.desk.options import desk_options
from monitord.cli.desk.print import print_json
from monitord.cli.language import texts_of
from monitord.cli.localized import LocalizedCommand, LocalizedOption
from monitord.cli.look import console, show
from monitord.cli.sla.asking import ledger_of
from monitord.cli.sla.options import as_month
from monitord.cli.sla.words import month_words


@click.command(cls=LocalizedCommand, help="cli.sla.close-help")
@click.option(
    "--month", cls=LocalizedOption, metavar="2026-10", required=True, help="cli.sla.the-month"
)
@click.option("--why", cls=LocalizedOption, metavar="TEXT", required=True, help="cli.sla.why")
@desk_options
@click.pass_context
def close(
    ctx: click.Context,
    /,
    month: str,
    why: str,
    socket: Path,
    url: str | None,
    token_file: Path | None,
    ca: Path | None,
    *,
    for_machines: bool,
) -> None:
    """Close it."""
    texts = texts_of(ctx)
    with ledger_of(ctx, socket, url, token_file, ca) as desk:
        document = desk.close_month(as_month(month) or month, why)
    if for_machines:
        print_json(document)
    else:
        closing = document["closing"]
        show(console(), texts.say("cli.sla.closed", month=month_words(texts, closing["month"])))
