"""The timeline as it was decided: a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from monitord.model.ledger import Change, Span, Subject
from monitord.model.states import State
from monitord.sla.decided import Piece, decided

ZERO = datetime(2026, 10, 1, tzinfo=UTC)
UP, DOWN, UNKNOWN, UNREACHABLE = State.UP, State.DOWN, State.UNKNOWN, State.UNREACHABLE
LINE = "TSL-1"


@dataclass(frozen=True, slots=True)
class Case:
    """Lives (start, end, boot), what was decided (boot, at, state), and the pieces."""

    story: str
    lives: tuple[tuple[float, float, str], ...]
    told: tuple[tuple[str, float, State], ...]
    pieces: tuple[tuple[float, float, State], ...]


ALL = ((0, 1000, "a"),)
CASES = (
    Case("up all the time", ALL, (("a", -5, UP),), ((0, 1000, UP),)),
    Case("nothing was said yet", ALL, (("a", 100, UP),), ((0, 100, UNKNOWN), (100, 1000, UP))),
    Case("an outage", ALL, (("a", -5, UP), ("a", 300, DOWN), ("a", 400, UP)),
         ((0, 300, UP), (300, 400, DOWN), (400, 1000, UP))),
    Case("said once more", ALL, (("a", -5, UP), ("a", 300, UP)), ((0, 1000, UP),)),
    Case("after the end", ALL, (("a", -5, UP), ("a", 1000, DOWN)), ((0, 1000, UP),)),
    Case("never decided before what was decided before it", ALL,
         (("a", -5, UP), ("a", 300, DOWN), ("a", 250, UP)), ((0, 1000, UP),)),
    Case("the monitor was dead", ((0, 200, "a"), (500, 1000, "b")),
         (("a", -5, UP), ("b", 500, UNKNOWN), ("b", 510, DOWN)),
         ((0, 200, UP), (200, 510, UNKNOWN), (510, 1000, DOWN))),
    Case("another life says nothing of this one", ((0, 200, "a"), (200, 1000, "b")),
         (("a", -5, UP), ("b", 600, UP)), ((0, 200, UP), (200, 600, UNKNOWN), (600, 1000, UP))),
    Case("asleep, and awake again as before", ((0, 200, "a"), (500, 1000, "a")),
         (("a", -5, DOWN),), ((0, 200, DOWN), (200, 500, UNKNOWN), (500, 1000, DOWN))),
    Case("the clock was set back", ((0, 600, "a"), (400, 1000, "b")),
         (("a", -5, UP), ("b", 400, DOWN)), ((0, 600, UP), (600, 1000, DOWN))),
    Case("it died before the month and never came back", ((-500, -100, "a"),),
         (("a", -400, UP),), ((0, 1000, UNKNOWN),)),
    Case("it lived from before to after", ((-500, 5000, "a"),), (("a", -400, UNREACHABLE),),
         ((0, 1000, UNREACHABLE),)),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.story)
def test_the_timeline_is_as_it_was_decided(case: Case) -> None:
    changes = [_change(boot, at, state) for boot, at, state in case.told]
    spans = [_life(start, end, boot) for start, end, boot in case.lives]
    found = decided(changes, spans, _at(0), _at(1000))
    zero = ZERO.timestamp()
    assert [(p.start - zero, p.end - zero, p.state) for p in found[LINE]] == list(case.pieces)


def test_other_subjects_are_left_out() -> None:
    site = Change(boot_id="a", subject=Subject("site", "x"), state=UP, reason="none",
                  since=_at(0), decided_at=_at(0))  # fmt: skip
    assert decided([site], [_life(0, 9, "a")], _at(0), _at(9)) == {}


def test_a_piece_is_of_unix_seconds() -> None:
    spans = [_life(0, 9, "a")]
    [piece] = decided([_change("a", -1, UP)], spans, _at(0), _at(9))[LINE]
    assert piece == Piece(ZERO.timestamp(), ZERO.timestamp() + 9, UP)


def _change(boot: str, at: float, state: State) -> Change:
    """Decided then, though it began a minute before: that is of no matter here."""
    since = _at(at) - timedelta(minutes=1)
    return Change(boot_id=boot, subject=Subject("circuit", LINE), state=state, reason="none",
                  since=since, decided_at=_at(at))  # fmt: skip


def _life(start: float, end: float, boot: str) -> Span:
    return Span("local", boot, isolated=False, first_at=_at(start), last_at=_at(end))


def _at(seconds: float) -> datetime:
    return ZERO + timedelta(seconds=seconds)
