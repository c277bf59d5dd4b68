"""The API's documents of maintenance windows as dataclasses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitord.cli.picture import BROKEN, Document, UnexpectedDocumentError
from monitord.maintenance import next_edge
from monitord.model.maintenance import Cover, Window


@dataclass(frozen=True, slots=True)
class Now:
    """The time that a window is in force now."""

    start: datetime
    end: datetime
    agreed: bool | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A window, and how it stands."""

    window: Window
    name: str
    """What people call what is worked on."""
    now: Now | None

    def next_start(self, at: datetime) -> datetime | None:
        """When it begins next; None: it is in force, cancelled or over."""
        if self.now is not None or self.window.cancelled_at is not None:
            return None
        return next_edge([self.window], at)


@dataclass(frozen=True, slots=True)
class Windows:
    """All windows at one instant of the daemon's clock."""

    taken_at: datetime
    timezone: str
    windows: tuple[Shown, ...]


def windows(document: Document) -> Windows:
    """The document of all. Raises UnexpectedDocumentError."""
    try:
        return Windows(
            datetime.fromisoformat(document["taken_at"]),
            document["timezone"],
            tuple(_shown(entry) for entry in document["windows"]),
        )
    except BROKEN as error:
        raise UnexpectedDocumentError(repr(error)) from error


def window(document: Document) -> Shown:
    """The window of an answer. Raises UnexpectedDocumentError."""
    try:
        return _shown(document["window"])
    except BROKEN as error:
        raise UnexpectedDocumentError(repr(error)) from error


def _shown(entry: Document) -> Shown:
    now = entry["in_force"]
    return Shown(_window(entry), entry["cover_name"], _now(now) if now else None)


def _window(entry: Document) -> Window:
    return Window(
        id=entry["id"],
        cover=Cover(entry["cover"]["kind"], entry["cover"]["id"]),
        start=datetime.fromisoformat(entry["start"]),
        seconds=float(entry["seconds"]),
        repeat=entry["repeat"],
        timezone=entry["timezone"],
        why=entry["why"],
        who=entry["who"],
        announced_at=_instant(entry["announced_at"]),
        cancelled_at=_instant(entry["cancelled_at"]),
        cancelled_by=entry["cancelled_by"],
        source=entry["source"],
    )


def _now(entry: Document) -> Now:
    start, end = (datetime.fromisoformat(entry[name]) for name in ("start", "end"))
    return Now(start, end, entry["agreed"])


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
