"""Polls agents in version 3 on one event loop (RFC 3412, RFC 3414, RFC 3826, RFC 7860)."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from weakref import WeakSet

from gufo.snmp._fast import GetIter

from monitord.model.snmp import SnmpAnswer, SnmpLogin, SnmpPlan
from probes.snmp.ber import write_oid
from probes.snmp.transport import Address
from probes.snmp.user_codec import Failure, Relay
from probes.snmp.user_keys import UserKeys, check, derive, weaknesses
from probes.snmp.user_poll import Rows, UserPoll, next_rows
from probes.snmp.user_talk import Traffic, UserTalk, UserTarget
from probes.snmp.user_walk import UserWalk, binding
from probes.snmp.walk import Got

log = logging.getLogger(__name__)

MOST_IN_FLIGHT = 256
"""Requests of all targets together that await an answer."""
MOST_LOGINS = 256
"""Logins whose keys are kept; all are forgotten when there are more."""


class UserEngine:
    """Every poll in version 3 of a process. Make it with `open`; not for use from several threads.

    Each target holds a socket of its own from its first poll on, and gufo_snmp another.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._traffic = Traffic(loop, asyncio.Semaphore(MOST_IN_FLIGHT), Relay())
        self._loop = loop
        self._keys: dict[SnmpLogin, asyncio.Future[UserKeys]] = {}
        self._warned: set[str] = set()
        self._targets: WeakSet[UserTarget] = WeakSet()

    @classmethod
    def open(cls, loop: asyncio.AbstractEventLoop) -> UserEngine:
        """An engine whose agents' sockets come with the polls. Raises OSError without loopback."""
        return cls(loop)

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
        target = UserTarget(Address.parse(address, port), login, timeout, retries)
        self._targets.add(target)
        return target

    async def poll(self, target: UserTarget, plan: SnmpPlan) -> SnmpAnswer:
        """Read everything in `plan`, one request at a time. Never raises for what anybody does."""
        started = time.monotonic_ns()
        keys = await self._derived(target.login)
        async with target.turn:
            talk = UserTalk(target, keys, self._traffic)
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
            keys = await self._derived(target.login)
            async with target.turn:
                return await next_rows(UserTalk(target, keys, self._traffic), at, bulk=bulk)

        async def itself(name: str) -> Got:
            return await self.get(target, (name,))

        write_oid(oid)
        return UserWalk(oid, following, itself)

    def close(self) -> None:
        """Give the sockets back; polls under way end as unmeasured."""
        for target in self._targets:
            if target.session is not None:
                target.session.close()
                target.session = None
        self._traffic.relay.close()

    async def _derived(self, login: SnmpLogin) -> UserKeys:
        """The keys of a login, made in a thread at its first poll."""
        if login not in self._keys:
            if len(self._keys) >= MOST_LOGINS:
                self._keys.clear()
            self._keys[login] = self._loop.run_in_executor(None, derive, login)
        return await asyncio.shield(self._keys[login])

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
