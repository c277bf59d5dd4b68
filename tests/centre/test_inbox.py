"""Which events are taken."""

from __future__ import annotations

from monitord.centre.inbox import MOST_AHEAD, Inbox
from monitord.model.states import State
from tests.centre.province import Told

UP = State.UP


def test_an_event_that_never_comes_is_not_waited_for_for_ever() -> None:
    told, inbox = Told(), Inbox()
    first, missing, *later = [told.event("hub/rt", UP) for _ in range(MOST_AHEAD + 500)]
    assert inbox.takes(first)
    assert all(inbox.takes(event) for event in later)
    assert not any(inbox.takes(event) for event in later)
    assert not inbox.takes(missing)
