"""How instants, people and lists are written in what people are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from monitord.model.inventory import Contact, Inventory, Team
from monitord.model.states import Param
from monitord.texts import Texts, texts

SHOWN = 5
"""Sites that are named; of the rest, how many."""


@dataclass(frozen=True, slots=True)
class Words:
    """One language and one organization's zone."""

    texts: Texts
    zone: ZoneInfo

    @classmethod
    def of(cls, inventory: Inventory, language: str) -> Words:
        """Those in which an organization is spoken to."""
        return cls(texts(language), ZoneInfo(inventory.organization.timezone))

    def say(self, key: str, **places: object) -> str:
        """A text of the catalogue. Raises MissingTextError."""
        return self.texts.say(key, **places)

    def instant(self, when: datetime) -> str:
        """A local instant: "15:00 ngày 10/09/2026"."""
        return self.say("alert.instant", when=when.astimezone(self.zone))

    def moment(self, when: datetime) -> str:
        """A local instant to the second: "15:00:07 ngày 10/09/2026"."""
        return self.say("alert.moment", when=when.astimezone(self.zone))

    def hour(self, when: datetime) -> str:
        """Its hour and minute only: "15:00"."""
        return f"{when.astimezone(self.zone):%H:%M}"

    def several(self, names: Sequence[str]) -> str:
        """The first few of them, and how many more: "A, B và 3 điểm cầu khác"."""
        shown = ", ".join(names[:SHOWN])
        rest = len(names) - SHOWN
        return self.say("alert.and-more", names=shown, n=rest) if rest > 0 else shown

    def called(self, name: str, number: str | None) -> str:
        """Somebody and the number at which he is reached."""
        return f"{name} {number}" if number else name

    def path(self, params: Mapping[str, Param]) -> str:
        """How far a path trace came (see `monitord.daemon.tracer`)."""
        if params.get("reached"):
            return self.say("evidence.path.reached")
        last = params.get("last")
        return self.say("evidence.path.last" if last else "evidence.path.nothing", last=last)


def reached(contact: Contact) -> str | None:
    """At which number somebody is reached: by telephone, else by Zalo."""
    return contact.phone or contact.zalo


def first(contacts: Sequence[Contact]) -> Contact | None:
    """The first who can be called, else the first; None: nobody."""
    callable_ = (contact for contact in contacts if reached(contact))
    return next(callable_, contacts[0] if contacts else None)


def on_call(team: Team | None) -> Contact | None:
    """Whom the site staff call (đầu mối kỹ thuật)."""
    return first(team.contacts) if team else None
