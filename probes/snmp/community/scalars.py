"""Reads single objects in as few requests as the agent takes (RFC 3416, 4.2.1; RFC 1157, 4.1.2)."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from monitord.model.snmp import Outcome
from probes.snmp.ber import MOST_ARC, write_oid
from probes.snmp.bindings import EMPTY, Tag
from probes.snmp.community.conversation import (
    AROUND,
    DATAGRAM,
    NO_SUCH_NAME,
    TOO_BIG,
    Answer,
    Asking,
    Conversation,
    NoReply,
    Question,
    Reply,
)
from probes.snmp.packet import PduType

VALUE_SIZE = 20
"""Bytes that a value is expected to take: numbers take five, names some twenty."""
BINDING_SIZE = 6
"""Bytes of tags and lengths in a binding."""
MOST_NAMES = 128

Names: TypeAlias = tuple[str, ...]


@dataclass(slots=True)
class ScalarMemory:
    """What an agent has shown to take and to have."""

    most: int = MOST_NAMES
    """Names in one request."""
    doubtful: set[str] = field(default_factory=set)
    """Names for which an agent of v1 has refused a whole GET."""


def read_scalars(talk: Conversation, names: Names, memory: ScalarMemory) -> Asking[None]:
    """Get `names` into `talk.found`.

    In v1 one missing object voids the request (RFC 1157, 4.1.2). Those that were missing before
    are looked for with GETNEXT, which is never refused but at the very end.
    """
    if not memory.doubtful:
        yield from _read(talk, PduType.GET, names, memory)
        return
    sure = tuple(name for name in names if name not in memory.doubtful)
    doubtful = tuple(name for name in names if name in memory.doubtful)
    yield from _read(talk, PduType.GET, sure, memory)
    yield from _read(talk, PduType.GET_NEXT, doubtful, memory)


def _read(talk: Conversation, kind: PduType, names: Names, memory: ScalarMemory) -> Asking[None]:
    """Ask in batches, and again for what an answer leaves open."""
    waiting = deque(batches(names, memory.most))
    while waiting:
        batch = waiting.popleft()
        if kind is PduType.GET:
            answer = yield from talk.ask(Question(kind, batch))
        else:
            answer = yield from talk.ask(Question(kind, tuple(map(just_before, batch))))
            answer = _only_these(batch, answer)
        again = _take(talk, batch, answer, memory)
        if len(again) > 1 and isinstance(answer, Reply) and answer.status == TOO_BIG:
            memory.most = max(map(len, again))
        waiting.extendleft(reversed(again))


def just_before(name: str) -> str:
    """An OID after which `name` comes next, if the agent has it."""
    parent, _, last = name.rpartition(".")
    return parent if last == "0" else f"{parent}.{int(last) - 1}.{MOST_ARC}"


def _only_these(names: Names, answer: Answer) -> Answer:
    """The answer to a GETNEXT as if it were one to a GET."""
    if not isinstance(answer, Reply) or answer.status:
        return answer
    found = [
        given if given[0] == name else (name, int(Tag.NO_SUCH_OBJECT), None)
        for name, given in zip(names, answer.bindings, strict=False)
    ]
    return answer._replace(bindings=found)


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
            room = DATAGRAM - AROUND
        found[-1].append(name)
        room -= size
    return tuple(map(tuple, found))


def _take(
    talk: Conversation, names: Names, answer: Answer, memory: ScalarMemory
) -> tuple[Names, ...]:
    """Keep what an answer brings; what to ask again, always less than was asked."""
    if isinstance(answer, Reply) and answer.status == 0:
        return _keep(talk, names, answer, memory)
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
        if answer.status == NO_SUCH_NAME:
            memory.doubtful.add(names[at])
        rest = names[:at] + names[at + 1 :]
        return (rest,) if rest else ()
    if len(names) == 1:
        talk.fail_for(names, answer)
        return ()
    half = (len(names) + 1) // 2
    return names[:half], names[half:]


def _keep(
    talk: Conversation, names: Names, reply: Reply, memory: ScalarMemory
) -> tuple[Names, ...]:
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
        elif memory.doubtful:
            memory.doubtful.discard(name)
    if len(left) < len(names):
        return (tuple(left),) if left else ()
    talk.fail_for(names, reply)
    return ()
