"""Requests of one poll in version 3: with their retries, and a session that is made as needed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable
from dataclasses import dataclass, field
from weakref import WeakSet

from monitord.model.snmp import Outcome, SnmpLogin
from probes.kernel.address import Address
from probes.snmp.user.codec import Failure, Relay, Reply, Step, UserCodec
from probes.snmp.user.keys import UserKeys
from probes.snmp.user.session import OUT_OF_TIME, UNMEASURED, UserSession

LOST = (Outcome.TIMEOUT, Outcome.MALFORMED)
"""Worth another try."""
CURABLE = (OUT_OF_TIME, "unknownEngineIDs")
"""Reports of an agent that has restarted, or was exchanged: cured by a new look at its clock."""
MOST_SCALARS, MOST_ROWS = 24, 48
IGNORED = 3
"""Sessions in a row that end in silence although the agent let itself be discovered: no bad line
loses so much, it ignores our user, whose key was changed over there."""


@dataclass(slots=True, repr=False, eq=False, weakref_slot=True)
class UserTarget:
    """An agent, and what was learnt about it. Opaque to whoever polls."""

    address: Address
    login: SnmpLogin
    timeout: float
    retries: int
    keys: asyncio.Future[UserKeys] | None = None
    """Of the login, from the first poll on."""
    session: UserSession | None = None
    known: bool = False
    """Whether it has answered our user, and not ignored it since."""
    ignored: int = 0
    """Times in a row that a session began with a discovery and ended in silence."""
    variant: int = 0
    """Which of `UserKeys.variants` it speaks."""
    most_scalars: int = MOST_SCALARS
    """Scalars asked for at once; less once the agent has found that too much."""
    most_rows: int = MOST_ROWS
    """Rows of a GETBULK, likewise."""
    rows: dict[str, int] = field(default_factory=dict)
    """By column, as many as there were last time."""
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One poll at a time."""


@dataclass(slots=True)
class Traffic:
    """What all targets of an engine share."""

    loop: asyncio.AbstractEventLoop
    slots: asyncio.Semaphore
    relay: Relay
    sessions: WeakSet[UserSession] = field(default_factory=WeakSet)
    in_flight: int = 0
    strays: Counter[str] = field(default_factory=Counter)


class UserTalk:
    """The requests of one poll. They are made one after the other."""

    def __init__(self, target: UserTarget, keys: UserKeys, traffic: Traffic) -> None:
        self.requests = 0
        self.retries = 0
        self._target = target
        self._keys = keys
        self._traffic = traffic

    async def request(self, send: Step, receive: Step) -> Reply | Failure:
        """One request with its retries. Never raises for what the agent or the network does."""
        tries, cures = 1 + self._target.retries, 1
        while True:
            session = await self._session()
            if isinstance(session, Failure):
                return session
            found = await self._once(session.ask(send, receive, self._target.timeout))
            if session.proven:
                self._target.known, self._target.ignored = True, 0
            if not isinstance(found, Failure):
                return found
            if found.outcome in LOST:
                tries -= 1
                if tries:
                    self.retries += 1
                    continue
                if not self._target.known and self._other_way():
                    tries = 1 + self._target.retries
                    continue
                return self._given_up(session, found)
            if found.outcome is not Outcome.AUTH:
                return found
            if found.error in CURABLE and cures:
                cures -= 1
                self._renew(found)
            elif not (found.error == "decryptionErrors" and self._other_way()):
                self.forget()
                return found

    async def _session(self) -> UserSession | Failure:
        """The session with the agent; a new one begins with a discovery."""
        target = self._target
        if target.session is not None:
            return target.session
        try:
            codec = UserCodec(self._traffic.relay)
        except OSError:
            return UNMEASURED
        traffic = self._traffic
        session = UserSession(
            traffic.loop, target.address, codec, traffic.strays, known=target.known
        )
        traffic.sessions.add(session)
        try:
            failure = await self._discover(session)
        finally:
            if target.session is None:
                session.close()
        return failure or session

    async def _discover(self, session: UserSession) -> Failure | None:
        """Why a session cannot begin; None when it has begun."""
        target = self._target
        for left in reversed(range(1 + target.retries)):
            failure = await self._once(session.discover(target.timeout))
            if failure is None:
                session.log_in(self._keys, target.variant)
                target.session = session
                return None
            if failure.outcome not in LOST or not left:
                break
            self.retries += 1
        return failure

    async def _once(self, asked: Awaitable[Reply | Failure]) -> Reply | Failure:
        async with self._traffic.slots:
            self.requests += 1
            self._traffic.in_flight += 1
            try:
                return await asked
            finally:
                self._traffic.in_flight -= 1

    def _renew(self, found: Failure) -> None:
        """Make up for a restart: gufo_snmp has the new time already, an engine id it has not."""
        if found.error != OUT_OF_TIME:
            self.forget()

    def _other_way(self) -> bool:
        """Try the next way of making the key of privacy; whether there is one."""
        target = self._target
        target.variant += 1
        if target.variant == len(self._keys.variants):
            target.variant = 0
            return False
        if target.session is not None:
            target.session.log_in(self._keys, target.variant)
        return True

    def _given_up(self, session: UserSession, found: Failure) -> Failure:
        """What silence means: an agent that lets itself be discovered lives, and ignores our user.

        Many do so for a wrong key of privacy: they cannot read the request. Of one that has known
        our user it takes more than once: a bad line, too, loses requests after a discovery.
        """
        self.forget()
        if session.proven or found.outcome is not Outcome.TIMEOUT:
            return found
        target = self._target
        target.ignored += 1
        if target.known and target.ignored < IGNORED:
            return found
        target.known = False
        return Failure(Outcome.AUTH)

    def forget(self) -> None:
        """End the session; the next request begins another."""
        if self._target.session is not None:
            self._target.session.close()
            self._target.session = None
