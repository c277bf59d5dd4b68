"""One poll of an agent in version 3: scalars by GET, columns by GETBULK.

gufo_snmp hides the error-status of a reply: tooBig, genErr and "nothing of it exists" all come back
empty. What is empty is asked for again in halves, down to single objects, whose fate is certain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from gufo.snmp._fast import GetIter

from monitord.model.snmp import Oid, Outcome, SnmpAnswer, SnmpPlan, SnmpTable, Value
from probes.snmp.user.codec import ABSENT, MALFORMED, UNAUTHORIZED, Failure
from probes.snmp.user.talk import LOST, UserTalk, UserTarget

OK = Failure(Outcome.OK)
STATUS = Failure(Outcome.ERROR_STATUS)
START = 10
"""Rows expected of a column that was never read."""
ALIVE = (Outcome.NO_OBJECT, Outcome.ERROR_STATUS)
SILENCES = 2
"""Requests in a row without an answer; the rest is then not asked for."""
ADDRESS = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)")
Rows: TypeAlias = list[tuple[str, Any] | None]


@dataclass(slots=True)
class ColumnWalk:
    """A column, or any subtree, as far as it was walked."""

    oid: str
    most: int
    """Rows wanted."""
    rows: dict[str, Value] = field(default_factory=dict)
    """By index."""
    last: tuple[int, ...] = ()
    over: bool = False
    cut: bool = False
    """There would be more."""

    def take(self, found: Rows) -> bool:
        """Keep rows; False when one is not beyond the last (RFC 3416, 4.2.2: it should be)."""
        for entry in found:
            self.over = entry is None or len(self.rows) == self.most
            if entry is None or self.over:
                self.cut = entry is not None
                return True
            index = entry[0][len(self.oid) + 1 :]
            arcs = tuple(map(int, index.split("."))) if index else ()
            if arcs <= self.last:  # also the column itself, without an index
                return False
            self.last = arcs
            self.rows[index] = read_value(entry[1])
        return True


class UserPoll:
    """What one poll has brought so far."""

    def __init__(self, talk: UserTalk, target: UserTarget) -> None:
        self._talk = talk
        self._target = target
        self.scalars: dict[str, Value] = {}
        self.tables: dict[str, dict[str, Value]] = {}
        self.failures: dict[str, Failure] = {}
        self.cut = 0
        self._silences = 0
        self._end: Failure | None = None

    async def run(self, plan: SnmpPlan) -> None:
        """Read everything."""
        left = list(plan.scalars)
        while left:
            most = self._target.most_scalars
            await self._read_scalars(left[:most])
            left = left[most:]
        for table in plan.tables:
            await self._read_table(table)

    def answer(self, started: int, ended: int) -> SnmpAnswer:
        """What came of it, between these instants of CLOCK_MONOTONIC in nanoseconds."""
        worst = OK if self._read else self._worst()
        session = self._target.session
        return SnmpAnswer(
            worst.outcome,
            started,
            ended,
            self.scalars,
            self.tables,
            {oid: failure.outcome for oid, failure in self.failures.items()},
            self.cut,
            worst.error,
            self._talk.requests,
            self._talk.retries,
            session.boots if session else None,
        )

    @property
    def _read(self) -> bool:
        """Whether the agent gave any value."""
        return bool(self.scalars) or any(self.tables.values())

    def _worst(self) -> Failure:
        """Why nothing was read: the first failure that says more than "it is not there"."""
        return next((one for one in self.failures.values() if one != ABSENT), ABSENT)

    async def _read_scalars(self, oids: list[str]) -> None:
        if self._given_up(oids):
            return
        if len(oids) == 1:
            await self._read_scalar(oids[0])
            return
        found = await self._talk.request(
            lambda gufo: gufo.send_get_many(oids), lambda gufo: gufo.recv_get_many()
        )
        if isinstance(found, Failure):
            self._fail(oids, found)
        elif found:
            values = {oid: read_value(found[oid]) for oid in oids if oid in found}
            self.scalars |= values
            self._fail([oid for oid in oids if oid not in values], ABSENT)
        else:
            half = (len(oids) + 1) // 2
            await self._read_scalars(oids[:half])
            await self._read_scalars(oids[half:])
            if any(oid in self.scalars for oid in oids):  # it was too much at once
                self._target.most_scalars = min(self._target.most_scalars, half)

    async def _read_scalar(self, oid: str) -> None:
        found = await self._talk.request(
            lambda gufo: gufo.send_get(oid), lambda gufo: gufo.recv_get()
        )
        if found is None:
            self._fail([oid], STATUS)
        elif isinstance(found, Failure):
            self._fail([oid], found)
        else:
            self.scalars[oid] = read_value(found)

    async def _read_table(self, table: SnmpTable) -> None:
        cut = False
        for column in dict.fromkeys(table.columns):
            if self._given_up([column]):
                continue
            walk = ColumnWalk(column, table.most_rows)
            failure = await self._walk(walk)
            if failure is None:
                self._silences = 0
                self.tables[column] = walk.rows
                cut |= walk.cut
            else:
                self._fail([column], failure)
        self.cut += cut

    async def _walk(self, walk: ColumnWalk) -> Failure | None:
        """Walk a column to its end, or as far as is wanted; why not."""
        expected = min(self._target.rows.get(walk.oid, START), walk.most, self._target.most_rows)
        at, bulk = GetIter(walk.oid, expected + 1), True  # one more, to see the end
        while not walk.over:
            found = await next_rows(self._talk, at, bulk=bulk)
            if isinstance(found, Failure):
                self._ask_for_less()
                return found
            if not found and bulk:  # the end of everything, or more than fits into a reply
                bulk = False
                continue
            if found != [None] and not bulk:
                self._ask_for_less()
            if not walk.take(found):
                return MALFORMED
        self._target.rows[walk.oid] = len(walk.rows)
        return None

    def _ask_for_less(self) -> None:
        self._target.most_rows = max(1, self._target.most_rows // 2)

    def _given_up(self, oids: list[str]) -> bool:
        """Whether the agent has fallen silent, so that these are not even asked for."""
        if self._end is not None:
            self.failures |= dict.fromkeys(oids, self._end)
        return self._end is not None

    def _fail(self, oids: list[str], failure: Failure) -> None:
        """These were not read. A dead agent is not asked for everything else as well."""
        self.failures |= dict.fromkeys(oids, failure)
        if failure.outcome in ALIVE and failure != UNAUTHORIZED:  # of tables it would say nothing
            self._silences = 0
            return
        self._silences += 1
        passing = failure.outcome in LOST and self._silences < SILENCES and self._read
        self._end = None if passing else failure


async def next_rows(talk: UserTalk, at: GetIter, *, bulk: bool) -> Rows | Failure:
    """What follows, None marking the end; nothing when gufo_snmp does not tell why."""
    if bulk:
        found = await talk.request(
            lambda gufo: gufo.send_get_bulk(at), lambda gufo: gufo.recv_get_bulk(at)
        )
        return [] if found is None else found
    found = await talk.request(
        lambda gufo: gufo.send_get_next(at), lambda gufo: gufo.recv_get_next(at)
    )
    return found if isinstance(found, Failure) else [found]


def read_value(raw: Any) -> Value:
    """A value of gufo_snmp's as one of ours.

    It gives addresses and object identifiers alike as text: four numbers are an address.
    """
    if isinstance(raw, bytes):
        return raw
    if isinstance(raw, int):
        return int(raw)
    text = str(raw)
    if ADDRESS.fullmatch(text):
        return bytes(map(int, text.split(".")))
    return Oid(text) if isinstance(raw, str) else text.encode()
