"""Words, numbers, times and spans as the report prints them, in the language's own style."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from monitord.model.figures import Ratio, Within
from monitord.model.incidents import Cause, Owner
from monitord.model.inventory import Provider
from monitord.model.quality import Direction
from monitord.texts import Texts, shares

NONE = "–"
"""Stands where there is nothing to tell from."""


@dataclass(frozen=True, slots=True)
class Scribe:
    """Writes in one language and timezone."""

    words: Texts
    zone: ZoneInfo
    names: Mapping[str, str]
    """Of sites, by id."""

    def say(self, key: str, **params: object) -> str:
        """A text, as in `Texts.say`."""
        return self.words.say(key, **params)

    def percent(self, value: float | None) -> str:
        """Of packets, how many were lost: to the nearest thousandth of a per cent."""
        if value is None:
            return NONE
        return self.say("unit.percent", n=self.number(value, shares.DECIMALS, 100))

    def share(self, ratio: Ratio | Within, decimals: int = shares.DECIMALS) -> str:
        """What of all was well, rounded down."""
        value = ratio.value
        return NONE if value is None else shares.measured(self.words, value, decimals)

    def promised(self, value: float | None) -> str:
        """A ratio of a contract, without needless zeros: "99,9 %"."""
        return NONE if value is None else shares.agreed(self.words, value)

    def count(self, number: int) -> str:
        """A number of things."""
        return self.words.localized(f"{number:,}")

    def number(self, value: float | None, decimals: int = 2, scale: float = 1) -> str:
        """A value times `scale`, with fixed decimals."""
        return NONE if value is None else self.words.localized(f"{value * scale:,.{decimals}f}")

    def milliseconds(self, seconds: float | None) -> str:
        """Only the number; the unit stands in the heading."""
        return self.number(seconds, 1, 1000)

    def span(self, seconds: float | None) -> str:
        """`h:mm:ss`, to the nearest second; hours may be many, and a minus goes before them."""
        if seconds is None:
            return NONE
        total = round(abs(seconds))
        sign = "\u2212" if seconds < 0 and total else ""
        return f"{sign}{self.count(total // 3600)}:{total // 60 % 60:02}:{total % 60:02}"

    def moment(self, at: datetime) -> str:
        """`15:00 ngày 10/09/2026`, local time."""
        return self.say("sla-pdf.moment", at=at.astimezone(self.zone))

    def second(self, at: datetime) -> str:
        """`15:00:07 10/09/2026`, for tables: the second in which it was, local time."""
        return self.say("sla-pdf.second", at=at.astimezone(self.zone))

    def day(self, day: date) -> str:
        """`10/09/2026`."""
        return self.say("sla-report.day", day=day)

    def cause(self, cause: Cause | None) -> str:
        """What broke; None: nobody has said."""
        return self.words.say(f"cause.{cause or Cause.UNDETERMINED}")

    def owner(self, owner: Owner | None) -> str:
        """Who answers for it."""
        return self.words.say(f"owner.{owner or Owner.UNDETERMINED}")

    def direction(self, direction: Direction) -> str:
        """Which way packets went."""
        return self.words.say(f"sla-report.direction.{direction}")

    def headed(self, heading: str, provider: Provider, of: int) -> str:
        """A heading, with the provider's name where the report is of several."""
        return heading if of == 1 else f"{heading} – {provider.name}"
