"""The engine that polls any agent: communities for versions 1 and 2c, users for version 3."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from monitord.model.snmp import SnmpAnswer, SnmpLogin, SnmpPlan
from probes.snmp.community.engine import CommunityEngine
from probes.snmp.community.target import AgentTarget
from probes.snmp.community.walk import Got, Walk
from probes.snmp.user.engine import UserEngine
from probes.snmp.user.talk import UserTarget
from probes.snmp.user.walk import UserWalk

SnmpTarget: TypeAlias = AgentTarget | UserTarget


class SnmpEngine:
    """Every SNMP request of a process. Make it with `open`; not for use from several threads."""

    def __init__(self, community: CommunityEngine, user: UserEngine) -> None:
        self._community = community
        self._user = user

    @classmethod
    def open(cls, loop: asyncio.AbstractEventLoop, *, paced: bool = False) -> SnmpEngine:
        """Open the sockets that all agents share. Raises OSError when the machine has none.

        `paced`: see `CommunityEngine.open`; for whoever polls many and waits for none.
        """
        user = UserEngine.open(loop)
        try:
            return cls(CommunityEngine.open(loop, paced=paced), user)
        except OSError:
            user.close()
            raise

    @property
    def in_flight(self) -> int:
        """Requests whose outcome is not yet known."""
        return self._community.in_flight + self._user.in_flight

    @property
    def strays(self) -> Mapping[str, int]:
        """Datagrams that answered nothing, by kind; see `monitord.model.snmp.SnmpEngine`."""
        total = Counter(self._community.strays)
        total.update(self._user.strays)
        return total

    def target(
        self, address: str, *, port: int, login: SnmpLogin, timeout: float, retries: int
    ) -> SnmpTarget:
        """Prepare polls of an agent. Seconds.

        Raises ValueError for an address or login that cannot be used.
        """
        engine = self._user if login.version == "3" else self._community
        return engine.target(address, port=port, login=login, timeout=timeout, retries=retries)

    async def poll(self, target: SnmpTarget, plan: SnmpPlan) -> SnmpAnswer:
        """Read everything in `plan`, one request at a time. Never raises for what anybody does."""
        if isinstance(target, UserTarget):
            return await self._user.poll(target, plan)
        return await self._community.poll(target, plan)

    async def get(self, target: SnmpTarget, names: Sequence[str]) -> Got:
        """Read single objects. Raises ValueError for what is no OID."""
        if isinstance(target, UserTarget):
            return await self._user.get(target, names)
        return await self._community.get(target, names)

    def walk(self, target: SnmpTarget, oid: str) -> Walk | UserWalk:
        """Read a subtree while iterating. Raises ValueError for what is no OID."""
        if isinstance(target, UserTarget):
            return self._user.walk(target, oid)
        return self._community.walk(target, oid)

    def close(self) -> None:
        """Give the sockets back; polls under way end as unmeasured."""
        self._community.close()
        self._user.close()
