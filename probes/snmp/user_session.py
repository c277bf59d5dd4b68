"""A conversation with one agent in version 3: gufo_snmp's socket, and our look at what arrives.

gufo_snmp owns the connected socket and makes, encrypts and decrypts messages. Each datagram is
first peeked at: what is garbage, too long, unsigned or wrongly signed is thrown away before
gufo_snmp sees it (it would give up the request, or believe it), Reports say why an agent refuses,
and an ICMP error is told apart from silence.
"""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeAlias
from weakref import WeakMethod

from gufo.snmp._fast import NoSuchInstance, SnmpAuthError, SnmpError, SnmpV3ClientSocket

from monitord.model.snmp import Outcome
from probes.snmp.ber import PacketError
from probes.snmp.transport import (
    ANCILLARY_SPACE,
    EXTENDED_ERROR,
    IP_RECVERR,
    IPV6_RECVERR,
    ORIGIN_ICMP,
    REFUSALS,
)
from probes.snmp.user_keys import UserKeys
from probes.snmp.user_message import AUTH_FLAG, PRIV_FLAG, UserMessage

MOST = 4080
"""Bytes of a reply that gufo_snmp can take; it says so in each request (msgMaxSize)."""
AT_ONCE = 64
"""Datagrams read before others have their turn."""
OUT_OF_TIME = "notInTimeWindows"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a request brought nothing."""

    outcome: Outcome
    error: str = ""
    """The protocol's own word, see `SnmpAnswer.error`."""


TIMEOUT = Failure(Outcome.TIMEOUT)
MALFORMED = Failure(Outcome.MALFORMED)
ABSENT = Failure(Outcome.NO_OBJECT)
Reply: TypeAlias = Any
"""What gufo_snmp makes of a reply; None where it has nothing to say."""
Step: TypeAlias = Callable[[SnmpV3ClientSocket], Reply]
"""Sends a request, or receives its reply."""


