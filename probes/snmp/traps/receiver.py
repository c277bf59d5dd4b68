"""Hears traps and informs: the cheapest question first, nothing decoded that need not be.

Known address? Within its bucket? Only then is a datagram decoded, and its credential compared. A
storm must not wake the loop for each of its datagrams: after the first, the socket is not watched
but read at ticks, until a tick finds it empty.
"""

from __future__ import annotations

import asyncio
import hmac
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from monitord.model.snmp import SnmpLogin, SnmpVersion
from probes.snmp.packet import Message, PacketError, Pdu, PduType, peek_version
from probes.snmp.traps.bucket import Recent, TokenBucket
from probes.snmp.traps.process import Ears, Origin, V3Process
from probes.snmp.traps.transport import Return, TrapSocket, spelt
from probes.snmp.traps.trap import Sender, Trap, read_trap

TICK = 0.1
"""Seconds, on multiples of it on the loop's clock, where the ICMP engine wakes up as well."""
READ_MOST = 256
"""Datagrams a tick; the others wait in the socket's buffer, or are dropped there for nothing."""
DECODE_MOST = 24
"""Datagrams decoded a tick, at some 60 µs each."""
REPEATED = 10_000_000_000
"""Nanoseconds within which an inform is a repetition (RFC 3413 leaves time-outs to senders)."""
REPEATED_MOST = 10_000
VERSIONS: Mapping[int, SnmpVersion] = {0: "1", 1: "2c"}


@dataclass(slots=True)
class Source:
    """An address of the inventory and how much it may still say."""

    sender: Sender
    bucket: TokenBucket


class TrapReceiver:
    """One socket for the notifications of every device. Make it with `open`."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        trap_socket: TrapSocket,
        heard: Callable[[Trap], None],
        count: Callable[[str], None],
    ) -> None:
        self._loop = loop
        self._socket = trap_socket
        self._heard = heard
        self._count = count
        self._sources: dict[str, Source] = {}
        self._informs = Recent(REPEATED, REPEATED_MOST)
        self._v3 = V3Process(loop, Ears(self._told, trap_socket.send, count))
        self._timer: asyncio.TimerHandle | None = None
        self._watch()

    @classmethod
    def open(
        cls,
        loop: asyncio.AbstractEventLoop,
        listen: str,
        heard: Callable[[Trap], None],
        count: Callable[[str], None],
    ) -> TrapReceiver:
        """Listen on `127.0.0.1:1162` or `[::]:1162` (which hears IPv4 too); port 0 is any free one.

        `heard` gets every notification of a device of ours, `count` a key of KINDS for every
        datagram's fate. Raises TrapListenError. Until `apply`, nobody is known.
        """
        return cls(loop, TrapSocket(listen), heard, count)

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        return self._socket.address

    @property
    def drops(self) -> int:
        """Datagrams that the kernel dropped since the start: a storm beyond what is read."""
        return self._socket.drops

    @property
    def v3_pid(self) -> int | None:
        """The process for version 3; None while there is none."""
        return self._v3.pid

    def apply(self, allowed: Mapping[str, Sender]) -> None:
        """Listen to these addresses only. Raises ValueError for a key that is no address.

        An address that stays keeps its bucket; other credentials of version 3 replace the process.
        """
        now = time.monotonic_ns()
        found: dict[str, Source] = {}
        for address, sender in allowed.items():
            key = spelt(address)
            known = self._sources.get(key)
            found[key] = Source(sender, known.bucket if known else TokenBucket(now))
        self._sources = found
        logins = (sender.login for sender in allowed.values())
        self._v3.apply([login for login in logins if login.version == "3"])

    def close(self) -> None:
        """Stop listening; once is enough."""
        self._v3.close()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        elif not self._socket.closed:
            self._loop.remove_reader(self._socket.socket.fileno())
        self._socket.close()

    async def aclose(self) -> None:
        """Stop listening, and wait until the process for version 3 has ended."""
        self.close()
        await self._v3.aclose()

    def _watch(self) -> None:
        self._timer = None
        self._loop.add_reader(self._socket.socket.fileno(), self._wake)

    def _wake(self) -> None:
        """The first datagram after a silence: from now on, ticks."""
        self._loop.remove_reader(self._socket.socket.fileno())
        self._tick()

    def _tick(self) -> None:
        when = (self._loop.time() // TICK + 1) * TICK
        self._timer = self._loop.call_at(when, self._tick)  # first: `heard` may raise
        if not self._read(time.monotonic_ns()):
            self._timer.cancel()
            self._watch()

    def _read(self, now: int) -> bool:
        """Read what a tick may; whether there was anything."""
        decoded = 0
        for turn in range(READ_MOST):
            arrival = self._socket.read()
            if arrival is None:
                return turn > 0
            decoded += self._arrived(*arrival, now)
            if decoded >= DECODE_MOST:
                break
        return True

    def _arrived(self, data: bytes, address: str, back: Return, now: int) -> bool:
        """One datagram; whether it was worth decoding."""
        self._count("received")
        source = self._sources.get(address)
        if source is None:
            self._count("unknown-source")
            return False
        if not source.bucket.take(now):
            self._count("limited")
            return False
        origin = Origin(address, source.sender.device, back, now)
        self._admit(data, source.sender.login, origin)
        return True

    def _admit(self, data: bytes, login: SnmpLogin, origin: Origin) -> None:
        """A datagram of a device of ours, by its claim."""
        version = peek_version(data)
        if version == 3:
            if login.version == "3":
                self._v3.give(login, data, origin)
            else:
                self._count("wrong-credential")
            return
        try:
            message = Message.parse(data)
        except PacketError:
            self._count("malformed")
            return
        ours = login.version != "3" and hmac.compare_digest(message.community, login.community)
        if not ours:
            self._count("wrong-credential")
            return
        self._tell(message, VERSIONS[message.version], origin)

    def _told(self, message: Message, origin: Origin) -> None:
        """A notification of version 3, answered already."""
        self._tell(message, "3", origin)

    def _tell(self, message: Message, version: SnmpVersion, origin: Origin) -> None:
        pdu = message.pdu
        try:
            trap = read_trap(
                pdu,
                device=origin.device,
                source=origin.source,
                version=version,
                received=origin.received,
            )
        except PacketError:
            self._count("malformed")
            return
        if trap.inform and isinstance(pdu, Pdu):
            if version != "3":
                self._socket.send(_acknowledged(message, pdu), origin.back)
            if self._informs.seen((trap.source, pdu.request_id, trap.oid), trap.received):
                self._count("duplicate")
                return
        self._count("told")
        self._heard(trap)


def _acknowledged(message: Message, inform: Pdu) -> bytes:
    """The response to an inform: the same bindings (RFC 3416, 4.2.7)."""
    return bytes(replace(message, pdu=replace(inform, type=PduType.RESPONSE)))
