"""`monitord incidents ack | comment | correct | ticket | close`: what a person does to one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypedDict, Unpack
from zoneinfo import ZoneInfo

import click

from monitord.cli.desk.client import DeskClient
from monitord.cli.desk.options import desk_of, desk_options, instant, seconds
from monitord.cli.desk.print import print_json, warn_unrecorded
from monitord.cli.incidents.picture import Incidents, listed
from monitord.cli.incidents.tables import care, cause, where, worded
from monitord.cli.language import texts_of
from monitord.cli.localized import LocalizedCommand, LocalizedOption
from monitord.cli.look import console, show
from monitord.model.incidents import Cause, Owner
from monitord.texts import Texts

NOW = "now"
CAUSES = [each.value for each in Cause]
OWNERS = [each.value for each in Owner]


class Place(TypedDict):
    """Where the daemon is, and how to print."""

    socket: Path
    url: str | None
    token_file: Path | None
    ca: Path | None
    for_machines: bool


note_option = click.option("--note", cls=LocalizedOption, metavar="TEXT", help="cli.incidents.note")


@click.command(cls=LocalizedCommand, help="cli.incidents.ack-help")
@click.argument("incident", metavar="ID")
@click.option("--for", "lasting", cls=LocalizedOption, metavar="4h", help="cli.incidents.for")
@note_option
@desk_options
@click.pass_context
def ack(
    ctx: click.Context,
    /,
    incident: str,
    lasting: str | None,
    note: str | None,
    **place: Unpack[Place],
) -> None:
    """Take care of one."""
    given = None if lasting is None else seconds(ctx, "--for", lasting)
    act(ctx, incident, "ack", {"seconds": given, "note": note}, place)


@click.command(cls=LocalizedCommand, help="cli.incidents.comment-help")
@click.argument("incident", metavar="ID")
@click.argument("text", metavar="TEXT")
@desk_options
@click.pass_context
def comment(ctx: click.Context, /, incident: str, text: str, **place: Unpack[Place]) -> None:
    """Write something into its history."""
    act(ctx, incident, "comment", {"note": text}, place)


@click.command(cls=LocalizedCommand, help="cli.incidents.correct-help")
@click.argument("incident", metavar="ID")
@click.option("--cause", cls=LocalizedOption, type=click.Choice(CAUSES), help="cli.incidents.cause")
@click.option("--owner", cls=LocalizedOption, type=click.Choice(OWNERS), help="cli.incidents.owner")
@note_option
@desk_options
@click.pass_context
def correct(
    ctx: click.Context,
    /,
    incident: str,
    cause: str | None,
    owner: str | None,
    note: str | None,
    **place: Unpack[Place],
) -> None:
    """Say what the cause was."""
    act(ctx, incident, "correct", {"cause": cause, "owner": owner, "note": note}, place)


@click.command(cls=LocalizedCommand, help="cli.incidents.ticket-help")
@click.argument("incident", metavar="ID")
@click.argument("number", metavar="[NUMBER]", required=False)
@click.option(
    "--reported", cls=LocalizedOption, metavar="TIME", is_flag=False, flag_value=NOW,
    help="cli.incidents.reported",
)  # fmt: skip
@click.option(
    "--accepted", cls=LocalizedOption, metavar="TIME", is_flag=False, flag_value=NOW,
    help="cli.incidents.accepted",
)  # fmt: skip
@click.option("--conference", cls=LocalizedOption, metavar="ID", help="cli.incidents.conference")
@note_option
@desk_options
@click.pass_context
def ticket(
    ctx: click.Context,
    /,
    incident: str,
    number: str | None,
    reported: str | None,
    accepted: str | None,
    conference: str | None,
    note: str | None,
    **place: Unpack[Place],
) -> None:
    """Note what the provider was told."""
    times = {"reported": reported, "accepted": accepted}
    body = {"number": number, "conference_id": conference, "note": note}
    act(ctx, incident, "ticket", body, place, times)


@click.command(cls=LocalizedCommand, help="cli.incidents.close-help")
@click.argument("incident", metavar="ID")
@click.option(
    "--note", cls=LocalizedOption, metavar="TEXT", required=True, help="cli.incidents.why"
)
@desk_options
@click.pass_context
def close(ctx: click.Context, /, incident: str, note: str, **place: Unpack[Place]) -> None:
    """Call it over."""
    act(ctx, incident, "close", {"note": note}, place)


def act(
    ctx: click.Context,
    word: str,
    action: str,
    body: Mapping[str, object],
    place: Place,
    times: Mapping[str, str | None] | None = None,
) -> None:
    """Do it, and say how the incident is now; `times` go into the body as instants."""
    texts = texts_of(ctx)
    with desk_of(ctx, place["socket"], place["url"], place["token_file"], place["ca"]) as desk:
        given = {**body, **instants(ctx, desk, times or {})}
        asked = {name: value for name, value in given.items() if value is not None}
        document = desk.act(desk.the_incident(word), action, asked)
        after = listed(document)
    if place["for_machines"]:
        print_json(document)
    else:
        show(console(), said(texts, action, after))
    warn_unrecorded(texts, document)


def instants(
    ctx: click.Context, desk: DeskClient, times: Mapping[str, str | None]
) -> dict[str, str]:
    """`reported_at` and the like, read where the organization is."""
    given = {name: word for name, word in times.items() if word is not None}
    if not given:
        return {}
    zone, now = ZoneInfo(desk.incidents(most="1")["timezone"]), datetime.now(UTC)
    return {
        f"{name}_at": instant(ctx, f"--{name}", word, zone, now).isoformat()
        for name, word in given.items()
    }


def said(texts: Texts, action: str, seen: Incidents) -> str:
    """What was done, in a sentence."""
    [after] = seen.incidents
    places: dict[str, Any] = {
        "id": after.id,
        "where": where(texts, after, seen),
        "care": care(texts, after, seen),
        "cause": cause(texts, after),
        "owner": worded(texts, "owner", after.owner),
        "ticket": after.ticket or "–",
    }
    return texts.say(f"cli.incidents.done-{action}", **places)
