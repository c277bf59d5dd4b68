"""What the web needs of the daemon: callables, so that it knows nothing of who answers them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from monitord.model.desk import Desk
from monitord.model.doors import Account
from monitord.model.incidents import Incident
from monitord.model.reckoning import Reckoning
from monitord.model.snapshot import CentreSnapshot, PollerSnapshot


class Exposed(Protocol):
    """The answer to a scrape."""

    @property
    def body(self) -> bytes:
        """The exposition, encoded."""

    @property
    def content_type(self) -> str:
        """With version and charset."""

    @property
    def content_encoding(self) -> str | None:
        """None for none."""


@dataclass(frozen=True, slots=True)
class ReloadResult:
    """An inventory was accepted; how many checks changed."""

    revision: str
    added: int
    changed: int
    removed: int


@dataclass(frozen=True, slots=True)
class ReloadProblems:
    """An inventory was refused and nothing changed."""

    problems: tuple[str, ...]
    """Each `file:line:column: path: message`."""


def _none(incident: Incident, language: str | None) -> Mapping[str, str]:
    return {}


def _unheard(reason: str) -> None:
    pass


@dataclass(frozen=True, slots=True)
class WebSources:
    """Where the answers come from."""

    poller: Callable[[], PollerSnapshot]
    centre: Callable[[], CentreSnapshot]
    render_metrics: Callable[[str, str], Awaitable[Exposed]]
    """Takes the headers Accept and Accept-Encoding."""
    reload: Callable[[], Awaitable[ReloadResult | ReloadProblems]]
    ready: Callable[[], bool]
    """Whether the daemon has started everything; before, the others are not called."""
    now: Callable[[], float]
    """Unix seconds; decides which measurements are stale."""
    desk: Desk
    """Where incidents and maintenance windows are asked for and changed."""
    reckoning: Reckoning
    """Where the ledger's months are asked for, corrected and closed."""
    accounts: Callable[[], Mapping[str, Account]]
    """Of every user, by name; with none everybody may read, and nobody change anything over TCP."""
    advice: Callable[[Incident, str | None], Mapping[str, str]] = _none
    """Annotations of an incident's alert: what to do, whom to call; in `vi`, `en`, or (None) the
    organization's language. They name people, so only who may also change things is told."""
    refused: Callable[[str], object] = _unheard
    """Counts requests and connections that are refused, by reason."""
