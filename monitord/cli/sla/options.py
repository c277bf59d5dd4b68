"""What the commands that read the database have in common: where it is, and what goes wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from monitord.cli.language import texts_of
from monitord.cli.localized import LocalizedOption
from monitord.cli.look import complain
from monitord.cli.options import inventory_option
from monitord.cli.sla.words import words_of
from monitord.inventory import InvalidInventoryError, load
from monitord.model.inventory import Inventory
from monitord.model.ledger import LedgerError
from monitord.store.failures import StoreError
from monitord.store.reading import CannotReadError
from monitord.texts import Texts

if TYPE_CHECKING:
    from monitord.reckoning.archive import Archive

F = TypeVar("F", bound=Callable[..., Any])
FOUND, WRONG = 1, 2
"""Exit codes: something is wrong with what was found; with what was asked."""
FOLDER, OFF = "var/reports", "off"
"""Where reports are when nobody says; and what one says to the daemon to have none made."""
_SAID = re.compile(r"(?:(\d{1,2})/(\d{4})|(\d{4})-(\d{1,2}))")

database_option = click.option(
    "--database",
    cls=LocalizedOption,
    metavar="URL",
    envvar="MONITORD_DATABASE",
    show_envvar=True,
    help="backup.help.database",
)
json_option = click.option(
    "--json", "for_machines", cls=LocalizedOption, is_flag=True, help="cli.sla.json"
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the database is: its URL, or the inventory that says so."""

    inventory: Path
    database: str | None

    def url(self, texts: Texts) -> str:
        """Of the database; ends the command where the inventory cannot be read."""
        return self.database or self.loaded(texts).daemon.database

    def loaded(self, texts: Texts) -> Inventory:
        """The inventory; ends the command where it cannot be read."""
        try:
            return load(self.inventory)
        except InvalidInventoryError:
            refuse(texts.say("sla.inventory", path=self.inventory))
        except OSError as error:
            refuse(texts.say("sla.no-inventory-file", path=self.inventory, why=error.strerror))


def source_options(command: F) -> F:
    """`--inventory` and `--database`."""
    return inventory_option(database_option(command))


def month_option(command: F) -> F:
    """`--month`; None: the newest that is over."""
    option = click.option("--month", cls=LocalizedOption, metavar="2026-10", help="cli.sla.month")
    return option(command)


def folder_of(texts: Texts, source: Source, given: Path | None) -> Path:
    """Where reports are: what is given, else what the inventory says. `off` says nothing."""
    if given is not None and str(given) != OFF:
        return given
    return Path(source.loaded(texts).daemon.reports or FOLDER)


def as_month(word: str | None) -> str | None:
    """`10/2026` and `2026-9` as the ledger names them; anything else as it is."""
    found = _SAID.fullmatch(word.strip()) if word else None
    if found is None:
        return word
    year, month = (found[2], found[1]) if found[2] else (found[3], found[4])
    return f"{year}-{int(month):02}"


@contextmanager
def archive_of(ctx: click.Context, url: str) -> Iterator[Archive]:
    """The archive; whatever is wrong with it, or with the month, ends the command with 2."""
    from monitord.reckoning.archive import opened  # noqa: PLC0415 - the database is 20 MB of code

    with in_ledger_words(texts_of(ctx)), opened(url, datetime.now(UTC)) as archive:
        yield archive


@contextmanager
def in_ledger_words(texts: Texts) -> Iterator[None]:
    """What the ledger or the database refuses is said in words, and the exit code is 2."""
    try:
        yield
    except LedgerError as error:
        from monitord.reckoning.outages import plain  # noqa: PLC0415

        refuse(words_of(texts, *plain(error)))
    except CannotReadError as error:
        refuse(texts.say(f"sla.database-{error.code}", **error.params))
    except StoreError as error:
        refuse(texts.say("sla.database-failed", why=error))


def refuse(message: str) -> NoReturn:
    """Say it and end with 2."""
    complain(message)
    raise SystemExit(WRONG)
