"""The first line of everything, in words: how many sites cannot meet, and why."""

from __future__ import annotations

from collections.abc import Iterable

from monitord.model.snapshot import CentreSnapshot, Verdict
from monitord.model.states import CANNOT_MEET, WORST_FIRST, State
from monitord.texts import Texts, texts

MENTIONED = (State.DEGRADED, State.UNKNOWN, State.MAINTENANCE, State.OFF)
"""States that the verdict adds after a semicolon, when there are any."""


def judgement(texts: Texts, verdict: Verdict) -> str:
    """The number that comes first, "31/621 điểm cầu không họp được: 1 mất kết nối, …"."""
    if verdict.cannot_meet:
        causes = [state for state in WORST_FIRST if state in CANNOT_MEET]
        shown = ", ".join(_counted(texts, verdict, causes))
        total = verdict.total
        return texts.say("cli.verdict.cannot", n=verdict.cannot_meet, total=total, causes=shown)
    unsure = (State.UNKNOWN, State.MAINTENANCE)
    able = verdict.total - sum(verdict.states.get(state, 0) for state in unsure)
    return texts.say("cli.verdict.can", n=able, total=verdict.total)


def sentence(texts: Texts, verdict: Verdict) -> str:
    """The judgement, and after it how many are degraded, unknown, under maintenance or off."""
    rest = ", ".join(_counted(texts, verdict, MENTIONED))
    head = judgement(texts, verdict)
    return f"{head}; {rest}" if rest else head


def in_one_line(snapshot: CentreSnapshot, *, isolated: bool) -> str:
    """The same in the organization's language; when the monitor is cut off, only that."""
    words = texts(snapshot.inventory.organization.locale)
    return words.say("cli.verdict.isolated") if isolated else sentence(words, snapshot.verdict)


def _counted(texts: Texts, verdict: Verdict, states: Iterable[State]) -> list[str]:
    """How many sites are in each of `states`, without those that have none."""
    counts = ((state, verdict.states.get(state, 0)) for state in states)
    return [texts.say(f"cli.verdict.{state}", n=n) for state, n in counts if n]
