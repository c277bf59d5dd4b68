"""Reads the .po files and puts keys and parameters into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from monitord.model.states import Param, Reason, State

LOCALES = Path(__file__).parent / "locale"
LANGUAGES = ("vi", "en")
CODED = {"kind": "icmp-error", "state": "state"}
"""Parameters whose value is itself a code, and the subject that has its words."""


class MissingTextError(KeyError):
    """A key that no catalogue of this language has: a bug, found by the tests."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of one language."""

    language: str
    entries: Mapping[str, str]

    def say(self, key: str, **params: object) -> str:
        """The text of `key` with its places filled.

        Raises MissingTextError for an unknown key.
        """
        try:
            return self.entries[key].format(**params)
        except KeyError as error:
            raise MissingTextError(f"{self.language}: {key}: {error}") from None

    def state(self, state: State) -> str:
        """A state in words, as in `vietnamese.md`'s vocabulary: "Mất kết nối"."""
        return self.say(f"state.{state}")

    def reason(self, reason: Reason) -> str:
        """A reason in words, with its parameters in the language's own number style."""
        shown = {name: self.quantity(name, value) for name, value in reason.params.items()}
        return self.say(f"reason.{reason.code}", **shown)

    def quantity(self, name: str, value: Param) -> str:
        """A parameter as people write it; the name's ending tells the unit.

        `…_ratio` is a percentage, `…_seconds` a time, one of `CODED` its words as they stand in
        the middle of a sentence; anything else is printed as it is.
        """
        if isinstance(value, str):
            words = self.say(f"{CODED[name]}.{value}") if name in CODED else value
            return words[:1].lower() + words[1:] if name in CODED else words
        if name.endswith("_ratio"):
            return self.number(value * 100, 1) + (" %" if self.language == "vi" else "%")
        if name.endswith("_seconds"):
            return (
                f"{self.number(value * 1000, 0)} ms" if value < 1 else f"{self.number(value, 1)} s"
            )
        return self.number(value, 2)

    def number(self, value: float, decimals: int) -> str:
        """`value` with at most `decimals` places: 3,2 in Vietnamese, 3.2 in English."""
        text = f"{value:,.{decimals}f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        return text.translate(str.maketrans(",.", ".,")) if self.language == "vi" else text


@cache
def texts(language: str) -> Texts:
    """The catalogue of `language` (`vi` or `en`), read once."""
    entries: dict[str, str] = {}
    for path in sorted((LOCALES / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if isinstance(message.id, str) and message.id and isinstance(message.string, str):
                    entries[message.id] = message.string
    return Texts(language, entries)
