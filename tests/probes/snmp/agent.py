"""An agent of our own on loopback, for what no real one does: small, forgetful or hostile."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, TypeAlias

from monitord.model.snmp import Value
from probes.snmp.packet import Binding, Message, Pdu, PduType, Tag

Objects: TypeAlias = Mapping[str, tuple[Tag, Value | None]]
TOO_BIG, NO_SUCH_NAME, GEN_ERR = 1, 2, 5


class Agent(asyncio.DatagramProtocol):
    """Answers GET, GETNEXT and GETBULK from `objects`, unless told to do otherwise."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects
        self.most_size = 65_000
        """Bytes of a reply; a GET beyond is tooBig, a GETBULK gives fewer rows."""
        self.most_names = 1000
        """More names in a GET are tooBig."""
        self.broken: set[str] = set()
        """Objects that give genErr."""
        self.twist: Callable[[Message, Pdu], Iterable[Message | bytes]] | None = None
        """From a request and the honest PDU to what is sent instead."""
        self.asked: list[Message] = []
        self.asker: Any = None
        self.heard = asyncio.Event()
        """Set at every request."""
        self._closed = asyncio.Event()
        self._transport: asyncio.DatagramTransport | None = None
        self._order = sorted(objects, key=arcs)
        self._keys = [arcs(oid) for oid in self._order]

    @property
    def port(self) -> int:
        """On its address."""
        assert self._transport is not None
        return int(self._transport.get_extra_info("sockname")[1])

    @property
    def pdus(self) -> Sequence[Pdu]:
        """What was asked so far."""
        return [message.pdu for message in self.asked if isinstance(message.pdu, Pdu)]

    async def open(self, address: str) -> None:
        """Begin to listen."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(
            lambda: self, local_addr=(address, 0)
        )

    async def close(self) -> None:
        """Stop; from now on the port refuses."""
        if self._transport is not None:
            self._transport.close()
            await self._closed.wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._closed.set()

    def send(self, data: bytes, to: Any) -> None:
        """Say something unasked."""
        assert self._transport is not None
        self._transport.sendto(data, to)

    def datagram_received(self, data: bytes, addr: Any) -> None:
        message = Message.parse(data)
        self.asked.append(message)
        self.asker = addr
        self.heard.set()
        assert isinstance(message.pdu, Pdu)
        honest = self.answer(message)
        answers = self.twist(message, honest) if self.twist else (replace(message, pdu=honest),)
        for answer in answers:
            self.send(bytes(answer), addr)

    def answer(self, message: Message) -> Pdu:
        """The honest reply."""
        pdu = message.pdu
        assert isinstance(pdu, Pdu)
        names = [binding.oid for binding in pdu.bindings]
        for at, name in enumerate(names, 1):
            if name in self.broken:
                return refusing(pdu, GEN_ERR, at)
        if pdu.type is PduType.GET_BULK:
            return self._bulk(message, pdu, names)
        found = list(map(self._get if pdu.type is PduType.GET else self._next, names))
        if message.version == 0:
            for at, binding in enumerate(found, 1):
                if not binding.exists:
                    return refusing(pdu, NO_SUCH_NAME, at)
        reply = replying(pdu, found)
        too_big = len(bytes(replace(message, pdu=reply))) > self.most_size
        return refusing(pdu, TOO_BIG, 0) if too_big or len(names) > self.most_names else reply

    def _bulk(self, message: Message, pdu: Pdu, names: list[str]) -> Pdu:
        found: list[Binding] = []
        for _ in range(pdu.max_repetitions):
            row = list(map(self._next, names))
            names = [binding.oid for binding in row]
            if len(bytes(replace(message, pdu=replying(pdu, found + row)))) > self.most_size:
                break
            found += row
        return replying(pdu, found) if found else refusing(pdu, TOO_BIG, 0)

    def _get(self, name: str) -> Binding:
        tag, value = self.objects.get(name, (Tag.NO_SUCH_OBJECT, None))
        return Binding(name, tag, value)

    def _next(self, name: str) -> Binding:
        at = bisect_right(self._keys, arcs(name))
        if at == len(self._order):
            return Binding(name, Tag.END_OF_MIB_VIEW)
        return self._get(self._order[at])


def arcs(oid: str) -> tuple[int, ...]:
    """What OIDs are ordered by."""
    return tuple(map(int, oid.split(".")))


def replying(pdu: Pdu, bindings: Iterable[Binding]) -> Pdu:
    """A response without error."""
    return Pdu(PduType.RESPONSE, pdu.request_id, 0, 0, tuple(bindings))


def refusing(pdu: Pdu, status: int, index: int) -> Pdu:
    """A response with an error."""
    return Pdu(PduType.RESPONSE, pdu.request_id, status, index, pdu.bindings)


@asynccontextmanager
async def running_agent(objects: Objects, address: str = "127.0.0.1") -> AsyncIterator[Agent]:
    """An agent that listens within the block."""
    agent = Agent(objects)
    await agent.open(address)
    try:
        yield agent
    finally:
        await agent.close()
