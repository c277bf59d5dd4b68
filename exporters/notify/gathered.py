"""Several messages made one."""

from __future__ import annotations

from collections.abc import Sequence

from monitord.model.alerts import Message
from monitord.texts import Texts

MOST_WHOLE = 10
"""Messages of which everything is told; of more, the first line only."""
MOST_NAMED = 50
"""Messages of which the first line is told; of more, how many there are."""
MOST_PLAIN = 160
"""Characters of one SMS."""


def gathered(messages: Sequence[Message], plain: bool, texts: Texts) -> Message:
    """One message that says what `messages` say, at least one; `plain`: in one SMS."""
    if plain:
        return Message("", _short(messages))
    if len(messages) == 1:
        return messages[0]
    whole = [f"{each.title}\n{each.body}" for each in messages[:MOST_WHOLE]]
    named = [each.title for each in messages[MOST_WHOLE:MOST_NAMED]]
    rest = len(messages) - MOST_NAMED
    more = [texts.say("notify.more", n=rest)] if rest > 0 else []
    title = texts.say("notify.title", n=len(messages), first=messages[0].title)
    return Message(title, "\n\n".join([*whole, "\n".join([*named, *more])]).strip())


def _short(messages: Sequence[Message]) -> str:
    if len(messages) == 1:
        return messages[0].body
    text = f"{len(messages)}: " + "; ".join(each.title for each in messages)
    return text if len(text) <= MOST_PLAIN else text[: MOST_PLAIN - 3] + "..."
