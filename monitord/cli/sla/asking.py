"""The daemon's ledger as the commands use it: what it refuses is said in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from monitord.cli.desk.client import DeskClient, RefusedError
from monitord.cli.desk.options import desk_of
from monitord.cli.language import texts_of
from monitord.cli.picture import Document
from monitord.cli.sla.options import refuse
from monitord.cli.sla.words import words_of
from monitord.texts import Texts

PATIENCE = 600.0
"""Seconds: a province's month is worked out before anything is kept."""
MOST_NAMED = 20
"""Outages in the way that are named."""


@contextmanager
def ledger_of(
    ctx: click.Context, socket: Path, url: str | None, token_file: Path | None, ca: Path | None
) -> Iterator[DeskClient]:
    """The daemon; whatever goes wrong is said in words, and the exit code is 2."""
    with desk_of(ctx, socket, url, token_file, ca, PATIENCE) as desk:
        try:
            yield desk
        except RefusedError as error:
            if not str(error.document.get("code", "")).startswith("sla."):
                raise
            refuse("\n".join(_lines(texts_of(ctx), error.document)))


def _lines(texts: Texts, said: Document) -> Iterator[str]:
    """The sentence, then what stands in the way."""
    yield words_of(texts, said["code"], said.get("params", {}), said.get("did_you_mean", ()))
    ways = said.get("problems", ())
    for each in ways[:MOST_NAMED]:
        yield f"  {each['field']}  {words_of(texts, each['code'], each['params'])}"
    if len(ways) > MOST_NAMED:
        yield "  " + texts.say("cli.sla.more", n=len(ways) - MOST_NAMED)
