"""`monitord sla correct`: what both sides agree on about an outage. Goes to the daemon."""

from __future__ import annotations

from pathlib import Path

import click

from monitord.cli.desk.options import desk_options
from monitord.cli.desk.print import print_json
from monitord.cli.language import texts_of
from monitord.cli.localized import LocalizedCommand, LocalizedOption
from monitord.cli.look import console, show
from monitord.cli.picture import Document
from monitord.cli.sla.asking import ledger_of
from monitord.cli.sla.words import month_words
from monitord.model.incidents import Cause, Owner
from monitord.texts import Texts

CAUSES = [each.value for each in Cause]
OWNERS = [each.value for each in Owner]


@click.command(cls=LocalizedCommand, help="cli.sla.correct-help")
@click.argument("outage", metavar="OUTAGE")
@click.option("--cause", cls=LocalizedOption, type=click.Choice(CAUSES), help="cli.incidents.cause")
@click.option("--owner", cls=LocalizedOption, type=click.Choice(OWNERS), help="cli.incidents.owner")
@click.option(
    "--exclude/--include", "excluded", cls=LocalizedOption, default=None, help="cli.sla.exclude"
)
@click.option("--why", cls=LocalizedOption, metavar="TEXT", required=True, help="cli.sla.why")
@desk_options
@click.pass_context
def correct(
    ctx: click.Context,
    /,
    outage: str,
    cause: str | None,
    owner: str | None,
    excluded: bool | None,
    why: str,
    socket: Path,
    url: str | None,
    token_file: Path | None,
    ca: Path | None,
    *,
    for_machines: bool,
) -> None:
    """Set it right."""
    texts = texts_of(ctx)
    given = {"cause": cause, "owner": owner, "excluded": excluded}
    asked = {name: value for name, value in given.items() if value is not None}
    if not asked:
        raise click.UsageError(texts.say("cli.sla.nothing-to-correct"), ctx)
    with ledger_of(ctx, socket, url, token_file, ca) as desk:
        document = desk.amend({"outage": outage, "why": why, **asked})
    if for_machines:
        print_json(document)
    else:
        show(console(), *_said(texts, document))


def _said(texts: Texts, document: Document) -> list[str]:
    """What was kept, a line each, and which months have a new revision."""
    lines = []
    for each in document["corrections"]:
        places = {name: _worded(texts, each["field"], each[name]) for name in ("before", "after")}
        field = texts.say(f"cli.sla.field.{each['field']}")
        lines.append(texts.say("cli.sla.corrected", id=each["outage"], field=field, **places))
    if len(document["outages"]) > 1:
        lines.append(texts.say("cli.sla.corrected-outages", n=len(document["outages"])))
    for each in document["closings"]:
        lines.append(
            texts.say(
                "cli.sla.revised", month=month_words(texts, each["month"]), n=each["revision"]
            )
        )
    return lines


def _worded(texts: Texts, field: str, value: str | None) -> str:
    """The words of a value, or of several that differed."""
    if value is None:
        return "–"
    subject = "cli.sla.excluded" if field == "excluded" else field
    known = (texts.entries.get(f"{subject}.{each}", each) for each in value.split(", "))
    return ", ".join(known)
