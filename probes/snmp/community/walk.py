"""Gets and walks for people: bindings as the agent gave them, and how it ended."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from monitord.model.snmp import Outcome
from probes.snmp.bindings import EMPTY, TAGS, Binding
from probes.snmp.community.conversation import (
    NO_SUCH_NAME,
    TOO_BIG,
    Answer,
    Conversation,
    Question,
    Reply,
)
from probes.snmp.community.tables import Column, LoopError, TableMemory
from probes.snmp.packet import PduType

Ask: TypeAlias = Callable[[Question], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Got:
    """What became of a GET."""

    outcome: Outcome
    """OK when any object exists."""
    bindings: Mapping[str, Binding]
    """By name what the agent gave, exceptions of v2 too."""
    failures: Mapping[str, Outcome]
    """By name why there is no value."""
    error: str = ""
    """See `SnmpAnswer.error`."""

    @classmethod
    def of(cls, talk: Conversation) -> Got:
        """What a conversation brought."""
        bindings = {
            name: Binding(name, TAGS[tag], value) for name, (_, tag, value) in talk.found.items()
        }
        return cls(talk.outcome(), bindings, talk.failures, talk.error)


class Walk:
    """The objects below `oid`, or `oid` itself when it is one: iterate once, then see how it ended.

    Nothing is raised for what agent or network do.
    """

    def __init__(self, oid: str, ask: Ask, *, bulk: bool) -> None:
        self.outcome: Outcome | None = None
        """None while it goes on; OK when it came to the end, and there was something."""
        self.error = ""
        """See `SnmpAnswer.error`."""
        self._column = Column(oid)
        self._ask = ask
        self._bulk = bulk
        self._memory = TableMemory.of((oid,))

    async def __aiter__(self) -> AsyncIterator[Binding]:
        column = self._column
        while self.outcome is None and not column.over:
            question = self._question()
            answer = await self._ask(question)
            if isinstance(answer, Reply) and answer.status == 0:
                for binding in self._keep(answer):
                    yield binding
            elif not self._shrunk(question, answer):
                self._fail(answer)
        if column.over and not column.seen and self.outcome is None:
            answer = await self._ask(Question(PduType.GET, (column.oid,)))
            for binding in self._itself(answer):
                yield binding
        self.outcome = self.outcome or Outcome.OK

    def _question(self) -> Question:
        if not self._bulk:
            return Question(PduType.GET_NEXT, (self._column.at,))
        return Question(PduType.GET_BULK, (self._column.at,), self._memory.most_repetitions(1))

    def _shrunk(self, question: Question, answer: Answer) -> bool:
        """Whether to ask for less: what came was too big for one of us."""
        too_big = answer.status == TOO_BIG if isinstance(answer, Reply) else answer.heard
        return too_big and self._memory.shrink(question)

    def _keep(self, reply: Reply) -> Iterator[Binding]:
        """The objects of a reply; ends the walk when they are in the wrong order, or none."""
        self._column.values.clear()
        if not reply.bindings:
            self.outcome = Outcome.MALFORMED
            return
        self._memory.weigh(reply)
        for bare in reply.bindings:
            try:
                if self._column.take(bare) is None:
                    return
            except LoopError:
                self.outcome = Outcome.MALFORMED
                return
            yield Binding(bare[0], TAGS[bare[1]], bare[2])

    def _itself(self, answer: Answer) -> Iterator[Binding]:
        """The object that was to be walked, where nothing is below it."""
        if not isinstance(answer, Reply) or answer.status:
            self._fail(answer)
        elif answer.bindings and answer.bindings[0][1] not in EMPTY:
            bare = answer.bindings[0]
            yield Binding(bare[0], TAGS[bare[1]], bare[2])
        else:
            self.outcome = Outcome.NO_OBJECT

    def _fail(self, answer: Answer) -> None:
        """End the walk, by what says so: in v1 noSuchName is how the end of everything looks."""
        if not isinstance(answer, Reply):
            self.outcome, self.error = answer.outcome, answer.error
        elif answer.status != NO_SUCH_NAME:
            self.outcome, self.error = Outcome.ERROR_STATUS, answer.word
        elif self._column.over:
            self.outcome = Outcome.NO_OBJECT
        else:
            self._column.over = True
