"""`monitord sla report`: a month's report as files, made from the database."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from exporters.reports.names import FORMATS
from monitord.cli.language import LANGUAGES, texts_of
from monitord.cli.localized import LocalizedCommand, LocalizedOption
from monitord.cli.look import complain
from monitord.cli.sla.options import (
    Source,
    archive_of,
    as_month,
    folder_of,
    json_option,
    month_option,
    refuse,
    source_options,
)
from monitord.cli.sla.progress import Advance, progress
from monitord.cli.sla.words import month_words
from monitord.model.figures import Month, MonthReport
from monitord.texts import Texts

if TYPE_CHECKING:
    from monitord.reckoning.archive import Archive

READ, RECKONED = 0.2, 0.4
"""How far it has come when the database is read, and when the figures are there."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which report; None: the newest month that is over, all providers, the newest revision."""

    month: str | None
    provider: str | None
    revision: int | None
    formats: Sequence[str]
    language: str | None


@dataclass(frozen=True, slots=True)
class Written:
    """A report that is there now; its figures are gone, for there may be many of them."""

    month: Month
    provisional: bool
    provider: str | None
    revision: int | None
    data: str
    """SHA-256 of the raw intervals, in hex."""
    files: Sequence[Path]


@click.command(cls=LocalizedCommand, help="cli.sla.report-help")
@month_option
@click.option("--provider", cls=LocalizedOption, metavar="PROVIDER", help="cli.sla.provider")
@click.option(
    "--each-provider", "each", cls=LocalizedOption, is_flag=True, help="cli.sla.each-provider"
)
@click.option(
    "--format",
    "formats",
    cls=LocalizedOption,
    type=click.Choice(FORMATS),
    multiple=True,
    help="cli.sla.format",
)
@click.option(
    "--output",
    cls=LocalizedOption,
    type=click.Path(file_okay=False, path_type=Path),
    envvar="MONITORD_REPORTS",
    show_envvar=True,
    metavar="FOLDER",
    help="cli.sla.output",
)
@click.option(
    "--revision", cls=LocalizedOption, type=click.IntRange(min=1), help="cli.sla.revision"
)
@click.option(
    "--language", cls=LocalizedOption, type=click.Choice(LANGUAGES), help="cli.sla.language"
)
@source_options
@json_option
@click.pass_context
def report(
    ctx: click.Context,
    /,
    month: str | None,
    provider: str | None,
    each: bool,
    formats: Sequence[str],
    output: Path | None,
    revision: int | None,
    language: str | None,
    inventory: Path,
    database: str | None,
    for_machines: bool,
) -> None:
    """Write the files of a month."""
    texts, source = texts_of(ctx), Source(inventory, database)
    if each and provider is not None:
        raise click.UsageError(texts.say("sla.each-or-one"), ctx)
    url = source.url(texts)
    folder = folder_of(texts, source, output)
    spoken = language or ctx.find_root().params.get("language")
    wish = Wish(as_month(month), provider, revision, formats or FORMATS, spoken)
    with progress() as advance:
        made = list(_reports(ctx, url, folder, wish, advance, each=each))
    if for_machines:
        click.echo(json.dumps(_document(made), ensure_ascii=False, indent=2))
    else:
        _say(texts, made)


def _reports(
    ctx: click.Context, url: str, folder: Path, wish: Wish, advance: Advance, *, each: bool
) -> Sequence[Written]:
    """One report, or one of each provider and then that of all."""
    wanted: list[str | None] = [wish.provider]
    if each:
        with archive_of(ctx, url) as archive:
            wanted = [*archive.providers(archive.month(wish.month)), None]
    made = []
    for number, provider in enumerate(wanted):

        def part(what: str, done: float, number: int = number) -> None:
            advance(what, (number + done) / len(wanted))

        made.append(_one(ctx, url, folder, wish, provider, part))
    return made


def _one(
    ctx: click.Context, url: str, folder: Path, wish: Wish, provider: str | None, advance: Advance
) -> Written:
    from exporters.reports.files import write  # noqa: PLC0415 - with what draws pages and books

    texts = texts_of(ctx)
    advance(texts.say("cli.sla.step.read"), 0.0)
    about = {"provider": provider or ""}

    def reckoning(month: Month) -> None:
        about["month"] = month_words(texts, month.name)
        advance(texts.say("cli.sla.step.reckon", **about).strip(), READ)

    def wrote(done: float) -> None:
        writing = texts.say("cli.sla.step.write", **about).strip()
        advance(writing, RECKONED + (1 - RECKONED) * done)

    with archive_of(ctx, url) as archive:
        made = _figures(archive, wish, provider, reckoning)
    wrote(0.0)
    language = wish.language or made.organization.locale
    try:
        files = write(made, folder, wish.formats, language, wrote)
    except OSError as error:
        path, why = error.filename or folder, error.strerror or error
        refuse(texts.say("sla.unwritable", path=path, why=why))
    return Written(
        month=made.month,
        provisional=made.provisional,
        provider=made.providers[0].provider.id if provider else None,
        revision=made.closing.revision if made.closing else None,
        data=made.inputs.data,
        files=files,
    )


def _figures(
    archive: Archive, wish: Wish, provider: str | None, reckoning: Callable[[Month], None]
) -> MonthReport:
    """The figures; what they were worked out from is let go of before anything is drawn."""
    from monitord.reckoning.months import figures_of  # noqa: PLC0415 - with what draws pages

    month = archive.month(wish.month)
    evidence = archive.evidence(month)
    reckoning(month)
    return figures_of(evidence, month, provider, wish.revision)


def _say(texts: Texts, made: Sequence[Written]) -> None:
    """What was written, a line each; that the month is not over on standard error."""
    for each in made:
        for path in each.files:
            size = texts.number(path.stat().st_size / 1000, 0)
            click.echo(texts.say("cli.sla.written", path=path, size=size))
    if made and made[0].provisional:
        month = month_words(texts, made[0].month.name)
        complain(texts.say("cli.sla.provisional", month=month))


def _document(made: Sequence[Written]) -> dict[str, Any]:
    """The same for machines, with hashes."""
    return {"reports": [_report(each) for each in made]}


def _report(each: Written) -> dict[str, Any]:
    return {
        "month": each.month.name,
        "provider": each.provider,
        "revision": each.revision,
        "provisional": each.provisional,
        "data_sha256": each.data,
        "files": [_file(path) for path in each.files],
    }


def _file(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {
            "path": str(path),
            "bytes": path.stat().st_size,
            "sha256": file_digest(file, "sha256").hexdigest(),
        }
