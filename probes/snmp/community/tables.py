"""Walks the columns of a table together: GETBULK in v2c, GETNEXT in v1 (RFC 3416, 4.2.2, 4.2.3).

Columns may be sparse: each has its own cursor, and leaves the request when it ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from monitord.model.snmp import Outcome, SnmpTable, Value
from probes.snmp.bindings import EMPTY, BareBinding, Tag
from probes.snmp.community.conversation import (
    AROUND,
    DATAGRAM,
    NO_SUCH_NAME,
    TOO_BIG,
    Answer,
    Asking,
    Conversation,
    Question,
    Reply,
)
from probes.snmp.community.scalars import binding_size
from probes.snmp.packet import PduType

START = 10
"""Rows asked for of a table whose length is not known yet."""
MOST_REPETITIONS = 64
ROOM = DATAGRAM - AROUND
"""Bytes for bindings."""
ALONE = 60
"""Walks until what was in the way, or lost, may pass."""
ARCS_KEPT = 1 << 14


class LoopError(Exception):
    """An agent's next object is not beyond the last (RFC 3416, 4.2.2: it should be)."""


@dataclass(slots=True)
class TableMemory:
    """What an agent has shown to take and to have."""

    full: int
    """Columns that one request may ask for."""
    width: int
    """Those that it does ask for; less after tooBig or silence."""
    size: float
    """Bytes that an object takes in a reply."""
    most: int = MOST_REPETITIONS
    """Rows that one request may ask for; less after tooBig or silence."""
    rows: int | None = None
    """Rows found last time."""
    alone: int = 0
    """Walks that are due before all is tried again: every column in one request, and that together
    with other tables."""

    @classmethod
    def of(cls, columns: tuple[str, ...]) -> TableMemory:
        """What is expected of an agent that was never asked."""
        size = max(map(binding_size, columns))
        full = max(1, min(len(columns), ROOM // size))
        return cls(full, full, size)

    def repetitions(self, columns: int, done: int) -> int:
        """Rows to ask for when so many were read: those still expected, and one to see the end."""
        expected = START if self.rows is None or done > self.rows else self.rows + 1 - done
        return min(expected, self.most_repetitions(columns))

    def most_repetitions(self, columns: int) -> int:
        """Rows of so many columns of which the reply fits a datagram."""
        return max(1, min(int(ROOM / (self.size * columns)), self.most))

    def weigh(self, reply: Reply) -> None:
        """Learn from a reply with bindings how large they are."""
        self.size = max(1.0, (reply.size - AROUND) / len(reply.bindings))

    def shrink(self, question: Question) -> bool:
        """Ask for less from now on; False when it was the least already."""
        if question.repetitions > 1:
            self.most = question.repetitions // 2
        elif len(question.names) > 1:
            self.narrow(len(question.names) // 2)
        else:
            return False
        return True

    def narrow(self, width: int) -> None:
        """Ask for so many columns at a time, for now."""
        self.width, self.alone = width, ALONE

    def learn(self, rows: int, requests: int) -> None:
        """A whole walk went well; should it have been cut short, try a little more next time."""
        self.rows = rows
        self.alone = max(0, self.alone - 1)
        if not self.alone:
            self.width = self.full
        if requests > 1:
            self.most = min(self.most + 1, MOST_REPETITIONS)


@dataclass(slots=True)
class Column:
    """One column, or any subtree, as far as it was walked."""

    oid: str
    below: str = ""
    """What the names of its objects begin with."""
    at: str = ""
    """What the next object is to be beyond."""
    last: tuple[int, ...] = ()
    seen: int = 0
    """Objects, also those without a value."""
    over: bool = False
    values: dict[str, Value] = field(default_factory=dict)
    """By index."""

    def __post_init__(self) -> None:
        self.at, self.below = self.oid, f"{self.oid}."

    def take(self, binding: BareBinding) -> str | None:
        """Move on to an object; its index, or None when it lies beyond the column's end.

        Raises LoopError.
        """
        oid, tag, value = binding
        if tag in ENDS or not oid.startswith(self.below):
            self.over = True
            return None
        index = oid[len(self.below) :]
        arcs = read_arcs(index)
        if arcs <= self.last:
            raise LoopError
        self.last, self.at = arcs, oid
        self.seen += 1
        if value is not None:
            self.values[index] = value
        return index

    def take_some(self, bindings: Iterable[BareBinding], most: int) -> bool:
        """Move on to its end or `most` objects; whether there would be more. Raises LoopError."""
        for binding in bindings:
            if self.seen >= most:
                self.over = True
                return binding[1] not in ENDS and binding[0].startswith(self.below)
            if self.take(binding) is None:
                break
        return False


ENDS = EMPTY - {Tag.NULL}


@lru_cache(maxsize=ARCS_KEPT)
def read_arcs(index: str) -> tuple[int, ...]:
    """An index's sub-identifiers, whose order is the table's."""
    return tuple(map(int, index.split(".")))


@dataclass(slots=True)
class TableWalk:
    """One walk of one table."""

    table: SnmpTable
    memory: TableMemory
    bulk: bool
    columns: list[Column]
    """Those that did not fail."""
    requests: int = 0
    cut: bool = False

    @classmethod
    def of(cls, table: SnmpTable, memory: TableMemory, *, bulk: bool) -> TableWalk:
        """A walk that has not begun."""
        return cls(table, memory, bulk, _columns(table))

    def begin_again(self) -> None:
        """Forget what was read."""
        self.columns, self.cut = _columns(self.table), False

    def read(self, talk: Conversation) -> Asking[None]:
        """Walk into `talk.tables`, or say in `talk.failures` why not."""
        while asked := self._asked():
            question = self._question(asked)
            answer = yield from talk.ask(question)
            self.requests += 1
            if not self._take(talk, asked, question, answer):
                return
        for column in self.columns:
            talk.tables[column.oid] = column.values
        talk.cut += self.cut
        if self.columns:
            self.memory.learn(max(column.seen for column in self.columns), self.requests)

    def _asked(self) -> list[Column]:
        """The columns whose turn it is."""
        return [column for column in self.columns if not column.over][: self.memory.width]

    def _question(self, asked: list[Column]) -> Question:
        names = tuple(column.at for column in asked)
        if not self.bulk:
            return Question(PduType.GET_NEXT, names)
        done = max(column.seen for column in asked)
        return Question(PduType.GET_BULK, names, self.memory.repetitions(len(names), done))

    def _take(
        self, talk: Conversation, asked: list[Column], question: Question, answer: Answer
    ) -> bool:
        """Whether to go on after an answer; if not, `talk` knows why."""
        if isinstance(answer, Reply) and answer.status == 0:
            return self._keep(talk, asked, answer)
        if isinstance(answer, Reply) and answer.status != TOO_BIG:
            culprit = asked[answer.error_index - 1 :][:1] if answer.error_index > 0 else []
            if culprit or len(asked) == 1:
                self._drop(talk, (culprit or asked)[0], answer)
                return True
        shrunk = talk.over is None and self.memory.shrink(question)
        if shrunk and (isinstance(answer, Reply) or answer.heard):
            return True
        talk.fail_for((column.oid for column in self.columns), answer)
        return False

    def _drop(self, talk: Conversation, column: Column, reply: Reply) -> None:
        """An error about one column: in v1 noSuchName is how the end of everything looks."""
        column.over = True
        if reply.status != NO_SUCH_NAME:
            self.columns.remove(column)
            talk.fail_for((column.oid,), reply)

    def _keep(self, talk: Conversation, asked: list[Column], reply: Reply) -> bool:
        """Rows that came; without any, or in the wrong order, the table is malformed."""
        if not reply.bindings or not self.take(asked, reply.bindings, 0, len(asked)):
            talk.fail((column.oid for column in self.columns), Outcome.MALFORMED)
            return False
        if len(reply.bindings) < len(asked):
            # Not even one row: the columns that came have moved on.
            self.memory.narrow(len(reply.bindings))
        self.memory.weigh(reply)
        return True

    def take(
        self, asked: list[Column], bindings: list[BareBinding], first: int, width: int
    ) -> bool:
        """Move on by rows of `width` objects, `first` being of the first column that was asked for.

        False when they are in the wrong order.
        """
        try:
            for at, column in enumerate(asked, first):
                self.cut |= column.take_some(bindings[at::width], self.table.most_rows)
        except LoopError:
            return False
        return True


def _columns(table: SnmpTable) -> list[Column]:
    return [Column(oid) for oid in dict.fromkeys(table.columns)]
