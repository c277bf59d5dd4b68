"""The first line of everything, as a terminal shows it."""

from __future__ import annotations

from rich.text import Text

from monitord.alerts.verdict import sentence
from monitord.cli.look import STYLES
from monitord.cli.picture import Picture
from monitord.model.snapshot import Verdict
from monitord.model.states import CANNOT_MEET, WORST_FIRST, State
from monitord.texts import Texts
from monitord.texts.marks import SYMBOLS


def gravest(verdict: Verdict) -> State:
    """What the verdict looks like: down, unreachable, else unknown; up when there is none of it."""
    grave = (*CANNOT_MEET, State.UNKNOWN)
    return next((s for s in WORST_FIRST if s in grave and verdict.states.get(s)), State.UP)


def headline(texts: Texts, picture: Picture) -> Text:
    """The verdict as it is shown; when the monitor itself is cut off, that comes first."""
    grave = gravest(picture.verdict)
    line = Text(f"{SYMBOLS[grave]} {sentence(texts, picture.verdict)}", STYLES[grave])
    if not picture.isolated:
        return line
    alarm = Text(f"! {texts.say('cli.verdict.isolated')}", STYLES[State.DOWN])
    return Text("\n").join([alarm, line])
