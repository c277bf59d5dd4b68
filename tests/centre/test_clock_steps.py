"""The wall clock is set, forward or back, at whatever moment: nothing hangs, nothing is new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.incidents.shifting import shifted
from monitord.model.incidents import Happening, Incident
from monitord.model.messages import Transition
from monitord.model.states import State
from tests.centre.province import START, Told

UP, DOWN = State.UP, State.DOWN
HOUR = timedelta(hours=1)
SITES = ("commune-1", "commune-2", "district", "other")


class Clocked(Told):
    """Its wall clock can be set."""

    offset = timedelta()

    @property
    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds) + self.offset

    def set_clock(self, by: timedelta) -> None:
        self.offset += by
        self.centre.shift(by, self.now)

    def befall(self, site: str, state: State) -> None:
        for name in ("rt", "vc"):
            self.seconds += self.step
            event = moved(self.event(f"{site}/{name}", state), self.offset)
            self.hear(event)

    def pass_(self, seconds: float) -> list[Happening]:
        """So much time, with a conclusion each half second."""
        happened = []
        end = self.seconds + seconds
        while self.seconds < end:
            self.seconds += 0.5
            for change in self.centre.conclude(self.now, self.seconds):
                happened += [event.what for event in change.events]
        return happened


def moved(event: Transition, by: timedelta) -> Transition:
    return replace(
        event,
        observed_at=event.observed_at + by,
        since=event.since + by,
        decided_at=event.decided_at + by,
    )


def told_of(incidents: Iterable[Incident]) -> list[str]:
    """All but the ids, which are random."""
    return sorted(
        f"{each.key} {each.cause} {each.since} {each.opened_at} {each.closed_at} {each.sites}"
        f" {[(labels.starts_at, labels.ended_at) for labels in each.alerts]}"
        for each in incidents
    )


@pytest.mark.parametrize("by", [HOUR, -HOUR, 24 * HOUR], ids=["forward", "back", "a day"])
def test_what_is_held_is_told_in_its_time_though_the_clock_is_set(by: timedelta) -> None:
    told = Clocked()
    told.befall("other", DOWN)
    told.set_clock(by)
    assert told.pass_(2.5) == [Happening.OPENED]
    told.befall("other", UP)
    told.set_clock(-by)
    happened = told.pass_(40)
    assert happened.count(Happening.CLOSED) == 1
    (incident,) = told.centre.incidents
    assert incident.closed_at is not None
    assert timedelta(seconds=29) < incident.closed_at - incident.since < timedelta(seconds=60)


steps = st.lists(
    st.tuples(
        st.sampled_from(SITES), st.sampled_from([UP, DOWN]), st.sampled_from([0.0, 1.0, 4.0, 35.0])
    ),
    min_size=1,
    max_size=8,
)


@given(steps, st.integers(0, 7), st.sampled_from([HOUR, -HOUR, timedelta(seconds=90)]))
def test_a_clock_that_is_set_at_any_moment_changes_nothing_but_the_times(
    befalls: list[tuple[str, State, float]], moment: int, by: timedelta
) -> None:
    straight, crooked = Clocked(), Clocked()
    for number, (site, state, wait) in enumerate(befalls):
        if number == moment:
            crooked.set_clock(by)
        for told in (straight, crooked):
            told.befall(site, state)
        assert straight.pass_(wait) == crooked.pass_(wait)
    back = -crooked.offset
    assert told_of(straight.centre.incidents) == told_of(
        [shifted(each, back) for each in crooked.centre.incidents]
    )
    assert straight.sites == crooked.sites
