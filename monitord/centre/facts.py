"""The observations of each site: the latest ones, and those that still hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from monitord.model.facts import Fact

MOST = 20
"""Observations kept of a site besides those that hold; the database has them all."""
_VALUES = ("active", "value", "limit", "unmeasured")
"""What the parameters of an observation begin with that say how something is, not what."""


class Facts(Mapping[str, Sequence[Fact]]):
    """By site, newest first. What has begun (`active` 1) is kept until its end is told."""

    def __init__(self) -> None:
        self._facts: dict[str, tuple[Fact, ...]] = {}
        self._resumed: dict[str, list[Fact]] = {}
        """By check that has not spoken yet: what it told when the daemon last ran."""

    def __getitem__(self, site: str) -> Sequence[Fact]:
        return self._facts[site]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def add(self, site: str, fact: Fact) -> None:
        """Keep one more of a site."""
        known = (fact, *self._facts.get(site, ()))
        if len(known) > MOST:
            holding = {id(held) for held in _latest(known) if _begun(held)}
            known = known[:MOST] + tuple(f for f in known[MOST:] if id(f) in holding)
        self._facts[site] = known

    def resume(self, site: str, fact: Fact) -> None:
        """Keep one of before the start; those that have begun hold until they are measured."""
        self.add(site, fact)
        self._resumed.setdefault(fact.check, []).append(fact)

    def measured(self, site: str, check: str) -> bool:
        """Forget what a check told before the start and did not tell again, now that it speaks.

        It may have ended when nobody was looking. Whether there was something.
        """
        before = self._resumed.pop(check, ())
        known = self._facts.get(site, ())
        told = {_about(fact) for fact in known if fact.check == check and fact not in before}
        over = [fact for fact in before if _begun(fact) and _about(fact) not in told]
        left = tuple(fact for fact in known if fact not in over)
        self._facts[site] = left
        return len(left) < len(known)

    def shift(self, by: timedelta) -> None:
        """The wall clock was set."""
        self._facts = {site: _shifted(facts, by) for site, facts in self._facts.items()}
        self._resumed = {check: list(_shifted(facts, by)) for check, facts in self._resumed.items()}

    def keep_only(self, wanted: Callable[[str], bool]) -> None:
        """Forget what was told of other checks than those that are `wanted`."""
        left = {site: tuple(f for f in facts if wanted(f.check)) for site, facts in self.items()}
        self._facts = {site: facts for site, facts in left.items() if facts}

    def active(self, site: str) -> bool:
        """Whether something that was told of the site still holds."""
        return any(_begun(fact) for fact in _latest(self.get(site, ())))


def _shifted(facts: Iterable[Fact], by: timedelta) -> tuple[Fact, ...]:
    return tuple(replace(fact, observed_at=fact.observed_at + by) for fact in facts)


def _latest(facts: Iterable[Fact]) -> Iterator[Fact]:
    """The newest of those that are about the same thing."""
    seen = set()
    for fact in facts:
        about = _about(fact)
        if about not in seen:
            seen.add(about)
            yield fact


def _begun(fact: Fact) -> bool:
    return fact.params.get("active") == 1


def _about(fact: Fact) -> tuple[object, ...]:
    what = (item for item in fact.params.items() if not item[0].startswith(_VALUES))
    return fact.check, fact.kind, *sorted(what)
