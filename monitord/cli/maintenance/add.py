"""`monitord maintenance add`: say beforehand what will be worked on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypedDict, Unpack
from zoneinfo import ZoneInfo

import click

from monitord.cli.desk.options import desk_of, desk_options, instant, seconds
from monitord.cli.desk.print import print_json, warn_unrecorded
from monitord.cli.language import texts_of
from monitord.cli.localized import LocalizedCommand, LocalizedOption
from monitord.cli.look import complain, console, show
from monitord.cli.maintenance.picture import Shown
from monitord.cli.maintenance.picture import window as read
from monitord.cli.maintenance.picture import windows as read_all
from monitord.cli.maintenance.tables import covered
from monitord.texts import Texts

KINDS = ("site", "circuit", "provider", "mcu")
HOUR = re.compile(r"[0-9]{1,2}[:h][0-9]{2}")


class Asked(TypedDict):
    """The command line."""

    site: str | None
    circuit: str | None
    provider: str | None
    mcu: str | None
    start: str
    lasting: str | None
    end: str | None
    why: str
    who: str | None
    repeat: str | None
    announced: str | None
    socket: Path
    url: str | None
    token_file: Path | None
    ca: Path | None
    for_machines: bool


@click.command(cls=LocalizedCommand, help="cli.maintenance.add-help")
@click.option("--site", cls=LocalizedOption, metavar="ID", help="cli.maintenance.site")
@click.option("--circuit", cls=LocalizedOption, metavar="ID", help="cli.maintenance.circuit")
@click.option("--provider", cls=LocalizedOption, metavar="ID", help="cli.maintenance.provider")
@click.option("--mcu", cls=LocalizedOption, metavar="ID", help="cli.maintenance.mcu")
@click.option(
    "--from", "start", cls=LocalizedOption, metavar="TIME", required=True,
    help="cli.maintenance.from",
)  # fmt: skip
@click.option("--for", "lasting", cls=LocalizedOption, metavar="4h", help="cli.maintenance.for")
@click.option("--to", "end", cls=LocalizedOption, metavar="TIME", help="cli.maintenance.to")
@click.option(
    "--why", cls=LocalizedOption, metavar="TEXT", required=True, help="cli.maintenance.why"
)
@click.option("--who", cls=LocalizedOption, metavar="NAME", help="cli.maintenance.who")
@click.option("--repeat", cls=LocalizedOption, metavar="RRULE", help="cli.maintenance.repeat")
@click.option("--announced", cls=LocalizedOption, metavar="TIME", help="cli.maintenance.announced")
@desk_options
@click.pass_context
def add(ctx: click.Context, /, **asked: Unpack[Asked]) -> None:
    """Plan a window."""
    texts = texts_of(ctx)
    cover = the_cover(ctx, asked)
    if (asked["lasting"] is None) == (asked["end"] is None):
        raise click.UsageError(texts.say("cli.maintenance.for-or-to"), ctx)
    with desk_of(ctx, asked["socket"], asked["url"], asked["token_file"], asked["ca"]) as desk:
        zone = ZoneInfo(read_all(desk.windows()).timezone)
        told = body(ctx, asked, zone, datetime.now(UTC))
        if cover["kind"] == "site":
            cover = {**cover, "id": desk.the_site(cover["id"])}
        document = desk.add_window({"cover": cover, **told})
        seen = read(document)
    if asked["for_machines"]:
        print_json(document)
    else:
        show(console(), said(texts, seen))
    if seen.now is None and seen.next_start(datetime.now(UTC)) is None:
        complain(texts.say("cli.maintenance.past"))
    warn_unrecorded(texts, document)


def the_cover(ctx: click.Context, asked: Asked) -> Mapping[str, str]:
    """The one thing that is worked on. Raises click.UsageError."""
    words = (asked["site"], asked["circuit"], asked["provider"], asked["mcu"])
    given = [(kind, word) for kind, word in zip(KINDS, words, strict=True) if word is not None]
    if len(given) != 1:
        raise click.UsageError(texts_of(ctx).say("cli.maintenance.one-cover"), ctx)
    [(kind, ident)] = given
    return {"kind": kind, "id": ident}


def body(ctx: click.Context, asked: Asked, zone: ZoneInfo, now: datetime) -> dict[str, str | float]:
    """What the daemon is told of when and why. Raises click.UsageError."""
    start = instant(ctx, "--from", asked["start"], zone, now)
    told: dict[str, str | float] = {
        "start": start.isoformat(),
        "seconds": lasting(ctx, asked, start, zone, now),
        "timezone": zone.key,
        "why": asked["why"],
    }
    if asked["announced"] is not None:
        told["announced_at"] = instant(
            ctx, "--announced", asked["announced"], zone, now
        ).isoformat()
    optional = {"who": asked["who"], "repeat": asked["repeat"]}
    return told | {name: word for name, word in optional.items() if word is not None}


def lasting(
    ctx: click.Context, asked: Asked, start: datetime, zone: ZoneInfo, now: datetime
) -> float:
    """How long, seconds; an end that is an hour only is the next such hour after the start.

    Raises click.UsageError.
    """
    if asked["lasting"] is not None:
        return seconds(ctx, "--for", asked["lasting"])
    word = asked["end"] or ""
    end = instant(ctx, "--to", word, zone, now)
    if HOUR.fullmatch(word.strip()):
        end = datetime.combine(start.astimezone(zone).date(), end.timetz())
        end += timedelta(days=1) if end <= start else timedelta()
    if end <= start:
        raise click.UsageError(texts_of(ctx).say("cli.maintenance.ends-first"), ctx)
    return (end.astimezone(UTC) - start.astimezone(UTC)).total_seconds()


def said(texts: Texts, seen: Shown) -> str:
    """What is planned now, in a sentence."""
    window = seen.window
    zone = ZoneInfo(window.timezone)
    key = "cli.maintenance.done-add-again" if window.repeat else "cli.maintenance.done-add"
    return texts.say(
        key,
        id=window.id,
        cover=covered(texts, seen),
        start=texts.say("cli.day-time", when=window.start.astimezone(zone)),
        lasts=texts.duration(window.seconds),
        repeat=window.repeat,
    )
