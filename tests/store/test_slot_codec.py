"""Slots as bytes, and back; what is not all there is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.model.slots import NO_BRIEFS, SLOT, Slot, brief
from monitord.store.columns import DamagedSlotsError
from monitord.store.quality import merged_slot
from monitord.store.slot_codec import decode, encode, strip
from tests.store.slotted import BOTH, ICMP, OCTOBER, drawn_slot, slots_of, streamed

HOUR = 3600
places = st.sets(st.integers(0, 299), min_size=1, max_size=6).map(sorted)
several = places.flatmap(
    lambda at: st.tuples(*(drawn_slot(OCTOBER + timedelta(seconds=n * SLOT)) for n in at))
)
DAY = slots_of(OCTOBER, 288)
EXAMPLES = [[DAY[7]], DAY, DAY[:3], [streamed(OCTOBER, BOTH)]]


@given(several)
def test_round_trip(slots: tuple[Slot, ...]) -> None:
    data = encode(slots, OCTOBER, SLOT)
    assert decode(data, ICMP, BOTH, OCTOBER, SLOT) == list(slots)


@given(several)
def test_a_strip_is_all_of_them_as_one_and_what_decides_of_each(slots: tuple[Slot, ...]) -> None:
    data = encode(slots, OCTOBER, SLOT)
    found = strip(data, ICMP, BOTH, OCTOBER, SLOT, HOUR)
    assert _exact(found.merged) == _exact(merged_slot(slots, OCTOBER, HOUR))
    assert list(found.briefs) == [brief(slot) for slot in slots]


def test_slots_of_an_hour_decide_nothing_of_five_minutes() -> None:
    hours = [merged_slot(DAY[at : at + 12], DAY[at].start, HOUR) for at in range(0, 288, 12)]
    data = encode(hours, OCTOBER, HOUR)
    assert decode(data, ICMP, BOTH, OCTOBER, HOUR) == hours
    assert strip(data, ICMP, BOTH, OCTOBER, HOUR, 86_400).briefs == NO_BRIEFS


@pytest.mark.parametrize("slots", EXAMPLES, ids=["one", "day", "few", "stream"])
def test_cut_short_anywhere_it_is_refused(slots: list[Slot]) -> None:
    data = encode(slots, OCTOBER, SLOT)
    for length in range(len(data)):
        with pytest.raises(DamagedSlotsError):
            decode(data[:length], ICMP, BOTH, OCTOBER, SLOT)


@given(st.binary(max_size=200))
def test_random_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(DamagedSlotsError):
        decode(b"\x02" + data, ICMP, BOTH, OCTOBER, SLOT)
    with pytest.raises(DamagedSlotsError):
        decode(b"\x07" + data, ICMP, BOTH, OCTOBER, SLOT)


@given(st.sampled_from(EXAMPLES), st.data())
def test_a_byte_that_is_another_is_noticed_or_gives_slots(
    slots: list[Slot], data: st.DataObject
) -> None:
    whole = bytearray(encode(slots, OCTOBER, SLOT))
    whole[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        found = decode(bytes(whole), ICMP, BOTH, OCTOBER, SLOT)
    except DamagedSlotsError:
        return
    assert all(isinstance(slot, Slot) for slot in found)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="a column with -1 in it"):
        encode([DAY[0]], OCTOBER + timedelta(seconds=SLOT), SLOT)


def _exact(slot: Slot) -> tuple[object, ...]:
    """Sums in whole billionths: as floats their last digit may differ by the order of adding."""
    kinds = (slot.rtt, slot.jitter, slot.delay, slot.mos)
    return (
        slot.start, slot.seconds, slot.counts,
        *((round(each.total * 1e9), each.sketch) for each in kinds),
    )  # fmt: skip
