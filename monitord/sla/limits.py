"""The limits of a contract on quality, and which slots of five minutes keep them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitord.model.figures import Within
from monitord.model.inventory import Sla
from monitord.model.slots import Briefs

_MOS = 3
"""The place of the one limit that is a least."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a contract asks; None: nothing. Seconds and ratios; `mos` is the least allowed."""

    loss: float | None = None
    rtt: float | None = None
    jitter: float | None = None
    mos: float | None = None

    @classmethod
    def of(cls, sla: Sla) -> Limits:
        """Those of this contract."""
        return cls(sla.loss, sla.rtt, sla.jitter, sla.mos)


class Kept:
    """Counts the slots that keep each limit, of those in which it was measured."""

    __slots__ = ("_good", "_limits", "_of")

    def __init__(self, limits: Limits) -> None:
        self._limits = (limits.loss, limits.rtt, limits.jitter, limits.mos)
        self._good = [0, 0, 0, 0]
        self._of = [0, 0, 0, 0]

    def add(self, briefs: Briefs) -> None:
        """Some slots of one check in one direction. There are millions: field by field."""
        for at, limit in enumerate(self._limits):
            numbers = briefs.columns[2 * at + 1]
            if limit is None or not any(numbers):
                continue
            pairs = zip(briefs.columns[2 * at], numbers, strict=True)
            ratios = [total / number for total, number in pairs if number]
            keeps = limit.__le__ if at == _MOS else limit.__ge__
            self._of[at] += len(ratios)
            self._good[at] += sum(map(keeps, ratios))

    @property
    def within(self) -> Mapping[str, Within]:
        """By the name of the limit, for each that the contract has."""
        names = ("loss", "rtt", "jitter", "mos")
        each = zip(names, self._limits, self._good, self._of, strict=True)
        return {
            name: Within(limit, good, of) for name, limit, good, of in each if limit is not None
        }
