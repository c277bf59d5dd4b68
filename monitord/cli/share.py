"""What a partner's token shows: its own circuits, by site, and nothing of the sites but names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from monitord.cli.look import named_table, since, stated
from monitord.cli.picture import (
    BROKEN,
    Circuit,
    Document,
    UnexpectedDocumentError,
    circuit,
    taken_at,
)
from monitord.model.states import WORST_FIRST
from monitord.texts import Texts


@dataclass(frozen=True, slots=True)
class Share:
    """The circuits of one provider at one instant of the daemon's clock."""

    provider: str
    organization: str
    taken_at: datetime
    documents: tuple[Document, ...]
    """Of the sites where they end."""
    names: Mapping[str, str]
    """Of those sites, by id."""
    circuits: Mapping[str, tuple[Circuit, ...]]
    """By site."""

    @property
    def lines(self) -> list[Circuit]:
        """All of them."""
        return [line for lines in self.circuits.values() for line in lines]

    def only(self, site: str) -> Share:
        """Those of one site."""
        documents = tuple(each for each in self.documents if each["id"] == site)
        return replace(self, documents=documents, circuits={site: self.circuits[site]})


def share_of(document: Document) -> Share | None:
    """The document of `/api/v1/sites` as a partner gets it; None: it is not a partner's.

    Raises UnexpectedDocumentError.
    """
    if "provider" not in document:
        return None
    try:
        sites = document["sites"]
        return Share(
            provider=str(document["provider"]),
            organization=str(document["organization"]["name"]),
            taken_at=taken_at(document),
            documents=tuple(sites),
            names={site["id"]: site["name"] for site in sites},
            circuits={site["id"]: tuple(map(circuit, site["circuits"])) for site in sites},
        )
    except BROKEN as error:
        raise UnexpectedDocumentError(repr(error)) from error


def share_table(out: Console, texts: Texts, share: Share) -> Iterator[RenderableType]:
    """Who they belong to, and one row per circuit, worst first."""
    yield Text.assemble((share.organization, "bold"), f"  {share.provider}")
    if share.lines:
        yield _table(out, texts, share)


def _table(out: Console, texts: Texts, share: Share) -> Table:
    made = named_table(out, texts, "state", "circuit", "site", "line", "since")
    rows = [(site, line) for site, lines in share.circuits.items() for line in lines]
    for site, line in sorted(rows, key=lambda row: WORST_FIRST.index(row[1].state)):
        made.add_row(
            stated(texts, line.state),
            line.id,
            share.names[site],
            texts.say(f"cli.line.{line.role}"),
            since(texts, line.since, share.taken_at),
        )
    return made
