"""The steps of the catalogue as the pages of `docs/runbooks` print them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from monitord.alerts.clerk import WIDE
from monitord.alerts.steps import fields
from monitord.model.incidents import Aspect, Cause
from monitord.texts import Texts


def books(said: Texts, who: str, cause: str) -> Iterator[str]:
    """Keys under which steps for a cause are: its own, then those of single aspects."""
    yield f"{who}.{cause}"
    for aspect in Aspect:
        special = f"{who}.{cause}.{aspect}"
        if f"{special}.2" in said.entries:
            yield special


def page_steps(said: Texts, book: str) -> list[str]:
    """The steps of a book, with the names of their places in braces."""
    who, cause, *aspect = book.split(".")
    if who == "technician":
        return list(_steps(said, book, 1))
    group = Cause(cause) in WIDE or aspect == [Aspect.TROUBLE]
    last = "clerk.last.group" if group else "clerk.last"
    return [_named(said, "clerk.first"), *_steps(said, book, 2), _named(said, last)]


def _steps(said: Texts, book: str, start: int) -> Iterator[str]:
    for number in count(start):
        if f"{book}.{number}" not in said.entries:
            return
        yield _named(said, f"{book}.{number}")


def _named(said: Texts, key: str) -> str:
    names = fields(said.entries[key])
    return said.say(key, **{name: f"{{{said.say(f'place.{name}')}}}" for name in names})
