"""Whether the monitor could hear."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitord.health.evidence import ISOLATED_AFTER, Evidence


class Loss:
    """A held loss that remembers what became of it."""

    def __init__(self) -> None:
        self.real: bool | None = None

    def __call__(self, *, real: bool) -> None:
        assert self.real is None, "settled twice"
        self.real = real


def test_a_loss_is_real_once_something_sent_later_was_answered() -> None:
    evidence, loss = Evidence(), Loss()
    evidence.answered(99)
    assert not evidence.confirms(100)
    evidence.hold(100, loss)
    evidence.answered(99)
    assert loss.real is None
    evidence.answered(100)
    assert loss.real is True
    assert evidence.confirms(100)


def test_an_answer_to_an_older_echo_proves_nothing() -> None:
    evidence, loss = Evidence(), Loss()
    evidence.hold(100, loss)
    evidence.answered(50)
    assert loss.real is None


def test_without_an_answer_anywhere_the_monitor_is_isolated_and_nothing_was_lost() -> None:
    evidence, loss, later = Evidence(), Loss(), Loss()
    evidence.hold(100, loss)
    assert not evidence.judge(99 + ISOLATED_AFTER)
    assert evidence.judge(100 + ISOLATED_AFTER)
    assert (evidence.isolated, loss.real) == (True, False)
    evidence.hold(200, later)
    assert later.real is False


def test_isolation_is_told_once_and_ends_with_an_answer() -> None:
    evidence = Evidence()
    evidence.hold(0, Loss())
    assert evidence.judge(ISOLATED_AFTER)
    assert not evidence.judge(2 * ISOLATED_AFTER)
    evidence.answered(5)
    assert not evidence.isolated


def test_silence_without_losses_is_not_isolation() -> None:
    assert not Evidence().judge(10 * ISOLATED_AFTER)


@given(st.lists(st.tuples(st.sampled_from("alj"), st.integers(0, 10**10)), max_size=60))
def test_every_loss_is_settled_once_and_real_ones_have_a_later_answer(
    steps: list[tuple[str, int]],
) -> None:
    evidence, losses, answered, now = Evidence(), [], -1, 0
    for kind, step in steps:
        now += step
        if kind == "a":
            evidence.answered(now)
            answered = now
        elif kind == "l" and not evidence.confirms(now):
            losses.append((now, Loss()))
            evidence.hold(*losses[-1])
        else:
            evidence.judge(now)
        for sent, loss in losses:
            if loss.real:
                assert sent <= answered
    evidence.judge(now + ISOLATED_AFTER)
    assert all(loss.real is not None for _, loss in losses)
