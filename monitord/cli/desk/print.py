"""What all commands of the desk print."""

from __future__ import annotations

import json

import click

from monitord.cli.look import complain
from monitord.cli.picture import Document
from monitord.texts import Texts


def print_json(document: Document) -> None:
    """The API's document as it came."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def warn_unrecorded(texts: Texts, document: Document) -> None:
    """Say so when the database does not have it yet."""
    if document.get("recorded") is False:
        complain(texts.say("cli.desk.unrecorded"))
