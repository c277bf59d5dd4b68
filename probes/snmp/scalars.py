"""Reads single objects in as few requests as the agent takes (RFC 3416, 4.2.1; RFC 1157, 4.1.2)."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from monitord.model.snmp import Outcome
from probes.snmp.ber import write_oid
from probes.snmp.conversation import (
    DATAGRAM,
    TOO_BIG,
    Answer,
    Asking,
    Conversation,
    NoReply,
    Question,
    Reply,
)
from probes.snmp.packet import EMPTY, PduType

VALUE_SIZE = 20
"""Bytes that a value is expected to take: numbers take five, names some twenty."""
BINDING_SIZE = 6
"""Bytes of tags and lengths in a binding."""
MOST_NAMES = 128

Names: TypeAlias = tuple[str, ...]


@dataclass(slots=True)
class ScalarMemory:
    """What an agent has shown to take."""

    most: int = MOST_NAMES
    """Names in one request."""


def read_scalars(talk: Conversation, names: Names, memory: ScalarMemory) -> Asking[None]:
    """Get `names` into `talk.found`."""
    waiting = deque(batches(names, memory.most))
    while waiting:
        batch = waiting.popleft()
        answer = yield from talk.ask(Question(PduType.GET, batch))
        again = _take(talk, batch, answer)
        if len(again) > 1 and isinstance(answer, Reply) and answer.status == TOO_BIG:
            memory.most = max(map(len, again))
        waiting.extendleft(reversed(again))


def binding_size(name: str) -> int:
    """Bytes that an object is expected to take in a reply."""
    return len(write_oid(name)) + BINDING_SIZE + VALUE_SIZE


@lru_cache(maxsize=1024)
def batches(names: Names, most: int) -> tuple[Names, ...]:
    """`names` in order, cut so that each request and its reply should fit a datagram."""
    found: list[list[str]] = []
    room = 0
    for name in dict.fromkeys(names):
        size = binding_size(name)
        if size > room or len(found[-1]) >= most:
            found.append([])
            room = DATAGRAM
        found[-1].append(name)
        room -= size
    return tuple(map(tuple, found))


def _take(talk: Conversation, names: Names, answer: Answer) -> tuple[Names, ...]:
    """Keep what an answer brings; what to ask again, always less than was asked."""
    if isinstance(answer, Reply) and answer.status == 0:
        return _keep(talk, names, answer)
    if isinstance(answer, NoReply) and not answer.heard:
        talk.fail_for(names, answer)
        return ()
    if (
        isinstance(answer, Reply)
        and answer.status != TOO_BIG
        and 1 <= answer.error_index <= len(names)
    ):
        at = answer.error_index - 1
        talk.fail_for(names[at : at + 1], answer)
        rest = names[:at] + names[at + 1 :]
        return (rest,) if rest else ()
    if len(names) == 1:
        talk.fail_for(names, answer)
        return ()
    half = (len(names) + 1) // 2
    return names[:half], names[half:]


def _keep(talk: Conversation, names: Names, reply: Reply) -> tuple[Names, ...]:
    """The values of a reply without error; agents that cannot send all may leave some out."""
    given = {binding[0]: binding for binding in reply.bindings}
    left = []
    for name in names:
        binding = given.get(name)
        if binding is None:
            left.append(name)
            continue
        talk.found[name] = binding
        if binding[1] in EMPTY:
            talk.fail((name,), Outcome.NO_OBJECT)
    if len(left) < len(names):
        return (tuple(left),) if left else ()
    talk.fail_for(names, reply)
    return ()