class UserSession:
    """Keys, engine id, boots and time of one agent. One request at a time."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, gufo: SnmpV3ClientSocket, strays: Counter[str]
    ) -> None:
        self._gufo = gufo
        self.boots: int | None = None
        self.proven = False
        """Whether the agent has ever answered our user."""
        self._loop = loop
        self._strays = strays
        self._peer = socket.socket(fileno=self._gufo.get_fd())
        self._keys: UserKeys | None = None
        self._key = b""
        self._receive: Step = SnmpV3ClientSocket.recv_refresh
        self._waiting: asyncio.Future[Reply | Failure] | None = None
        self._garbled = False
        if self._peer.family is socket.AF_INET:
            self._peer.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)
        else:
            self._peer.setsockopt(socket.IPPROTO_IPV6, IPV6_RECVERR, 1)
        loop.add_reader(self._peer.fileno(), _wake, WeakMethod(self._readable))

    def close(self) -> None:
        """Stop listening. Not while a request is under way."""
        if self._peer.fileno() >= 0:
            self._loop.remove_reader(self._peer.fileno())
            self._peer.detach()  # the descriptor is gufo_snmp's, which closes it when it goes

    def __del__(self) -> None:
        """A target that nobody polls any more takes its session along."""
        self.close()

    async def discover(self, patience: float) -> Failure | None:
        """Ask for the agent's engine id, boots and time (RFC 3414, section 4)."""
        found = await self.ask(
            SnmpV3ClientSocket.send_refresh, SnmpV3ClientSocket.recv_refresh, patience
        )
        return found if isinstance(found, Failure) else None

    def log_in(self, keys: UserKeys, variant: int) -> None:
        """Speak as this user from now on."""
        self._keys = keys
        self._key = keys.localized(self._gufo.get_engine_id())
        self._gufo.set_keys(keys.user, *keys.variants[variant])

    async def ask(self, send: Step, receive: Step, patience: float) -> Reply | Failure:
        """Send one request and wait so many seconds for its reply. Never raises for the network."""
        self._receive, self._garbled = receive, False
        waiting = self._waiting = self._loop.create_future()
        timer = self._loop.call_later(patience, self._settle, TIMEOUT)
        try:
            self._send(send)
            return await waiting
        finally:
            timer.cancel()
            self._waiting = None

    def _send(self, send: Step) -> None:
        """Hand a request to the kernel, which may still have to tell of an earlier one."""
        for _ in range(2):
            try:
                send(self._gufo)
            except OSError:
                self._refusals()
            else:
                return
        self._settle(Failure(Outcome.UNMEASURED))

    def _settle(self, result: Reply | Failure) -> None:
        if self._waiting is not None and not self._waiting.done():
            garbled = result is TIMEOUT and self._garbled
            self._waiting.set_result(MALFORMED if garbled else result)

    def _readable(self) -> None:
        """Read what has arrived, until the answer is there or nothing is left."""
        for _ in range(AT_ONCE):
            try:
                data = self._peer.recv(65_535, socket.MSG_PEEK)
            except OSError:
                kinds = self._refusals()  # also without an error: a queue left full wakes us again
                if kinds:
                    self._settle(Failure(Outcome.REFUSED, kinds[0]))
                return
            if self._take(data):
                return

    def _refusals(self) -> list[str]:
        """Empty the error queue: what ICMP says of datagrams of ours (ip(7), IP_RECVERR)."""
        kinds: list[str] = []
        words = REFUSALS["ipv4" if self._peer.family is socket.AF_INET else "ipv6"]
        while True:
            try:
                ancillary = self._peer.recvmsg(0, ANCILLARY_SPACE, socket.MSG_ERRQUEUE)[1]
            except OSError:
                return kinds
            for _, _, value in ancillary:
                _, origin, kind, code, _, _ = EXTENDED_ERROR.unpack_from(value)
                word = words.get(kind, {}).get(code) if origin in ORIGIN_ICMP else None
                kinds += [word] if word else []

    def _take(self, data: bytes) -> bool:
        """Judge one datagram and remove it; whether the request is settled by it."""
        try:
            message = UserMessage.parse(data)
            if not self._signs:
                message.check()
        except PacketError:
            return self._garbage()
        if self._waiting is None or self._waiting.done():
            return self._drop("late")
        if message.report and message.report != OUT_OF_TIME and self._keys:
            return self._done(Failure(Outcome.AUTH, message.report))
        if not self._trusted(message):
            return self._garbage()
        if len(data) > MOST:
            self._strays["oversized"] += 1
            return self._done(None)
        return self._hand_over(message)

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

    def _hand_over(self, message: UserMessage) -> bool:
        """Let gufo_snmp read it, which compares message and request id; whether it was ours."""
        try:
            result = self._receive(self._gufo)
        except BlockingIOError:  # gufo_snmp has read it and waits for another
            self._strays["unknown-request"] += 1
            return False
        except OSError:  # an ICMP error that came after our look
            return False
        except SnmpAuthError:
            late = message.report == OUT_OF_TIME  # gufo_snmp has set its clock by it
            result = (
                Failure(Outcome.AUTH, OUT_OF_TIME)
                if late
                else Failure(Outcome.ERROR_STATUS, "authorizationError")
            )
        except NoSuchInstance:
            result = ABSENT
        except StopAsyncIteration:
            result = None
        except SnmpError:
            return self._unreadable()
        except BaseException as error:
            if type(error).__name__ != "PanicException":  # Rust's: no class that has a name here
                raise
            return self._unreadable()
        if message.flags & AUTH_FLAG or not self._signs:
            self.boots = message.engine_boots
        self.proven |= self._keys is not None and message.report is None
        self._settle(result)
        return True

    def _done(self, result: Reply | Failure) -> bool:
        """Remove a datagram that gufo_snmp need not see: it is the answer."""
        self._remove()
        self._settle(result)
        return True

    def _drop(self, kind: str) -> bool:
        """Remove a datagram that answers nothing."""
        self._remove()
        self._strays[kind] += 1
        return False

    def _remove(self) -> None:
        with suppress(OSError):  # an ICMP error comes first; the datagram is judged once more then
            self._peer.recv(1)

    def _garbage(self) -> bool:
        self._garbled = True
        return self._drop("malformed")

    def _unreadable(self) -> bool:
        """Ours as it seemed, but gufo_snmp, which has removed it, cannot read it."""
        self._garbled = True
        self._strays["malformed"] += 1
        return False


def connected(endpoint: str) -> SnmpV3ClientSocket:
    """A socket to `192.0.2.1:161` or `[2001:db8::1]:161`. Raises OSError."""
    return SnmpV3ClientSocket(endpoint, b"", "", 0, b"", 0, b"", 0, 0, 0, 0)


def _wake(readable: WeakMethod[Callable[[], None]]) -> None:
    """Called by the loop, which so does not keep a session alive."""
    wake = readable()
    if wake is not None:
        wake()
