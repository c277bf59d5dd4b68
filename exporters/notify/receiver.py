"""Who is told without Alertmanager, and how what they are told is worded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from monitord.model.incidents import Incident
from monitord.model.settings import Notify


@dataclass(frozen=True, slots=True)
class Receiver:
    """A receiver and its URL, as the library apprise takes it, with the password in it."""

    settings: Notify
    url: str = field(repr=False)


class Worded(Protocol):
    """A message for people."""

    @property
    def title(self) -> str:
        """One line."""

    @property
    def body(self) -> str:
        """What to know and to do."""


Wording: TypeAlias = Callable[[Incident, Notify], Worded]
"""The message about an incident as it is now, in the language and the plainness of a receiver."""
