"""What people read: in both languages, and about every panel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.grafana.board import Board, Boards, panels

READ = frozenset(
    {"title", "description", "text", "label", "noValue", "legendFormat", "name", "displayName"}
    | {"textFormat", "titleFormat", "content", "axisLabel"}
)
"""Keys whose text is for people; and the values of `renameByName`."""
MACHINE = frozenset({"expr", "query", "uid", "id", "url", "refId", "definition", "regex"})
FILLED = re.compile(r"\{\{[^}]*\}\}|\$\{[^}]*\}|\$\w+")
WORD = re.compile(r"[^\W\d_]{2,}")
BOTH = frozenset(
    {"MCU", "MOS", "RTT", "SNMP", "ICMP", "RTP", "SIP", "monitord", "Alertmanager", "Prometheus"}
    | {"CPU", "UPS", "DSCP", "IP", "RFC", "rank", "site", "path", "page", "chosen", "variable"}
    | {"Python", "auto"}
)
"""Words that are the same in both languages, and names of hidden columns."""


def everything_is_described(boards: Boards) -> Iterator[str]:
    """Each panel has a title, and says what it shows and what to do about it."""
    for board in boards:
        for panel in panels(board):
            if not panel.get("title", "").strip():
                yield f"{board}: panel {panel['id']} has no title"
            if len(panel.get("description", "").split()) < 4:
                yield f"{board}: {panel['title']} does not say what it is about"


def both_languages(boards: Boards) -> Iterator[str]:
    """What is said in one language is said in the other, in words of its own."""
    by_name = {(board.language, board.name): board for board in boards}
    for (language, name), board in by_name.items():
        other = by_name.get(("en" if language == "vi" else "vi", name))
        if other is None:
            yield f"{board}: in one language only"
        elif language == "vi":
            yield from (f"{board}: {problem}" for problem in _compared(board, other))


def _compared(board: Board, other: Board) -> Iterator[str]:
    vi, en = (dict(texts(each.document)) for each in (board, other))
    yield from (f"{where}: in one language only" for where in sorted(vi.keys() ^ en.keys()))
    for where in vi.keys() & en.keys():
        if vi[where] == en[where] and _own_words(vi[where]):
            yield f"{where}: the same in both languages: {vi[where]}"


def _own_words(text: str) -> set[str]:
    """The words that each language has its own for."""
    words = WORD.findall(FILLED.sub(" ", text))
    return {word for word in words if not word.isupper()} - BOTH


def texts(found: Any, where: str = "", key: str = "") -> Iterator[tuple[str, str]]:
    """Everything that people read, by where it stands."""
    if isinstance(found, dict):
        if "url" in found and "keepTime" not in found and found.get("type") == "prometheus":
            return
        for name, value in found.items():
            if name in MACHINE:
                continue
            inner = name if key != "renameByName" else "title"
            yield from texts(value, f"{where}.{_place(name, key)}", inner)
    elif isinstance(found, list):
        for index, value in enumerate(found):
            yield from texts(value, f"{where}[{index}]", key)
    elif isinstance(found, str) and key in READ and not _is_technical(where):
        yield where, found


def _place(name: str, key: str) -> str:
    """Names of fields that are words themselves differ between the languages."""
    return name if key not in ("indexByName",) else ""


def _is_technical(where: str) -> bool:
    """`name` is also that of a variable, and of a field in a transformation."""
    return bool(re.search(r"templating\.list\[\d+\]\.name$|\.transformations\[\d+\]\.id$", where))


def same_questions(boards: Boards) -> Iterator[str]:
    """Both languages are one dashboard: the same panels in the same places ask the same."""
    by_name = {(board.language, board.name): board for board in boards}
    for (language, name), board in by_name.items():
        other = by_name.get(("en", name))
        if language == "vi" and other is not None and _asked(board) != _asked(other):
            yield f"{board}: asks other questions than {other}"


def _asked(board: Board) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = [
        (panel["id"], panel["type"], tuple(panel["gridPos"].values()), target["expr"])
        for panel in panels(board)
        for target in panel.get("targets", ())
    ]
    listed = board.document.get("templating", {}).get("list", [])
    found += [(each["name"], str(each.get("query"))) for each in listed]
    return found + [(each["expr"],) for each in board.document["annotations"]["list"]]
