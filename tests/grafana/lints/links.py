"""Links lead somewhere, take the time range along, and choose there what was clicked here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from grafana.source.scopes import PAGES
from tests.grafana.board import Board, Boards, found_under, panels

TARGET = re.compile(r"/d/([\w-]+)(?:\?(.*))?$")
CHOSEN = re.compile(r"(?:^|&)var-([^=&]+)=")
PAGE, VARIABLE = "${__data.fields.page}", "${__data.fields.variable}"
TIME = "${__url_time_range}"


def links_have_targets(boards: Boards) -> Iterator[str]:
    """Every link is to one of our dashboards in the same language, and chooses what it has."""
    variables = {board.document["uid"]: _variables(board) for board in boards}
    for board in boards:
        for url in _urls(board):
            yield from (f"{board}: {url}: {each}" for each in _wrong(url, board, variables))


def _variables(board: Board) -> set[str]:
    return {each["name"] for each in board.document.get("templating", {}).get("list", [])}


def _urls(board: Board) -> Iterator[str]:
    """Where its links lead; one whose target is in the row, once for each that can be."""
    for url in found_under(board.document, "url"):
        if PAGE not in url:
            yield url
        for page, variable in PAGES.values() if PAGE in url else ():
            yield url.replace(PAGE, page).replace(VARIABLE, variable or "")


def _wrong(url: str, board: Board, variables: Mapping[str, set[str]]) -> Iterator[str]:
    target = TARGET.match(url)
    if target is None or target[1] not in variables:
        yield "leads nowhere"
        return
    if not target[1].endswith(f"-{board.language}"):
        yield "leads to another language"
    for name in CHOSEN.findall(target[2] or ""):
        if name not in variables[target[1]]:
            yield f"{target[1]} has no variable {name}"


def links_keep_the_time(boards: Boards) -> Iterator[str]:
    """Whoever looks at yesterday sees yesterday behind each link, too."""
    for board in boards:
        for link in board.document["links"]:
            if not link["keepTime"]:
                yield f"{board}: {link['title']} forgets the time"
        for panel in panels(board):
            for url in found_under(panel, "url"):
                if TIME not in url:
                    yield f"{board}: {panel['title']}: {url} forgets the time"


def every_board_is_linked(boards: Boards) -> Iterator[str]:
    """From each dashboard one gets to all the others."""
    names = {board.name for board in boards}
    for board in boards:
        there = {url.split("?")[0] for url in found_under(board.document["links"], "url")}
        for name in sorted(names - {board.name}):
            if f"/d/monitord-{name}-{board.language}" not in there:
                yield f"{board}: no link to {name}"
