"""How a database fails, in two kinds: it cannot now, or it never will."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic.util import CommandError
from sqlalchemy import URL
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    SQLAlchemyError,
    StatementError,
)

from monitord.store.revisions import DamagedContentError

REFUSALS = (DataError, IntegrityError, ValueError, OverflowError)
"""ValueError: of a text that is none, or a number that JSON has no word for; the drivers let it
through as it is.
"""
FAILURES = (SQLAlchemyError, CommandError, DamagedContentError, ValueError, OverflowError)
"""What a database that cannot do its work raises."""


class StoreError(Exception):
    """The database cannot do what was asked now: it is away, full, locked, corrupt or too new.

    The message names the database (never its password) and the cause, on one line.
    """


class RefusedError(StoreError):
    """The database is well and does not take this: a value that its columns cannot hold."""


@contextmanager
def failures(url: URL) -> Iterator[None]:
    """Whatever the database raises becomes a StoreError that names it."""
    try:
        yield
    except FAILURES as error:
        cause = error.orig if isinstance(error, StatementError) else error
        kind = RefusedError if _is_refusal(error) else StoreError
        shown = url.render_as_string(hide_password=True)
        raise kind(f"{shown}: {' '.join(str(cause).split())}") from error


def _is_refusal(error: Exception) -> bool:
    """Whether the same would be refused again, however well the database is.

    A statement's error that is not the driver's is of a value that could not be handed to it.
    """
    ours = isinstance(error, StatementError) and not isinstance(error, DBAPIError)
    return ours or isinstance(error, REFUSALS)
