"""`monitord status`: how the sites are, as the running daemon sees them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from monitord.cli.client import Client, DaemonAwayError, LoginNeededError, UnknownSiteError
from monitord.cli.desk.line import LineError
from monitord.cli.desk.options import SOCKET
from monitord.cli.door import door_options, token_of, trust
from monitord.cli.language import texts_of
from monitord.cli.localized import LocalizedCommand, LocalizedOption
from monitord.cli.look import console, show
from monitord.cli.picture import Document, Picture, Site, UnexpectedDocumentError, picture
from monitord.cli.picture import site as one_site
from monitord.cli.resolve import SiteNotFoundError, resolve
from monitord.cli.share import Share, share_of, share_table
from monitord.cli.tables import site_detail, site_table, worst_first
from monitord.cli.verdict import headline
from monitord.cli.watch import watch_site, watch_wall
from monitord.cli.way import way
from monitord.model.states import CANNOT_MEET, State
from monitord.texts import Texts

FOUND, USAGE = 1, 2
"""Exit codes: a site cannot meet; the daemon or the site cannot be found."""


@click.command(cls=LocalizedCommand, help="cli.status.help")
@click.argument("site", required=False)
@click.option("--watch", cls=LocalizedOption, is_flag=True, help="cli.status.watch")
@click.option("--json", "as_json", cls=LocalizedOption, is_flag=True, help="cli.status.json")
@click.option("--all", "everything", cls=LocalizedOption, is_flag=True, help="cli.status.all")
@click.option(
    "--socket",
    cls=LocalizedOption,
    type=click.Path(readable=False, path_type=Path),
    envvar="MONITORD_SOCKET",
    default=SOCKET,
    show_envvar=True,
    show_default=True,
    help="cli.status.socket",
)
@click.option(
    "--url",
    cls=LocalizedOption,
    envvar="MONITORD_URL",
    default="http://127.0.0.1:9779",
    show_envvar=True,
    show_default=True,
    help="cli.status.url",
)
@door_options
@click.pass_context
def status(
    ctx: click.Context,
    site: str | None,
    watch: bool,
    as_json: bool,
    everything: bool,
    socket: Path,
    url: str,
    token_file: Path | None,
    ca: Path | None,
) -> None:
    """How the sites are."""
    texts = texts_of(ctx)
    if not url.startswith(("http://", "https://")):
        raise click.UsageError(texts.say("cli.status.bad-url", url=url), ctx)
    if watch and (as_json or not sys.stdout.isatty()):
        raise click.UsageError(texts.say("cli.status.watch-terminal"), ctx)
    try:
        client = Client(way(ctx, socket, url, token_of(token_file), trust(ca)))
        if watch and site:
            watch_site(client, texts, site)
        elif watch:
            watch_wall(client, texts)
        else:
            ctx.exit(report(client, texts, site, as_json, everything))
    except LineError as error:
        click.echo(texts.say(error.code, **error.params), err=True)
    except LoginNeededError as error:
        click.echo(texts.say("cli.status.login", url=url, why=error), err=True)
    except SiteNotFoundError as error:
        click.echo(error.text(texts), err=True)
    except DaemonAwayError as error:
        click.echo(away(texts, url, error), err=True)
    except (UnexpectedDocumentError, UnknownSiteError) as error:
        click.echo(texts.say("cli.status.strange", url=url, why=error), err=True)
    else:
        return
    ctx.exit(USAGE)


def away(texts: Texts, url: str, error: DaemonAwayError) -> str:
    """Why nobody answers, and what to do."""
    if error.line is None or error.line.code == "cli.desk.away":
        return texts.say("cli.status.away", url=url, why=error)
    return texts.say(error.line.code, **error.line.params)


def report(client: Client, texts: Texts, word: str | None, as_json: bool, everything: bool) -> int:
    """Print how the sites are, or the one that `word` means. Returns the exit code."""
    document = client.sites()
    share = share_of(document)
    if share is not None:
        return print_share(texts, share, document, word, as_json=as_json)
    seen = picture(document)
    if word is None:
        return print_document(document) if as_json else print_all(texts, seen, everything)
    document = client.site(resolve(word, seen.names))
    return print_document(document) if as_json else print_one(texts, one_site(document), seen)


def print_share(
    texts: Texts, share: Share, document: Document, word: str | None, *, as_json: bool
) -> int:
    """What a partner is told: its circuits, or those of one site. Returns the exit code."""
    found = share if word is None else share.only(resolve(word, share.names))
    if as_json:
        shown = document if word is None else found.documents[0]
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        out = console()
        show(out, *share_table(out, texts, found))
    return code({line.state for line in found.lines})


def print_document(document: Document) -> int:
    """The API's document as it came. Returns the exit code."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    sites = document.get("sites", [document])
    return code({State(site["state"]) for site in sites})


def print_all(texts: Texts, seen: Picture, everything: bool) -> int:
    """The verdict, and the table of what is not up, or of everything. Returns the exit code."""
    out = console()
    shown = [site for site in worst_first(seen.sites) if everything or site.state is not State.UP]
    show(out, headline(texts, seen))
    if shown:
        show(out, "", site_table(out, texts, shown, seen))
    return code({site.state for site in seen.sites})


def print_one(texts: Texts, site: Site, seen: Picture) -> int:
    """One site in detail. Returns the exit code."""
    out = console()
    show(out, site_detail(out, texts, site, seen.taken_at, seen.names))
    return code({site.state})


def code(states: set[State]) -> int:
    """The exit code that says whether one of these cannot meet."""
    return FOUND if states & CANNOT_MEET else 0
