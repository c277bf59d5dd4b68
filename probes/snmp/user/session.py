"""A conversation with one agent in version 3, over a socket of its own while a poll goes on.

Each datagram is judged before gufo_snmp sees it: what is garbage, too long, not asked for, unsigned
or wrongly signed is thrown away and counted; a Report says why the agent refuses; an ICMP error is
told apart from silence. A Report without a signature could be anybody's: an agent that has answered
our user before is given the whole time-out to answer in spite of it.
"""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from collections.abc import Callable
from weakref import WeakMethod

from gufo.snmp._fast import SnmpError, SnmpV3ClientSocket

from monitord.model.snmp import Outcome
from probes.kernel.address import Address
from probes.kernel.asking import udp_socket
from probes.kernel.options import ANCILLARY_SPACE
from probes.kernel.refusals import is_error, refusal
from probes.snmp.ber import PacketError
from probes.snmp.user.codec import MALFORMED, MOST, Failure, Reply, Step, UserCodec
from probes.snmp.user.keys import UserKeys
from probes.snmp.user.message import AUTH_FLAG, PRIV_FLAG, UserMessage

MOST_DATAGRAM = 65_535
OUT_OF_TIME = "notInTimeWindows"
TIMEOUT = Failure(Outcome.TIMEOUT)
UNMEASURED = Failure(Outcome.UNMEASURED)


