"""The limits of a contract on quality, and which slots of five minutes keep them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitord.model.figures import Within
from monitord.model.inventory import Sla
from monitord.model.slots import Brief


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
        self._limits = limits
        self._good = [0, 0, 0, 0]
        self._of = [0, 0, 0, 0]

    def add(self, briefs: Sequence[Brief]) -> None:
        """Some slots of one check in one direction."""
        limits = self._limits
        if limits.loss is not None:
            self._count(0, [lost / known <= limits.loss for lost, known, *_ in briefs if known])
        if limits.rtt is not None:
            self._count(1, [b.rtt / b.rtts <= limits.rtt for b in briefs if b.rtts])
        if limits.jitter is not None:
            self._count(2, [b.jitter / b.jitters <= limits.jitter for b in briefs if b.jitters])
        if limits.mos is not None:
            self._count(3, [b.mos / b.ratings >= limits.mos for b in briefs if b.ratings])

    def _count(self, which: int, kept: Sequence[bool]) -> None:
        self._good[which] += sum(kept)
        self._of[which] += len(kept)

    @property
    def within(self) -> Mapping[str, Within]:
        """By the name of the limit, for each that the contract has."""
        limits = self._limits
        named = (("loss", limits.loss), ("rtt", limits.rtt), ("jitter", limits.jitter),
                 ("mos", limits.mos))  # fmt: skip
        return {
            name: Within(limit, good, of)
            for (name, limit), good, of in zip(named, self._good, self._of, strict=True)
            if limit is not None
        }
