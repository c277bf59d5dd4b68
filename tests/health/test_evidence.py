"""Whether the monitor could hear."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitord.health.evidence import DEAF_AFTER, ISOLATED_AFTER, Evidence


class Loss:
    """A held loss that remembers what became of it."""

    def __init__(self) -> None:
        self.real: bool | None = None

    def __call__(self, *, real: bool) -> None:
        assert self.real is None, "settled twice"
        self.real = real


SECOND = 10**9


def heard(*sent: int) -> Evidence:
    """Evidence after answers to echoes sent at these times."""
    evidence = Evidence()
    for at in sent:
        evidence.answered(at)
    return evidence


def test_a_loss_is_real_once_something_sent_later_was_answered() -> None:
    evidence, loss = heard(0, SECOND), Loss()
    assert evidence.verdict(SECOND + 1) is None
    evidence.hold(SECOND + 1, loss)
    evidence.answered(SECOND)
    assert loss.real is None
    evidence.answered(SECOND + 1)
    assert loss.real is True
    assert evidence.verdict(SECOND + 1) is True


def test_an_answer_to_an_older_echo_proves_nothing() -> None:
    evidence, loss = heard(100), Loss()
    evidence.hold(200, loss)
    evidence.answered(50)
    assert loss.real is None


def test_losses_inside_a_short_deafness_are_nobodys() -> None:
    evidence, inside, after = heard(0, SECOND), Loss(), Loss()
    assert evidence.verdict(SECOND // 2) is True
    evidence.hold(2 * SECOND, inside)
    evidence.answered(3 * SECOND)
    evidence.hold(3 * SECOND + 5, after)
    evidence.answered(3 * SECOND + 6)
    assert (inside.real, after.real) == (False, True)
    assert evidence.verdict(2 * SECOND) is False, "one told only now was sent then all the same"


def test_deafness_before_the_first_answer_is_deafness() -> None:
    evidence, loss = Evidence(), Loss()
    evidence.hold(2 * SECOND, loss)
    evidence.answered(4 * SECOND)
    assert loss.real is False


def test_without_an_answer_anywhere_the_monitor_is_isolated_and_nothing_was_lost() -> None:
    evidence, loss, later = heard(0), Loss(), Loss()
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


@given(st.lists(st.tuples(st.sampled_from("alj"), st.integers(0, 4 * SECOND)), max_size=60))
def test_a_loss_is_real_exactly_when_others_were_heard_shortly_before_and_after(
    steps: list[tuple[str, int]],
) -> None:
    evidence, losses, answers, now = Evidence(), [], [-1], 0
    for kind, step in steps:
        now += step
        if kind == "a":
            evidence.answered(now)
            answers.append(now)
        elif kind == "l" and evidence.verdict(now) is None:
            losses.append((now, Loss()))
            evidence.hold(*losses[-1])
        elif kind == "j":
            evidence.judge(now)
    evidence.judge(now + ISOLATED_AFTER)
    for sent, loss in losses:
        later = [at for at in answers if at >= sent]
        earlier = max(at for at in answers if at < sent or at == -1)
        around = bool(later) and (later[0] == sent or later[0] - earlier <= DEAF_AFTER)
        assert loss.real is not None
        assert loss.real <= around
