"""Polls agents in version 3 on one event loop (RFC 3412, RFC 3414, RFC 3826, RFC 7860)."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from gufo.snmp._fast import GetIter

from monitord.model.snmp import SnmpAnswer, SnmpLogin, SnmpPlan
from probes.snmp.ber import write_oid
from probes.snmp.community.walk import Got
from probes.snmp.transport import agent_at
from probes.snmp.user.codec import Failure, Relay
from probes.snmp.user.keys import UserKeys, check, derive, weaknesses
from probes.snmp.user.poll import Rows, UserPoll, next_rows
from probes.snmp.user.talk import Traffic, UserTalk, UserTarget
from probes.snmp.user.walk import UserWalk, binding

log = logging.getLogger(__name__)

MOST_IN_FLIGHT = 1000
"""Requests of all targets together that await an answer; see `channel.MOST_OUTSTANDING`."""
LINGER = 2.0
"""Seconds that a target's socket is kept after a poll, so that what comes late is counted."""


class UserEngine:
    """Every poll in version 3 of a process. Make it with `open`; not for use from several threads.

    Each target holds a descriptor of gufo_snmp's from its first poll on, and a socket of its own
    while a poll goes on and a moment longer.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, linger: float) -> None:
        self._traffic = Traffic(loop, asyncio.Semaphore(MOST_IN_FLIGHT), Relay())
        self._loop = loop
        self._linger = linger
        self._keys: WeakValueDictionary[SnmpLogin, asyncio.Future[UserKeys]] = WeakValueDictionary()
        """Of the logins that targets have; theirs keep them."""
        self._warned: set[str] = set()

    @classmethod
    def open(cls, loop: asyncio.AbstractEventLoop, *, linger: float = LINGER) -> UserEngine:
        """An engine whose agents' sockets come with the polls, and stay `linger` seconds longer.

        Raises OSError.
        """
        return cls(loop, linger)

    @property
    def in_flight(self) -> int:
        """Requests whose outcome is not yet known."""
        return self._traffic.in_flight

    @property
    def strays(self) -> Mapping[str, int]:
        """Datagrams that answered nothing, by kind; see `monitord.model.snmp.SnmpEngine`.

        The kernel throws away those from another source.
        """
        return self._traffic.strays

    def target(
        self, address: str, *, port: int, login: SnmpLogin, timeout: float, retries: int
    ) -> UserTarget:
        """Prepare polls of an agent. Seconds.

        Raises ValueError for an address or login that cannot be used.
        """
        check(login)
        self._warn(login)
        return UserTarget(agent_at(address, port), login, timeout, retries)

    async def poll(self, target: UserTarget, plan: SnmpPlan) -> SnmpAnswer:
        """Read everything in `plan`, one request at a time. Never raises for what anybody does."""
        started = time.monotonic_ns()
        async with self._turn(target) as talk:
            poll = UserPoll(talk, target)
            await poll.run(plan)
            return poll.answer(started, time.monotonic_ns())

    async def get(self, target: UserTarget, names: Sequence[str]) -> Got:
        """Read single objects. Raises ValueError for what is no OID."""
        answer = await self.poll(target, SnmpPlan(tuple(names)))
        bindings = {name: binding(name, value) for name, value in answer.scalars.items()}
        return Got(answer.outcome, bindings, answer.failures, answer.error)

    def walk(self, target: UserTarget, oid: str) -> UserWalk:
        """Read a subtree while iterating. Raises ValueError for what is no OID."""

        async def following(at: GetIter, bulk: bool) -> Rows | Failure:
            async with self._turn(target) as talk:
                return await next_rows(talk, at, bulk=bulk)

        async def itself(name: str) -> Got:
            return await self.get(target, (name,))

        write_oid(oid)
        return UserWalk(oid, following, itself)

    def close(self) -> None:
        """Give the sockets back; polls under way end as unmeasured."""
        self._traffic.relay.close()
        for session in tuple(self._traffic.sessions):
            session.close()

    @asynccontextmanager
    async def _turn(self, target: UserTarget) -> AsyncIterator[UserTalk]:
        """The target for ourselves; its socket is given back at the end."""
        keys = await self._derived(target)
        async with target.turn:
            try:
                yield UserTalk(target, keys, self._traffic)
            finally:
                if target.session is not None:
                    target.session.rest(self._linger)

    async def _derived(self, target: UserTarget) -> UserKeys:
        """The keys of its login, made in a thread at the first poll of a target that has it."""
        if target.keys is None:
            target.keys = self._keys.get(target.login)
        if target.keys is None:
            target.keys = self._loop.run_in_executor(None, derive, target.login)
            self._keys[target.login] = target.keys
        return await asyncio.shield(target.keys)

    def _warn(self, login: SnmpLogin) -> None:
        """Say once what is weak about a credential."""
        weak = weaknesses(login)
        if weak and login.credential not in self._warned:
            self._warned.add(login.credential)
            log.warning(
                "credential %s %s, which is weak: use SHA-2 and AES where the device can",
                login.credential,
                " and ".join(weak),
            )
