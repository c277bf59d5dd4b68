"""The limits of a contract on quality, and which slots of five minutes keep them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf

from monitord.model.figures import Within
from monitord.model.inventory import Sla
from monitord.model.slots import BriefRow


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

    __slots__ = ("_good", "_limits", "_most", "_of")

    def __init__(self, limits: Limits) -> None:
        self._limits = (limits.loss, limits.rtt, limits.jitter, limits.mos)
        self._most = (
            inf if limits.loss is None else limits.loss,
            inf if limits.rtt is None else limits.rtt,
            inf if limits.jitter is None else limits.jitter,
            -inf if limits.mos is None else limits.mos,
        )
        self._good = [0, 0, 0, 0]
        self._of = [0, 0, 0, 0]

    def add(self, briefs: Iterable[BriefRow]) -> None:
        """Some slots of one check in one direction. There are millions: one loop over them."""
        most_lost, most_rtt, most_jitter, least_mos = self._most
        told = near = steady = clear = 0
        told_of = near_of = steady_of = clear_of = 0
        for lost, known, rtt, rtts, jitter, jitters, mos, ratings in briefs:
            if known:
                told_of += 1
                told += lost / known <= most_lost
            if rtts:
                near_of += 1
                near += rtt / rtts <= most_rtt
            if jitters:
                steady_of += 1
                steady += jitter / jitters <= most_jitter
            if ratings:
                clear_of += 1
                clear += mos / ratings >= least_mos
        self._add((told, near, steady, clear), (told_of, near_of, steady_of, clear_of))

    def _add(self, good: Iterable[int], of: Iterable[int]) -> None:
        self._good = [a + b for a, b in zip(self._good, good, strict=True)]
        self._of = [a + b for a, b in zip(self._of, of, strict=True)]

    @property
    def within(self) -> Mapping[str, Within]:
        """By the name of the limit, for each that the contract has."""
        names = ("loss", "rtt", "jitter", "mos")
        each = zip(names, self._limits, self._good, self._of, strict=True)
        return {
            name: Within(limit, good, of) for name, limit, good, of in each if limit is not None
        }
