"""Reads the .po files and puts keys and parameters into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from monitord.model.quantities import QUANTITY
from monitord.model.states import Param, Reason, State
from monitord.texts import units

LOCALES = Path(__file__).parent / "locale"
LANGUAGES = ("vi", "en")
CODED = {
    "kind": "icmp-error",
    "state": "state",
    "value": "condition",
    "error": "snmp-error",
    "protocol": "protocol",
    "medium": "medium",
    "direction": "direction",
    "part": "part",
    "sensor": "sensor",
}
"""Parameters and labels whose value may be a code, and the subject that has its words."""
FACTS = ("protocol", "part", "circuit", "interface", "name", "last", "loss_ratio")
"""Parameters of an observation that say what it is about, in the order in which they are told."""


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
        """A reason in words, with its parameters in the language's own number style.

        `{value}` and `{limit}` in its words stand for parameters of these names in any unit.
        """
        params = reason.params
        shown = {name: self.quantity(name, value) for name, value in params.items()}
        ident = params.get("quantity")
        if isinstance(ident, str):
            shown["quantity"] = self.named(ident, params)
        for name, value in params.items():
            stem = name.partition("_")[0]
            if stem in ("value", "limit"):
                of_its_own = isinstance(ident, str) and stem == name
                shown[stem] = self.quantity(str(ident) if of_its_own else name, value)
        words = self.say(f"reason.{reason.code}", **shown)
        more = params.get("more")
        return self.say("more.problems", reason=words, n=more) if more else words

    def named(self, ident: str, labels: Mapping[str, Param]) -> str:
        """A quantity (`monitord.model.quantities`) and which of several: "nhiệt độ (chassis)"."""
        names = QUANTITY[ident].labels if ident in QUANTITY else ()
        which = ", ".join(self.quantity(name, labels[name]) for name in names if name in labels)
        words = self.entries.get(f"quantity.{ident}", ident)
        return f"{words} ({which})" if which else words

    def observation(self, kind: str, params: Mapping[str, Param]) -> str:
        """A fact in words, and what it is about; a kind that nobody knows as it is."""
        if f"observation.{kind}.active" not in self.entries:
            return kind
        ended = params.get("up", 0) == 1 or params.get("active", 1) == 0
        unseen = bool(params.get("unmeasured"))
        words = self.say(f"observation.{kind}.{'ended' if ended and not unseen else 'active'}")
        names = [name for name in FACTS if name in params] or ["oid"]
        about = ", ".join(self.quantity(name, params[name]) for name in names if name in params)
        said = f"{words}: {about}" if about else words
        return self.say("more.unseen", what=said) if unseen else said

    def quantity(self, name: str, value: Param) -> str:
        """A parameter as people write it; the name's ending tells the unit (`units.spoken`).

        One of `CODED` becomes its words, where it has any, as they stand in the middle of a
        sentence; another text is printed as it is.
        """
        if isinstance(value, str):
            words = self.entries.get(f"{CODED.get(name)}.{value or 'unknown'}")
            if words is None:
                return value
            return words if words[:2].isupper() else words[:1].lower() + words[1:]
        if name.endswith("_seconds") and value >= units.LONG:
            return self.duration(value)
        unit, number, decimals = units.spoken(name, value)
        shown = self.number(number, decimals)
        return self.say(f"unit.{unit}", n=shown) if unit else shown

    def duration(self, seconds: float) -> str:
        """A time span with its two largest units: "3 ngày 4 giờ", "12 phút", "5 giây"."""
        parts = units.parts_of(seconds)
        return " ".join(self.say(f"duration.{unit}", n=n) for unit, n in parts)

    def number(self, value: float, decimals: int) -> str:
        """`value` with at most `decimals` places: 3,2 in Vietnamese, 3.2 in English."""
        text = f"{value:,.{decimals}f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        return self.localized(text)

    def localized(self, text: str) -> str:
        """`1,234.5` with the signs of the language: 1.234,5 in Vietnamese."""
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
