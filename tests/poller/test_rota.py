"""Whose turn it is."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from monitord.poller.rota import Rota, phase

ids = st.sets(st.text("abcdef", min_size=1, max_size=4), min_size=1, max_size=30)


def rota(interval: float, members: set[str], now: float = 0.0) -> Rota:
    made = Rota(interval, now)
    made.change(members, ())
    return made


@given(ids, st.floats(0.1, 60), st.floats(0, 1e6))
def test_everyone_has_one_turn_an_interval_at_its_own_phase(
    members: set[str], interval: float, now: float
) -> None:
    found = rota(interval, members, now)
    turns: list[tuple[float, str]] = []
    while len(turns) < 3 * len(members):
        at = found.next_turn()
        assert at is not None
        turns += [(at, ident) for ident in found.due(at, 1)]
    for at, ident in turns:
        assert abs((at / interval - phase(ident) + 0.5) % 1 - 0.5) < 1e-5
    assert set(Counter(ident for _, ident in turns).values()) == {3}
    assert [at for at, _ in turns] == sorted(at for at, _ in turns)
    assert found.overruns == 0


@given(ids, st.floats(0, 1e6))
def test_a_restart_keeps_the_phases(members: set[str], now: float) -> None:
    first, second = rota(1.0, members, now), rota(1.0, members, now + 1000)
    for ident in sorted(members):
        at = next(t for t in _turns(first, ident))
        again = next(t for t in _turns(second, ident))
        assert abs((again - at + 0.5) % 1 - 0.5) < 1e-4


def _turns(found: Rota, wanted: str) -> list[float]:
    turns: list[float] = []
    while not turns:
        at = found.next_turn()
        assert at is not None
        turns += [at for ident in found.due(at, 1) if ident == wanted]
    return turns


@given(ids, ids, st.lists(st.floats(0, 0.3), min_size=5, max_size=40))
def test_newcomers_and_leavers_move_nobody(
    old: set[str], new: set[str], steps: list[float]
) -> None:
    """A rota that is changed on the way gives the stayers the same turns as one that is not."""
    calm, busy = rota(1.0, old), rota(1.0, old)
    now, expected, found = 0.0, Counter[str](), Counter[str]()
    for number, step in enumerate(steps):
        now += step
        expected.update(i for i in calm.due(now, 1000) if i in old)
        found.update(i for i in busy.due(now, 1000) if i in old)
        busy.change(new - old, ()) if number % 2 == 0 else busy.change((), new - old)
    assert found == expected


@given(ids, st.integers(1, 500))
def test_turns_missed_by_more_than_an_interval_are_counted_not_made_up(
    members: set[str], stall: int
) -> None:
    found = rota(1.0, members)
    first = found.next_turn()
    assert first is not None
    late = found.due(first + stall + 0.5, 10_000)
    assert len(late) <= 2 * len(members)
    assert found.overruns == stall * len(members)


def test_a_burst_is_bounded() -> None:
    found = rota(1.0, {str(n) for n in range(1000)})
    assert len(found.due(0.999, 200)) == 200


def test_without_members_there_is_no_turn() -> None:
    found = rota(1.0, {"a"})
    found.change((), ["a"])
    assert found.next_turn() is None
    assert found.due(10, 10) == []


def test_phases_spread_evenly() -> None:
    tenths = Counter(int(phase(f"site-{n}/rt/icmp") * 10) for n in range(10_000))
    assert all(900 < count < 1100 for count in tenths.values())
