"""Slots reach the recorder in portions; while it fails so many wait, and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from monitord.daemon.slot_keeper import PORTION, SlotKeeper
from monitord.model.slots import SLOT, Slot
from monitord.store.quality import FinishedSlots
from monitord.store.slot_codec import decode
from tests.daemon.test_slots import MIDNIGHT, SECOND, SUMMARY

CHECKS = 2 * PORTION + 20
OVER = MIDNIGHT + timedelta(seconds=SLOT + 10)


class Recorder:
    """Notes what it is given."""

    def __init__(self) -> None:
        self.failing_since: datetime | None = None
        self.noted: list[FinishedSlots] = []
        self.given_up = 0

    def note(self, entry: FinishedSlots) -> None:
        self.noted.append(entry)

    def give_up(self, entries: int) -> None:
        self.given_up += entries

    @property
    def slots(self) -> list[Slot]:
        return [
            slot
            for some in self.noted
            for one in some.slots
            for slot in decode(one.data, *one.series, one.start, SLOT)
        ]


def heard(keeper: SlotKeeper, slots: int = 1, checks: int = CHECKS) -> None:
    """So many slots of so many checks."""
    for at in range(slots):
        for n in range(checks):
            seen = MIDNIGHT + (at * SLOT + 5) * SECOND
            keeper.hear(replace(SUMMARY, check=f"h-{n}/rt/icmp", observed_at=seen))


def test_slots_that_are_over_are_handed_on_a_few_at_a_time() -> None:
    recorder = Recorder()
    keeper = SlotKeeper(recorder)
    heard(keeper)
    assert not keeper.tick(MIDNIGHT + 20 * SECOND)
    assert recorder.noted == []
    for handed in (PORTION, 2 * PORTION, CHECKS):
        assert keeper.tick(OVER)
        assert len(recorder.slots) == handed
    assert not keeper.tick(OVER)
    assert len(recorder.slots) == CHECKS
    assert {slot.check for slot in recorder.slots} == {f"h-{n}/rt/icmp" for n in range(CHECKS)}
    assert {slot.counts.sent for slot in recorder.slots} == {5}


def test_at_the_end_the_running_slot_is_handed_on_too() -> None:
    recorder = Recorder()
    keeper = SlotKeeper(recorder)
    heard(keeper, slots=2)
    keeper.tick(OVER)
    keeper.close()
    assert len(recorder.slots) == 2 * CHECKS
    assert {slot.start for slot in recorder.slots} == {MIDNIGHT, MIDNIGHT + SLOT * SECOND}


def test_while_the_database_is_away_slots_wait_and_the_oldest_are_given_up() -> None:
    recorder = Recorder()
    recorder.failing_since = MIDNIGHT
    keeper = SlotKeeper(recorder, most=25)
    for at in range(4):
        heard_at = MIDNIGHT + (at * SLOT + 5) * SECOND
        for n in range(10):
            keeper.hear(replace(SUMMARY, check=f"h-{n}/rt/icmp", observed_at=heard_at))
        keeper.tick(heard_at + (SLOT + 5) * SECOND)
    assert (recorder.noted, recorder.given_up) == ([], 15)
    assert not keeper.tick(heard_at), "there is no hurry"
    recorder.failing_since = None
    keeper.tick(MIDNIGHT + 10 * SLOT * SECOND)
    kept = sorted((slot.start - MIDNIGHT) // (SLOT * SECOND) for slot in recorder.slots)
    assert kept == [1] * 5 + [2] * 10 + [3] * 10
    assert recorder.given_up == 15
