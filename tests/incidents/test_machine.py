"""Whatever happens, in whatever order: what always holds of a book of incidents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from monitord.incidents.book import Book
from monitord.incidents.routing import Routing
from monitord.model.actions import Acknowledge, Close, Correct
from monitord.model.incidents import (
    Aspect,
    Cause,
    Certainty,
    Fault,
    FaultKey,
    Incident,
    IncidentChange,
    Owner,
    Scope,
    Severity,
)
from tests.incidents.county import CLERK, RULES, START, fault, inventory, numbered

CHILDREN = ("c1", "c2", "c3")
SUBJECTS = ("c1", "c2", "c3", "e1", "d1", "p", "vnpt", "centre")
WIDE = {"vnpt": Scope.PROVIDER, "centre": Scope.MCU}
BELOW: Mapping[str, tuple[str, ...]] = {
    "d1": CHILDREN,
    "p": ("d1", *CHILDREN, "d2", "e1"),
    "vnpt": ("d1", *CHILDREN),
    "centre": ("c1", "e1"),
}
LONG = timedelta(days=1)


class Kept:
    """What a database would hold: every change as it was told."""

    def __init__(self) -> None:
        self.incidents: dict[str, Incident] = {}
        self.lines = 0

    def keep(self, changes: Iterable[IncidentChange]) -> None:
        for change in changes:
            assert all(event.incident == change.incident.id for event in change.events)
            self.incidents[change.incident.id] = change.incident
            self.lines += len(change.events)

    @property
    def open(self) -> list[Incident]:
        return [each for each in self.incidents.values() if each.open]


class Life(RuleBasedStateMachine):
    """Faults come and go in any order, people act, the daemon restarts."""

    def __init__(self) -> None:
        super().__init__()
        self.routing = Routing(inventory())
        self.new_id = numbered()
        self.kept = Kept()
        self.now = START
        self.faults: dict[FaultKey, Fault] = {}
        self.unmeasured: set[FaultKey] = set()
        self.book = Book(RULES, self.routing, self.new_id)

    def _look(self) -> None:
        seen = {key: each for key, each in self.faults.items() if key not in self.unmeasured}
        self.kept.keep(self.book.update(seen, frozenset(self.unmeasured), self.now))

    def _wait(self, seconds: float) -> None:
        """Time passes, and the book is asked whenever it is due."""
        until = self.now + timedelta(seconds=seconds)
        for _ in range(200):
            due = self.book.due
            if due is None or due > until:
                break
            assert due > self.now, "due must lie ahead once the book was asked"
            self.now = due
            self._look()
        else:
            pytest.fail("the book is due again and again")
        self.now = until
        self._look()

    @rule(
        subject=st.sampled_from(SUBJECTS),
        aspect=st.sampled_from([Aspect.SILENCE, Aspect.QUALITY, Aspect.EQUIPMENT]),
        severity=st.sampled_from(Severity),
        race=st.booleans(),
        flapping=st.booleans(),
        planned=st.booleans(),
        ago=st.sampled_from([0.0, 1.0, 30.0, 90.0]),
    )
    def breaks(
        self,
        subject: str,
        aspect: Aspect,
        severity: Severity,
        race: bool,
        flapping: bool,
        planned: bool,
        ago: float,
    ) -> None:
        scope = WIDE.get(subject, Scope.SITE)
        if scope is not Scope.SITE:
            aspect = Aspect.SILENCE
        found = fault(subject, scope=scope, aspect=aspect, below=BELOW.get(subject, ()))
        self.faults[found.key] = replace(
            found,
            severity=severity,
            race=race,
            flapping=flapping,
            window="m-1" if planned else None,
            since=self.now - timedelta(seconds=ago),
            decided_at=self.now,
        )
        self._look()

    @precondition(lambda self: self.faults)
    @rule(data=st.data())
    def mends(self, data: st.DataObject) -> None:
        del self.faults[data.draw(st.sampled_from(sorted(self.faults)))]
        self._look()

    @precondition(lambda self: self.faults)
    @rule(data=st.data(), cause=st.sampled_from(Cause), certainty=st.sampled_from(Certainty))
    def is_judged_otherwise(self, data: st.DataObject, cause: Cause, certainty: Certainty) -> None:
        key = data.draw(st.sampled_from(sorted(self.faults)))
        changed = replace(self.faults[key], cause=cause, certainty=certainty, window=None)
        self.faults[key] = changed
        self._look()

    @rule(data=st.data())
    def is_not_measured(self, data: st.DataObject) -> None:
        self.unmeasured = set(data.draw(st.lists(st.sampled_from(sorted(self.book.keys)))
                                        if self.book.keys else st.just([])))  # fmt: skip
        self._look()

    @rule(seconds=st.sampled_from([0.5, 1.5, 10.0, 31.0, 200.0, 400.0, 1000.0]))
    def time_passes(self, seconds: float) -> None:
        self._wait(seconds)

    @precondition(lambda self: self.kept.open)
    @rule(data=st.data(), seconds=st.sampled_from([None, 20.0, 700.0]))
    def somebody_takes_care(self, data: st.DataObject, seconds: float | None) -> None:
        self._act(Acknowledge(incident=self._some(data), by=CLERK, seconds=seconds))

    @precondition(lambda self: self.kept.open)
    @rule(data=st.data(), owner=st.sampled_from(Owner))
    def somebody_corrects(self, data: st.DataObject, owner: Owner) -> None:
        self._act(Correct(incident=self._some(data), by=CLERK, owner=owner))

    @precondition(lambda self: self.kept.open)
    @rule(data=st.data())
    def somebody_closes(self, data: st.DataObject) -> None:
        self._act(Close(incident=self._some(data), by=CLERK))

    @rule()
    def restarts(self) -> None:
        """A new daemon has what was kept, and has measured everything at its first look."""
        alerts = _firing(self.kept)
        self.book = Book(RULES, self.routing, self.new_id)
        recent = self.now - timedelta(minutes=15)
        self.book.resume(
            each for each in self.kept.incidents.values()
            if each.closed_at is None or each.closed_at > recent
        )  # fmt: skip
        assert _firing(self.kept) == alerts
        self._look()

    def _some(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(each.id for each in self.kept.open)))

    def _act(self, action: Acknowledge | Correct | Close) -> None:
        self.kept.keep([self.book.act(action, self.now)])

    @invariant()
    def what_was_told_is_what_the_book_shows(self) -> None:
        shown = {each.id: each for each in self.book.incidents}
        assert {each.id for each in self.kept.open} == {i for i, e in shown.items() if e.open}
        assert all(self.kept.incidents[ident] == each for ident, each in shown.items())

    @invariant()
    def of_each_fault_at_most_one_is_open(self) -> None:
        assert max(Counter(each.key for each in self.kept.open).values(), default=0) <= 1

    @invariant()
    def what_is_open_fires_and_what_is_over_does_not(self) -> None:
        for each in self.kept.incidents.values():
            firing = [alert for alert in each.alerts if alert.ended_at is None]
            assert bool(firing) is each.open
            teams = [alert.labels.get("team") for alert in firing]
            assert len(set(teams)) == len(teams)
            assert all(alert.labels["cause"] == each.cause for alert in firing)
            assert all(alert.labels["severity"] == each.severity for alert in firing)
            assert all(alert.labels["owner"] == each.owner for alert in firing)

    @invariant()
    def equal_labels_never_fire_twice(self) -> None:
        told = [tuple(sorted(alert.labels.items()))
                for each in self.kept.incidents.values() for alert in each.alerts]  # fmt: skip
        assert len(set(told)) == len(told)

    @invariant()
    def times_are_in_order(self) -> None:
        for each in self.kept.incidents.values():
            for alert in each.alerts:
                assert each.opened_at <= alert.starts_at <= (alert.ended_at or self.now) <= self.now
            times = [each.opened_at, each.restored_at, each.closed_at]
            known = [time for time in times if time is not None]
            assert each.closed_by == CLERK or all(a <= b for a, b in pairwise(known))
            assert each.sites
            assert each.most_sites >= len(each.sites)

    @invariant()
    def what_was_merged_ended_silently_in_another_one(self) -> None:
        for each in self.kept.incidents.values():
            if each.merged_into is not None:
                assert each.merged_into in self.kept.incidents
                assert each.merged_into != each.id
                assert any(alert.silent for alert in each.alerts)

    @invariant()
    def due_lies_ahead(self) -> None:
        assert self.book.due is None or self.book.due > self.now

    def teardown(self) -> None:
        """When all faults are gone and measured, every incident and every alert ends."""
        self.faults, self.unmeasured = {}, set()
        self._look()
        self._wait(400.0)
        assert self.kept.open == []
        assert not _firing(self.kept)
        assert not self.book.by_site()
        assert self.book.due is None


def _firing(kept: Kept) -> list[tuple[tuple[str, str], ...]]:
    return sorted(
        tuple(sorted(alert.labels.items()))
        for each in kept.incidents.values()
        for alert in each.alerts
        if alert.ended_at is None
    )


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=50, stateful_step_count=40, suppress_health_check=[HealthCheck.too_slow]
)
