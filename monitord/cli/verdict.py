"""The first line of everything: how many sites cannot meet, and why."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text

from monitord.cli.look import STYLES, SYMBOLS
from monitord.cli.picture import Picture
from monitord.model.snapshot import Verdict
from monitord.model.states import CANNOT_MEET, WORST_FIRST, State
from monitord.texts import Texts

MENTIONED = (State.DEGRADED, State.UNKNOWN, State.MAINTENANCE, State.OFF)
"""States that the verdict adds after a semicolon, when there are any."""


def judgement(texts: Texts, verdict: Verdict) -> str:
    """The number that comes first, "31/621 điểm cầu không họp được: 1 mất kết nối, …"."""
    if verdict.cannot_meet:
        causes = [state for state in WORST_FIRST if state in CANNOT_MEET]
        shown = ", ".join(counted(texts, verdict, causes))
        total = verdict.total
        return texts.say("cli.verdict.cannot", n=verdict.cannot_meet, total=total, causes=shown)
    unsure = (State.UNKNOWN, State.MAINTENANCE)
    able = verdict.total - sum(verdict.states.get(state, 0) for state in unsure)
    return texts.say("cli.verdict.can", n=able, total=verdict.total)


def sentence(texts: Texts, verdict: Verdict) -> str:
    """The judgement, and after it how many are degraded, unknown, under maintenance or off."""
    rest = ", ".join(counted(texts, verdict, MENTIONED))
    head = judgement(texts, verdict)
    return f"{head}; {rest}" if rest else head


def gravest(verdict: Verdict) -> State:
    """What the verdict looks like: down, unreachable, else unknown; up when there is none of it."""
    grave = (*CANNOT_MEET, State.UNKNOWN)
    return next((s for s in WORST_FIRST if s in grave and verdict.states.get(s)), State.UP)


def counted(texts: Texts, verdict: Verdict, states: Iterable[State]) -> list[str]:
    """How many sites are in each of `states`, without those that have none."""
    counts = ((state, verdict.states.get(state, 0)) for state in states)
    return [texts.say(f"cli.verdict.{state}", n=n) for state, n in counts if n]


def headline(texts: Texts, picture: Picture) -> Text:
    """The verdict as it is shown; when the monitor itself is cut off, that comes first."""
    grave = gravest(picture.verdict)
    line = Text(f"{SYMBOLS[grave]} {sentence(texts, picture.verdict)}", STYLES[grave])
    if not picture.isolated:
        return line
    alarm = Text(f"! {texts.say('cli.verdict.isolated')}", STYLES[State.DOWN])
    return Text("\n").join([alarm, line])
