"""Who is told without Alertmanager, and how what they are told is worded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from monitord.model.alerts import Message
from monitord.model.incidents import Incident
from monitord.model.settings import Notify


@dataclass(frozen=True, slots=True)
class Receiver:
    """A receiver and its URL, as the library apprise takes it, with the password in it."""

    settings: Notify
    url: str = field(repr=False)


Wording: TypeAlias = Callable[[Incident, Notify], Message]
"""The message about an incident as it is now, in the language and the plainness of a receiver."""

Counted: TypeAlias = Callable[[str, str, int], None]
"""Hears of attempts: the receiver's id, `sent` or `failed`, and of how many incidents."""
