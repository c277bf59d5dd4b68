"""Walks of version 3 for people: objects as they come, and how it ended."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeAlias

from gufo.snmp._fast import GetIter

from monitord.model.snmp import Oid, Outcome, Value
from probes.snmp.community.walk import Got
from probes.snmp.packet import Binding, Tag
from probes.snmp.user.codec import Failure
from probes.snmp.user.poll import ColumnWalk, Rows

REPETITIONS = 16

Next: TypeAlias = Callable[[GetIter, bool], Awaitable[Rows | Failure]]
Get: TypeAlias = Callable[[str], Awaitable[Got]]


class UserWalk:
    """The objects below `oid`, or `oid` itself when it is one: iterate once, then see how it ended.

    Nothing is raised for what agent or network do.
    """

    def __init__(self, oid: str, following: Next, get: Get) -> None:
        self.outcome: Outcome | None = None
        """None while it goes on; OK when it came to the end, and there was something."""
        self.error = ""
        """See `SnmpAnswer.error`."""
        self._oid = oid
        self._next = following
        self._get = get

    async def __aiter__(self) -> AsyncIterator[Binding]:
        walk, at, bulk = ColumnWalk(self._oid, sys.maxsize), GetIter(self._oid, REPETITIONS), True
        while not walk.over and self.outcome is None:
            found = await self._next(at, bulk)
            if isinstance(found, Failure):
                self.outcome, self.error = found.outcome, found.error
                return
            if not found:  # the end of everything, or more than fits into a reply
                bulk = False
                continue
            walk.rows.clear()
            if not walk.take(found):
                self.outcome = Outcome.MALFORMED
            for index, value in walk.rows.items():
                yield binding(f"{self._oid}.{index}", value)
        if walk.last == () and self.outcome is None:
            got = await self._get(self._oid)
            self.outcome, self.error = got.outcome, got.error
            for itself in got.bindings.values():
                yield itself
        self.outcome = self.outcome or Outcome.OK


def binding(oid: str, value: Value) -> Binding:
    """An object with the likeliest tag: gufo_snmp does not tell counters from integers."""
    if isinstance(value, int):
        return Binding(oid, Tag.INTEGER, value)
    return Binding(oid, Tag.OID if isinstance(value, Oid) else Tag.OCTETS, value)
