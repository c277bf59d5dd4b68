"""`monitord sla months`: which months there are, which are closed, and the files of each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from monitord.cli.language import texts_of
from monitord.cli.localized import LocalizedCommand, LocalizedOption
from monitord.cli.look import console, named_table, show
from monitord.cli.sla.numbers import DASH
from monitord.cli.sla.options import Source, archive_of, folder_of, json_option, source_options
from monitord.cli.sla.words import month_words
from monitord.model.ledger import Closing
from monitord.model.reckoning import ReportFile
from monitord.sla.months import month_of, over
from monitord.texts import Texts

if TYPE_CHECKING:
    from monitord.reckoning.archive import Archive


@dataclass(frozen=True, slots=True)
class Row:
    """A month."""

    name: str
    over: bool
    closings: Sequence[Closing]
    files: Sequence[ReportFile]


@click.command(cls=LocalizedCommand, help="cli.sla.months-help")
@click.option(
    "--output",
    cls=LocalizedOption,
    type=click.Path(file_okay=False, path_type=Path),
    envvar="MONITORD_REPORTS",
    show_envvar=True,
    metavar="FOLDER",
    help="cli.sla.output",
)
@source_options
@json_option
@click.pass_context
def months(
    ctx: click.Context,
    /,
    output: Path | None,
    inventory: Path,
    database: str | None,
    for_machines: bool,
) -> None:
    """List them, the newest first."""
    texts, source = texts_of(ctx), Source(inventory, database)
    url = source.url(texts)
    folder = folder_of(texts, source, output)
    with archive_of(ctx, url) as archive:
        rows, zone = _rows(archive, folder), ZoneInfo(archive.timezone)
    if for_machines:
        click.echo(json.dumps([_document(each) for each in rows], ensure_ascii=False, indent=2))
        return
    out = console()
    made = named_table(out, texts, "month", "status", "revision", "at", "by", "files")
    for each in rows:
        made.add_row(
            month_words(texts, each.name),
            _status(texts, each),
            *_closed(texts, each, zone),
            _files(each),
        )
    show(out, made)


def _rows(archive: Archive, folder: Path) -> list[Row]:
    from monitord.reckoning.calendar import months_since  # noqa: PLC0415
    from monitord.reckoning.folder import files_of  # noqa: PLC0415

    closed, zone, now = archive.closed(), archive.timezone, archive.now
    providers = archive.inventory.providers.keys()
    names = sorted({*months_since(archive.since, zone, now), *closed}, reverse=True)
    return [
        Row(
            name,
            over(month_of(name, zone, now)),
            closed.get(name, ()),
            files_of(folder, name, providers),
        )
        for name in names
    ]


def _status(texts: Texts, row: Row) -> str:
    state = "closed" if row.closings else "open" if row.over else "running"
    return texts.say(f"cli.sla.month.{state}")


def _closed(texts: Texts, row: Row, zone: ZoneInfo) -> tuple[str, str, str]:
    """The newest revision, when, by whom."""
    if not row.closings:
        return DASH, DASH, DASH
    last = row.closings[-1]
    at = texts.say("cli.day-time", when=last.at.astimezone(zone))
    return str(last.revision), at, last.by.name


def _files(row: Row) -> str:
    """How many, and of which formats."""
    formats = ", ".join(dict.fromkeys(each.format for each in row.files))
    return f"{len(row.files)} ({formats})" if row.files else DASH


def _document(row: Row) -> Mapping[str, Any]:
    """As the API gives it, but with the paths of the files."""
    return {
        "month": row.name,
        "over": row.over,
        "closings": [
            {
                "revision": each.revision,
                "at": each.at.isoformat(),
                "by": {"name": each.by.name, "via": each.by.via},
                "why": each.why,
                "corrections": each.corrections,
            }
            for each in row.closings
        ],
        "files": [
            {
                "path": str(each.path),
                "provider": each.provider,
                "revision": each.revision,
                "format": each.format,
                "bytes": each.bytes,
                "made_at": each.made_at.isoformat(),
            }
            for each in row.files
        ],
    }
