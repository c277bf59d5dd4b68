"""What a report is gathered on."""

from __future__ import annotations

from dataclasses import dataclass, field

from monitord.model.modules import IdentityField, Rule
from monitord.model.readings import Labels, Reading, Reported
from monitord.model.snmp import SnmpAnswer, Value
from probes.snmp.mapping.entries import Meaning, WrongValueError


@dataclass(slots=True)
class Sheet:
    """An answer, and what was found in it so far."""

    answer: SnmpAnswer
    identity: dict[IdentityField, str] = field(default_factory=dict)
    readings: dict[tuple[str, Labels], Reading] = field(default_factory=dict)
    """Of the same quantity and labels the first counts."""
    aliases: dict[str, str] = field(default_factory=dict)
    wrong: int = 0

    def value(self, meaning: Meaning, raw: Value | None, index: str) -> float | str | None:
        """What `raw` means; None when there is nothing, or it is wrong, which is counted."""
        if raw is None:
            return None
        try:
            return meaning.value(raw, self.answer, index)
        except WrongValueError:
            self.wrong += 1
            return None

    def add(
        self, quantity: str, labels: Labels, value: float | str, rules: tuple[Rule, ...]
    ) -> None:
        """Note a reading."""
        self.readings.setdefault((quantity, labels), Reading(quantity, labels, value, rules))

    def reported(self, uptime: float | None) -> Reported:
        """Everything that was found."""
        readings = tuple(self.readings.values())
        return Reported(self.identity, readings, uptime, self.aliases, self.wrong)
