"""A restart at any moment changes nothing: same incidents, same alerts, same times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitord.incidents.book import Book
from monitord.incidents.routing import Routing
from monitord.incidents.shelf import dismissed
from monitord.model.actions import Acknowledge, AnyAction, Close
from monitord.model.incidents import Aspect, Fault, FaultKey, Incident, Scope, Severity
from tests.incidents.county import CLERK, RULES, START, fault, inventory, numbered

BELOW: Mapping[str, tuple[str, ...]] = {
    "d1": ("c1", "c2"),
    "p": ("d1", "c1", "c2", "d2", "e1"),
    "vnpt": ("c1", "c2", "c3", "e1"),
}
ROUTING = Routing(inventory())


class Step(NamedTuple):
    """Something that happens, and how long it lasts."""

    subject: str
    aspect: Aspect
    severity: Severity
    race: bool
    planned: bool
    deed: str
    seconds: float


steps = st.lists(
    st.builds(
        Step,
        st.sampled_from(["c1", "c2", "c3", "e1", "d1", "p", "vnpt"]),
        st.sampled_from([Aspect.SILENCE, Aspect.SILENCE, Aspect.QUALITY]),
        st.sampled_from(Severity),
        st.booleans(),
        st.sampled_from([False, False, False, True]),
        st.sampled_from(["fault", "fault", "well", "care", "care for a while", "close"]),
        st.sampled_from([0.5, 2.0, 29.0, 31.0, 70.0, 301.0, 650.0]),
    ),
    min_size=1,
    max_size=14,
)


class Story:
    """One book through all of it, asked whenever it is due."""

    def __init__(self) -> None:
        self.new_id = numbered()
        self.book = Book(RULES, ROUTING, self.new_id)
        self.now = START
        self.faults: dict[FaultKey, Fault] = {}
        self.kept: dict[str, Incident] = {}

    def go(self, step: Step) -> None:
        told = self._fault(step)
        if step.deed == "fault":
            self.faults[told.key] = told
        elif step.deed == "well":
            self.faults.pop(told.key, None)
        else:
            self._act(step.deed)
        self.wait(step.seconds)

    def restart(self) -> None:
        """Another book, that knows what was kept and that a daemon would load."""
        recent = self.now - timedelta(minutes=15)
        self.book = Book(RULES, ROUTING, self.new_id)
        self.book.resume(each for each in self.kept.values() if _loaded(each, recent))

    def wait(self, seconds: float) -> None:
        until = self.now + timedelta(seconds=seconds)
        self._look()
        while self.book.due is not None and self.book.due <= until:
            self.now = self.book.due
            self._look()
        self.now = until
        self._look()

    def _look(self) -> None:
        for change in self.book.update(self.faults, frozenset(), self.now):
            self.kept[change.incident.id] = change.incident

    def _fault(self, step: Step) -> Fault:
        provider = step.subject == "vnpt"
        found = fault(
            step.subject,
            scope=Scope.PROVIDER if provider else Scope.SITE,
            aspect=Aspect.SILENCE if provider else step.aspect,
            below=BELOW.get(step.subject, ()),
        )
        return replace(
            found,
            severity=step.severity,
            race=step.race,
            window="m-1" if step.planned else None,
            since=self.now,
            decided_at=self.now,
        )

    def _act(self, deed: str) -> None:
        opened = sorted(each.id for each in self.kept.values() if each.open)
        if not opened:
            return
        care = Acknowledge(incident=opened[0], by=CLERK)
        deeds: dict[str, AnyAction] = {
            "care": care,
            "care for a while": replace(care, seconds=100.0),
            "close": Close(incident=opened[0], by=CLERK),
        }
        change = self.book.act(deeds[deed], self.now)
        self.kept[change.incident.id] = change.incident


def _loaded(incident: Incident, recent: datetime) -> bool:
    ended = incident.closed_at
    return ended is None or ended > recent or dismissed(incident)


def told(story: Story) -> Sequence[Incident]:
    return [story.kept[ident] for ident in sorted(story.kept)]


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(steps, st.data())
def test_a_restart_changes_nothing(happens: list[Step], data: st.DataObject) -> None:
    plain, restarted = Story(), Story()
    moment = data.draw(st.integers(0, len(happens) - 1))
    for index, step in enumerate(happens):
        plain.go(step)
        restarted.go(step)
        if index == moment:
            restarted.restart()
            for story in (plain, restarted):
                story.wait(RULES.settle)  # nothing else happens while all is measured again
        assert told(restarted) == told(plain)
        assert restarted.book.by_site() == plain.book.by_site()