class UserSession:
    """Keys, engine id, boots and time of one agent. One request at a time."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        where: Address,
        codec: UserCodec,
        strays: Counter[str],
        *,
        known: bool = False,
    ) -> None:
        """`known`: the agent has answered our user in an earlier session."""
        self.boots: int | None = None
        self.proven = False
        """Whether the agent has answered our user in this one."""
        self._known = known
        self._loop = loop
        self._where = where
        self._peer: socket.socket | None = None
        self._codec = codec
        self._strays = strays
        self._keys: UserKeys | None = None
        self._key = b""
        self._receive: Step = SnmpV3ClientSocket.recv_refresh
        self._waiting: asyncio.Future[Reply | Failure] | None = None
        self._garbled = False
        self._refused: Failure | None = None
        """What a Report without a signature said of the last request."""
        self._asked: int | None = None
        """The id of the last request."""
        self._answered: int | None = None
        self._resting: asyncio.TimerHandle | None = None

    def close(self) -> None:
        """End a request under way as unmeasured, and give the socket back until the next one."""
        self._settle(UNMEASURED)
        self._disconnect()

    def rest(self, linger: float) -> None:
        """Give the socket back in so many seconds, unless there is another request.

        Until then, what comes late is counted.
        """
        self._stay()
        self._resting = self._loop.call_later(linger, _call, WeakMethod(self._disconnect))

    def __del__(self) -> None:
        """A target that nobody polls any more takes its session along."""
        self._disconnect()

    async def discover(self, patience: float) -> Failure | None:
        """Ask for the agent's engine id, boots and time (RFC 3414, section 4)."""
        found = await self.ask(
            SnmpV3ClientSocket.send_refresh, SnmpV3ClientSocket.recv_refresh, patience
        )
        return found if isinstance(found, Failure) else None

    def log_in(self, keys: UserKeys, variant: int) -> None:
        """Speak as this user from now on."""
        self._keys = keys
        self._key = keys.localized(self._codec.engine_id)
        self._codec.log_in(keys, variant)

    async def ask(self, send: Step, receive: Step, patience: float) -> Reply | Failure:
        """Send one request and wait so many seconds for its reply. Never raises for the network."""
        self._stay()
        self._receive, self._garbled, self._refused = receive, False, None
        waiting = self._waiting = self._loop.create_future()
        timer = self._loop.call_later(patience, self._settle, TIMEOUT)
        try:
            self._send(send)
            return await waiting
        finally:
            timer.cancel()
            self._waiting = None

    def _send(self, send: Step) -> None:
        try:
            data = self._codec.encode(send)
            self._asked = UserMessage.parse(data).ident
            peer = self._peer or self._connect()
            try:
                peer.send(data)
            except OSError:  # the kernel had still to tell of an earlier one
                self._refusals(peer)
                peer.send(data)
        except (OSError, SnmpError):
            self._settle(UNMEASURED)

    def _connect(self) -> socket.socket:
        """Raises OSError."""
        peer = self._peer = connected(self._where)
        self._loop.add_reader(peer.fileno(), _call, WeakMethod(self._readable))
        return peer

    def _disconnect(self) -> None:
        self._stay()
        if self._peer is not None:
            self._loop.remove_reader(self._peer.fileno())
            self._peer.close()
            self._peer = None

    def _stay(self) -> None:
        if self._resting is not None:
            self._resting.cancel()
            self._resting = None

    def _settle(self, result: Reply | Failure) -> None:
        if self._waiting is not None and not self._waiting.done():
            if result is TIMEOUT:
                result = self._refused or (MALFORMED if self._garbled else TIMEOUT)
            self._waiting.set_result(result)

    def _readable(self) -> None:
        """Read one datagram; the loop comes back for the next, between others' turns."""
        if self._peer is None:  # the loop had noticed something before we rested
            return
        try:
            data = self._peer.recv(MOST_DATAGRAM)
        except OSError:
            kinds = self._refusals(self._peer)  # else a queue left full wakes us again
            if kinds:
                self._settle(Failure(Outcome.REFUSED, kinds[0]))
        else:
            self._take(data)

    def _refusals(self, peer: socket.socket) -> list[str]:
        """Empty the error queue: what ICMP says of datagrams of ours (ip(7), IP_RECVERR)."""
        kinds: list[str] = []
        while True:
            try:
                ancillary = peer.recvmsg(0, ANCILLARY_SPACE, socket.MSG_ERRQUEUE)[1]
            except OSError:
                return kinds
            for level, option, value in ancillary:
                error = is_error(level, option) and refusal(self._where.family, value)
                kinds += [error.kind] if error else []

    def _take(self, data: bytes) -> None:
        """Judge one datagram."""
        try:
            message = UserMessage.parse(data)
            if not self._signs:
                message.check()
        except PacketError:
            self._garbage()
            return
        if message.ident == self._answered:
            self._strays["duplicate"] += 1
        elif self._waiting is None or self._waiting.done():
            self._strays["late"] += 1
        elif message.ident != self._asked:
            self._strays["unknown-request"] += 1
        elif message.report and message.report != OUT_OF_TIME and self._keys:
            self._refuse(message, Failure(Outcome.AUTH, message.report))
        elif not self._trusted(message):
            self._garbage()
        elif len(data) > MOST:
            self._strays["oversized"] += 1
            self._answer(message, None)
        else:
            self._read(message)

    @property
    def _signs(self) -> bool:
        """Whether our user signs."""
        return bool(self._keys and self._keys.algorithm)

    def _trusted(self, message: UserMessage) -> bool:
        """Whether it is as our user's agent would send it (RFC 3414, 3.2)."""
        keys = self._keys
        if keys is None or not keys.algorithm:
            return True
        if not message.report and bool(message.flags & PRIV_FLAG) != keys.private:
            return False
        return message.signed_by(keys.algorithm, self._key)

    def _refuse(self, message: UserMessage, refusal: Failure) -> None:
        """A Report: final, or all that there is if nothing that is signed comes in time."""
        known = self.proven or self._known
        if known and self._signs and not self._trusted(message):
            self._refused = refusal
        else:
            self._answer(message, refusal)

    def _read(self, message: UserMessage) -> None:
        """Read a reply of the agent's."""
        result = self._codec.decode(self._receive, message.data)
        if result is MALFORMED:
            self._garbage()
            return
        if message.report == OUT_OF_TIME:  # by which gufo_snmp has now set its clock
            result = Failure(Outcome.AUTH, OUT_OF_TIME)
        if message.flags & AUTH_FLAG or not self._signs:
            self.boots = message.engine_boots
        self.proven |= self._keys is not None and message.report is None
        self._answer(message, result)

    def _answer(self, message: UserMessage, result: Reply | Failure) -> None:
        self._answered = message.ident
        self._settle(result)

    def _garbage(self) -> None:
        self._garbled = True
        self._strays["malformed"] += 1


def connected(where: Address) -> socket.socket:
    """A socket that hears one agent only. Raises OSError."""
    peer = udp_socket(where.family)
    try:
        peer.connect(where.sockaddr)
    except OSError:
        peer.close()
        raise
    return peer


def _call(method: WeakMethod[Callable[[], None]]) -> None:
    """Called by the loop, which so does not keep a session alive."""
    found = method()
    if found is not None:
        found()
