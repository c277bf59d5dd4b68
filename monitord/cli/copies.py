"""`monitord backup FILE`, `monitord restore FILE`: the SQLite database, saved and put back."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NoReturn, TypeVar

import click

from monitord.cli.language import texts_of
from monitord.cli.localized import LocalizedCommand, LocalizedOption
from monitord.cli.options import inventory_option
from monitord.inventory import InvalidInventoryError, load
from monitord.store import backup as copying
from monitord.store import restore as putting
from monitord.store.backup import Copied, CopyError, file_of
from monitord.texts import Texts

WRONG = 2
T = TypeVar("T")
file_argument = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
database_option = click.option(
    "--database",
    cls=LocalizedOption,
    metavar="URL",
    envvar="MONITORD_DATABASE",
    show_envvar=True,
    help="backup.help.database",
)


@click.command(cls=LocalizedCommand, help="backup.help.backup")
@file_argument
@inventory_option
@database_option
@click.option("--force", cls=LocalizedOption, is_flag=True, help="backup.help.force")
@click.pass_context
def backup(
    ctx: click.Context, file: Path, inventory: Path, database: str | None, force: bool
) -> None:
    """Copy the database, also while the daemon writes."""
    texts = texts_of(ctx)
    path = _database(texts, database, inventory)
    copied = _or_refuse(texts, partial(copying.backup, path, file, replace=force))
    click.echo(_about(texts, "backup.done", file=file, copied=copied))


@click.command(cls=LocalizedCommand, help="backup.help.restore")
@file_argument
@inventory_option
@database_option
@click.pass_context
def restore(ctx: click.Context, file: Path, inventory: Path, database: str | None) -> None:
    """Put a backup in the database's place."""
    texts = texts_of(ctx)
    path = _database(texts, database, inventory)
    done = _or_refuse(texts, partial(putting.restore, file, path, datetime.now(UTC)))
    click.echo(_about(texts, "backup.restored", file=file, copied=done.copied))
    if done.aside is not None:
        click.echo(texts.say("backup.aside", path=done.aside))


def _database(texts: Texts, url: str | None, inventory: Path) -> Path:
    """The file to copy, or to replace: what is given, else what the inventory says."""
    return _or_refuse(texts, lambda: file_of(url or _of_inventory(texts, inventory)))


def _of_inventory(texts: Texts, path: Path) -> str:
    try:
        return load(path).daemon.database
    except InvalidInventoryError:
        _refuse(texts.say("backup.inventory", path=path))
    except OSError as error:
        _refuse(texts.say("cli.check.missing-file", path=path, why=error.strerror))


def _about(texts: Texts, key: str, file: Path, copied: Copied) -> str:
    """What is in a copy, in words."""
    return texts.say(
        key,
        path=file,
        size=texts.number(copied.bytes / 1e6, 1),
        incidents=texts.number(copied.incidents, 0),
        transitions=texts.number(copied.transitions, 0),
        schema=copied.schema,
    )


def _or_refuse(texts: Texts, work: Callable[[], T]) -> T:
    """What `work` returns; a copy that cannot be made ends the command with 2."""
    try:
        return work()
    except CopyError as error:
        _refuse(texts.say(f"backup.{error.code}", **error.params))


def _refuse(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(WRONG)
