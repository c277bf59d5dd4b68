"""Asks for several small tables at once: one GETBULK over the columns of all (RFC 3416, 4.2.3).

How many rows each has is known from the last poll. Whatever such a request leaves open, every table
walks by itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from probes.snmp.community.conversation import (
    TOO_BIG,
    Answer,
    Asking,
    Conversation,
    Question,
    Reply,
)
from probes.snmp.community.tables import ALONE, ROOM, TableWalk
from probes.snmp.packet import PduType

WASTE = 24
"""Objects beyond a table's end that may be read to spare a request: they cost about as much."""


def read_tables(talk: Conversation, walks: Iterable[TableWalk]) -> Asking[None]:
    """Walk tables, those together that fit one datagram."""
    for group in groups(walks):
        if len(group) > 1:
            yield from _begin(talk, group)
        for walk in group:
            yield from walk.read(talk)


def groups(walks: Iterable[TableWalk]) -> list[list[TableWalk]]:
    """Tables to be begun with one request; the longest of each first."""
    found: list[list[TableWalk]] = []
    for walk in sorted(walks, key=_rows, reverse=True):
        for group in found:
            if _suits(group, walk):
                group.append(walk)
                break
        else:
            found.append([walk])
    return found


def _rows(walk: TableWalk) -> int:
    """Those expected, and one to see the end; 0 where they are not to be read with others."""
    memory = walk.memory
    if not walk.bulk or memory.rows is None or memory.alone:
        return 0
    fits = memory.rows < memory.most and len(walk.columns) <= memory.width
    return memory.rows + 1 if fits else 0


def _suits(group: list[TableWalk], walk: TableWalk) -> bool:
    """Whether another table, which is not longer, spares a request when read with these."""
    rows, own = _rows(group[0]), _rows(walk)
    if not own or (rows - own) * len(walk.columns) > WASTE:
        return False
    return rows * sum(len(each.columns) * each.memory.size for each in (*group, walk)) <= ROOM


def _begin(talk: Conversation, group: list[TableWalk]) -> Asking[None]:
    """Ask for all rows of a group, and have those that do not go with the others walk alone."""
    columns = [column for walk in group for column in walk.columns]
    names = tuple(column.at for column in columns)
    question = Question(PduType.GET_BULK, names, _rows(group[0]))
    answer = yield from talk.ask(question)
    if isinstance(answer, Reply) and not answer.status:
        _take(group, answer, question)
    elif talk.over is None:
        for walk in _culprits(group, answer):
            walk.memory.alone = ALONE


def _take(group: list[TableWalk], reply: Reply, question: Question) -> None:
    """Deal out the rows of a reply."""
    width, first = len(question.names), 0
    short = len(reply.bindings) < width * question.repetitions
    for walk in group:
        in_order = walk.take(walk.columns, reply.bindings, first, width)
        first += len(walk.columns)
        if not in_order:
            walk.begin_again()
        if not in_order or (short and not all(column.over for column in walk.columns)):
            walk.memory.alone = ALONE
        elif reply.bindings:
            walk.memory.weigh(reply)


def _culprits(group: list[TableWalk], answer: Answer) -> list[TableWalk]:
    """Whose fault it is that nothing came: the table that an error names, or maybe any."""
    if isinstance(answer, Reply) and answer.status != TOO_BIG and answer.error_index > 0:
        owners = [walk for walk in group for _ in walk.columns]
        return owners[answer.error_index - 1 :][:1] or group
    return group
