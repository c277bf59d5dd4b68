"""The rules that modules put on readings: which of them hold, since when, and what that says.

- a comparison must hold in `Rule.polls` answers in a row before the rule does; with `clear` it
  ends only past that value;
- a reading that is missing from an answer is unknown: its rules stay what they were for one
  answer, and are dropped at the second. A fact that was told ends with that too, marked as not
  seen (`unmeasured` 1): nobody saw the mains come back;
- of several rules the one whose reason stands first in RULE_REASONS speaks for all, and among
  equals the one whose reading stands first in the answer; `more` says how many others hold.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from monitord.model.modules import RULE_REASONS, Rule
from monitord.model.quantities import QUANTITY
from monitord.model.readings import Labels, Reading
from monitord.model.states import Param, Reason

KEPT_WITHOUT = 1
"""Answers without the reading for which a rule stays what it was."""
_RANKS = {code: rank for rank, code in enumerate(RULE_REASONS)}
_NAMING_ITSELF = ("snmp.over", "snmp.under")
_Key: TypeAlias = tuple[str, Labels, Rule]


@dataclass(frozen=True, slots=True)
class Observed:
    """A fact about the world, to be told once."""

    kind: str
    params: Mapping[str, Param]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why the check is degraded, and since when (CLOCK_MONOTONIC nanoseconds)."""

    reason: Reason
    since: int


@dataclass(slots=True)
class _Run:
    """A rule whose comparison held in the last answer that had its reading."""

    rule: Rule
    reading: Reading
    place: int
    since: int
    polls: int = 0
    missing: int = 0
    holds: bool = False


class RuleBook:
    """All rules of one agent. `circuits`: the interfaces behind which one of its site ends.

    `before`: the book under the last inventory; its runs go on, those of rules that have gone are
    as if their reading were missing.
    """

    def __init__(self, circuits: Collection[str], before: RuleBook | None = None) -> None:
        self._circuits = circuits
        self._runs: dict[_Key, _Run] = dict(before._runs) if before else {}

    def read(self, readings: Iterable[Reading], at: int) -> list[Observed]:
        """One answer, at `at`: the facts that begin and end with it."""
        before, self._runs = self._runs, {}
        news: list[Observed] = []
        for place, reading in enumerate(readings):
            for rule in reading.rules:
                if rule.circuits_only and not self._circuits_end_at(reading):
                    continue
                run = before.pop((reading.quantity, reading.labels, rule), None)
                news += self._compare(rule, reading, run or _Run(rule, reading, place, at), place)
        for key, run in before.items():
            news += self._without(key, run)
        return news

    @property
    def fault(self) -> Fault | None:
        """What the rules that hold and have a reason say together; None when there is none."""
        holding = [run for run in self._runs.values() if run.holds and run.rule.reason]
        if not holding:
            return None
        first = min(holding, key=_weight)
        return Fault(_reason(first, more=len(holding) - 1), first.since)

    @property
    def undecided(self) -> bool:
        """Whether the next answers may show that a rule holds by which the check is degraded."""
        return any(not run.holds and run.rule.reason for run in self._runs.values())

    def _compare(self, rule: Rule, reading: Reading, run: _Run, place: int) -> Iterator[Observed]:
        held = run.holds
        if not _met(rule, reading.value, eased=held):
            if held:
                yield from _told(rule, reading, active=0)
            return
        run.reading, run.place, run.missing = reading, place, 0
        run.polls += 1
        run.holds = held or run.polls >= rule.polls
        self._runs[reading.quantity, reading.labels, rule] = run
        if run.holds and not held:
            yield from _told(rule, reading, active=1)

    def _without(self, key: _Key, run: _Run) -> Iterator[Observed]:
        """An answer in which the reading is missing."""
        run.missing += 1
        if run.missing <= KEPT_WITHOUT:
            self._runs[key] = run
        elif run.holds and run.rule.observe:
            labels = _labels(run.reading)
            yield Observed(run.rule.observe, {"active": 0, "unmeasured": 1, **labels})

    def _circuits_end_at(self, reading: Reading) -> bool:
        return any(label in self._circuits for label in reading.labels)


def _met(rule: Rule, value: float | str, *, eased: bool) -> bool:
    """Whether the comparison holds; `eased`: it held before, and ends only past `clear`."""
    if isinstance(value, str):
        return value in rule.is_
    clear = rule.clear if eased else None
    if rule.above is not None:
        return value > (rule.above if clear is None else clear)
    if rule.below is not None:
        return value < (rule.below if clear is None else clear)
    return False


def _weight(run: _Run) -> tuple[int, int]:
    return _RANKS.get(run.rule.reason or "", len(_RANKS)), run.place


def _reason(run: _Run, more: int) -> Reason:
    """The reason of a rule with its parameters, as RULE_REASONS describes them."""
    code = run.rule.reason or ""
    params = _labels(run.reading) | _values(run.rule, run.reading)
    if code in _NAMING_ITSELF:
        params["quantity"] = run.reading.quantity
    if more:
        params["more"] = more
    return Reason(code, params)


def _told(rule: Rule, reading: Reading, active: int) -> Iterator[Observed]:
    if rule.observe:
        params = {"active": active, **_labels(reading), **_values(rule, reading)}
        yield Observed(rule.observe, params)


def _labels(reading: Reading) -> dict[str, Param]:
    return dict(zip(QUANTITY[reading.quantity].labels, reading.labels, strict=True))


def _values(rule: Rule, reading: Reading) -> dict[str, Param]:
    """The value and the limit, named by their unit; a word has no limit."""
    if isinstance(reading.value, str):
        return {"value": reading.value}
    unit = QUANTITY[reading.quantity].unit
    ending = f"_{unit}" if unit else ""
    limit = rule.above if rule.above is not None else rule.below
    values: dict[str, Param] = {f"value{ending}": round(reading.value, 6)}
    return values if limit is None else {**values, f"limit{ending}": limit}
