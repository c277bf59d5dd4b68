"""Whether the monitor could hear."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitord.health.evidence import DEAF_AFTER, Evidence, usual_gap


class Loss:
    """A held loss that remembers what became of it."""

    def __init__(self) -> None:
        self.real: bool | None = None

    def __call__(self, *, real: bool) -> None:
        assert self.real is None, "settled twice"
        self.real = real


SECOND = 10**9
ISOLATED_AFTER = Evidence().isolated_after


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


def test_few_devices_that_are_asked_seldom_are_no_deafness() -> None:
    """Five devices every 10 s, 2 s apart, of which one is dead; and no witness."""
    evidence, fates = Evidence(), []
    evidence.pace([10.0] * 5)
    evidence.answered(0)
    for second in range(2, 100, 2):
        assert not evidence.judge(second * SECOND)
        if second % 10 == 4:
            fates.append(Loss())
            evidence.hold(second * SECOND, fates[-1])
        else:
            evidence.answered(second * SECOND)
    assert {loss.real for loss in fates} == {True}


def test_the_usual_gap_is_that_of_the_slowest_of_a_few_and_the_mean_of_many() -> None:
    assert usual_gap([]) == 0.0
    assert usual_gap([2.0, 2.0]) == 2.0
    assert usual_gap([1.0] * 1242) < 0.02
    assert usual_gap([1.0] * 1242 + [300.0]) < 0.02
    assert usual_gap([60.0] * 621) < 2.0


def test_a_deafness_is_known_to_whatever_took_place_meanwhile() -> None:
    evidence = heard(0, SECOND, 9 * SECOND)
    spans = [(0, 1), (0, 2), (2, 3), (3, 12), (9, 12)]
    assert [evidence.was_deaf(a * SECOND, b * SECOND) for a, b in spans] == [
        False, True, True, True, False,
    ]  # fmt: skip
    assert not heard().was_deaf(0, SECOND)
