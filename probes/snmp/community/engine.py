"""Polls agents of version 1 and 2c on one event loop.

The loop watches one socket per address family; one timer stands for all time-outs.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from types import MappingProxyType

from monitord.model.echo import Family
from monitord.model.snmp import Outcome, SnmpAnswer, SnmpLogin, SnmpPlan
from probes.kernel.asking import AskingSocket
from probes.snmp.ber import OCTETS, OID, SEQUENCE, tlv, write_integer, write_oid
from probes.snmp.community.channel import MOST_OUTSTANDING, STRAYS, Channel, Request
from probes.snmp.community.conversation import Answer, Asking, Conversation, NoReply, Question
from probes.snmp.community.poll import read_plan
from probes.snmp.community.scalars import read_scalars
from probes.snmp.community.target import AgentTarget
from probes.snmp.community.walk import Got, Walk
from probes.snmp.packet import V1, V2C
from probes.snmp.transport import BUFFER, MOST_REPLY, agent_at

TICK = 20_000_000
"""Nanoseconds. Time-outs are told on multiples of it on the loop's clock, as the ICMP engine's
ticks are: whoever works on the same grid shares the wake-up."""
VERSIONS = {"1": V1, "2c": V2C}
FAMILIES: tuple[Family, ...] = ("ipv4", "ipv6")


class CommunityEngine:
    """Every request of versions 1 and 2c of a process. Make it with `open`."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        sockets: Sequence[AskingSocket],
        most: int,
        paced: bool,
    ) -> None:
        self._loop = loop
        self._paced = paced
        self._strays = dict.fromkeys(STRAYS, 0)
        self._timer: asyncio.TimerHandle | None = None
        self._channels = {
            s.family: Channel(s, self._strays, most, paced, self._wake) for s in sockets
        }
        if not paced:
            for channel in self._channels.values():
                loop.add_reader(channel.socket.fileno(), channel.turn)

    @classmethod
    def open(
        cls, loop: asyncio.AbstractEventLoop, *, most: int = MOST_OUTSTANDING, paced: bool = False
    ) -> CommunityEngine:
        """Open a socket for each address family that the machine has.

        `most` requests of each are outstanding at once; further ones wait their turn. `paced`:
        replies are read at the ICMP engine's ticks instead of waking the loop, which costs more
        than reading them; each request then takes a tick of 20 ms at least.
        Raises OSError when there is no family.
        """
        sockets: list[AskingSocket] = []
        for family in FAMILIES:
            try:
                sockets.append(AskingSocket(family, BUFFER, MOST_REPLY))
            except OSError as error:
                refused = error
        if not sockets:
            raise refused
        return cls(loop, sockets, most, paced)

    @property
    def in_flight(self) -> int:
        """Requests whose outcome is not yet known."""
        return sum(channel.in_flight for channel in self._channels.values())

    @property
    def strays(self) -> Mapping[str, int]:
        """Datagrams that answered nothing, by kind."""
        return MappingProxyType(self._strays)

    def target(
        self, address: str, *, port: int, login: SnmpLogin, timeout: float, retries: int
    ) -> AgentTarget:
        """Prepare polls of an agent. Seconds. Raises ValueError."""
        if login.version not in VERSIONS:
            raise ValueError(f"{login!r} is of no version with communities")
        where, version = agent_at(address, port), VERSIONS[login.version]
        head = write_integer(version) + tlv(OCTETS, login.community)
        nanoseconds = round(timeout * 1e9)
        return AgentTarget(where, version, login.community, head, nanoseconds, retries + 1)

    async def poll(self, target: AgentTarget, plan: SnmpPlan) -> SnmpAnswer:
        """Read everything in `plan`, one request at a time."""
        async with target.lock:
            started = time.monotonic_ns()
            talk = Conversation()
            asking = read_plan(talk, plan, target.memory, bulk=target.version != V1)
            requests, retries = await self._converse(target, talk, asking)
            return SnmpAnswer(
                talk.outcome(),
                started,
                time.monotonic_ns(),
                talk.scalars(),
                talk.tables,
                talk.failures,
                talk.cut,
                talk.error,
                requests,
                retries,
            )

    async def get(self, target: AgentTarget, names: Sequence[str]) -> Got:
        """Read single objects. Raises PacketError for what is no OID."""
        async with target.lock:
            talk = Conversation()
            asking = read_scalars(talk, tuple(names), target.memory.scalars)
            await self._converse(target, talk, asking)
            return Got.of(talk)

    def walk(self, target: AgentTarget, oid: str) -> Walk:
        """Read a subtree while iterating. Raises PacketError for what is no OID."""

        async def ask(question: Question) -> Answer:
            async with target.lock:
                return (await self._ask(target, question, target.tries))[0]

        return Walk(oid, ask, bulk=target.version != V1)

    def close(self) -> None:
        """Give the sockets back; polls under way end as unmeasured."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for channel in self._channels.values():
            if not self._paced:
                self._loop.remove_reader(channel.socket.fileno())
            channel.close()
        self._channels.clear()

    async def _converse(
        self, target: AgentTarget, talk: Conversation, asking: Asking[None]
    ) -> tuple[int, int]:
        """Put the questions of `asking`; the datagrams sent, and how many of them were repeated."""
        requests = retries = 0
        answer: Answer | None = None
        while True:
            try:
                question = next(asking) if answer is None else asking.send(answer)
            except StopIteration:
                return requests, retries
            answer, sent = await self._ask(target, question, 1 if talk.silent else target.tries)
            requests += sent
            retries += max(sent - 1, 0)

    async def _ask(self, target: AgentTarget, question: Question, tries: int) -> tuple[Answer, int]:
        """The answer to a question, and how often it was sent."""
        channel = self._channels.get(target.address.family)
        if channel is None:  # the machine has no such family, or the engine is closed
            return NoReply(Outcome.UNMEASURED), 0
        build = partial(write_question, target, question)
        request = Request(target, build, tries, self._loop.create_future())
        return await channel.ask(request), request.sent

    def _wake(self, at: int) -> None:
        """Take a turn on the grid's next point after `at`."""
        when = (at // TICK + 1) * TICK / 1e9
        if self._timer is not None:
            if self._timer.when() <= when:
                return
            self._timer.cancel()
        self._timer = self._loop.call_at(when, self._tick)

    def _tick(self) -> None:
        """Expire what was not answered; whoever is still waited for wakes us again."""
        self._timer = None
        for channel in self._channels.values():
            channel.turn()


def write_question(target: AgentTarget, question: Question, request_id: int) -> bytes:
    """The datagram that asks it."""
    pdu = tlv(question.kind, write_integer(request_id) + _behind_id(question))
    return tlv(SEQUENCE, target.head + pdu)


@lru_cache(maxsize=1024)
def _behind_id(question: Question) -> bytes:
    """A PDU from its second number on: mostly the same at every poll, and for devices alike."""
    bindings = (tlv(SEQUENCE, tlv(OID, write_oid(name)) + b"\x05\x00") for name in question.names)
    numbers = write_integer(0) + write_integer(question.repetitions)
    return numbers + tlv(SEQUENCE, b"".join(bindings))
