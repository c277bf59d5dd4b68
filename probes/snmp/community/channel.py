"""One address family's requests: waiting for a slot, outstanding, answered.

No timer, task or handle per request: `turn` reads what has arrived and then expires what has not
been answered. It is called when there is something to read and at the soonest deadline, or, where
the socket is not watched, at every tick while something is outstanding.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass

from monitord.model.snmp import Outcome
from probes.kernel.address import Source
from probes.kernel.asking import AskingSocket, Refusal
from probes.snmp.ber import PacketError, header
from probes.snmp.bindings import read_bare
from probes.snmp.community.conversation import Answer, NoReply, Reply
from probes.snmp.community.target import AgentTarget
from probes.snmp.packet import PduType, read_head, read_numbers

MOST_OUTSTANDING = 1000
"""Requests. Dead agents hold a slot for their time-outs only: 10,000 polled every 60 s with three
times 2 s may all be dead before anybody waits. It bounds what may arrive at once."""
READ_MOST = 128
"""Datagrams a turn; then the event loop breathes."""
SEND_TRIES = 4
"""Where many refuse, their errors come between one attempt and the next."""
FLOODED = 1_000_000_000
"""Nanoseconds of grace for time-outs while there is always more to read."""
REMEMBER_MOST = 8192
"""Request-ids whose end is remembered, to tell late replies and duplicates from strangers'."""
NEVER = 1 << 63

STRAYS = (
    "wrong-source",
    "unknown-request",
    "late",
    "duplicate",
    "malformed",
    "wrong-community",
    "oversized",
)
"""What arrives and answers nothing, see `SnmpEngine.strays`."""
TIMEOUT = NoReply(Outcome.TIMEOUT)
MALFORMED = NoReply(Outcome.MALFORMED)
UNREADABLE = NoReply(Outcome.MALFORMED, heard=True)


@dataclass(slots=True, eq=False, repr=False)
class Request:
    """A question on its way. It holds the community, hence no repr."""

    target: AgentTarget
    build: Callable[[int], bytes]
    """The datagram with this request-id."""
    tries: int
    """Sendings that are left."""
    future: asyncio.Future[Answer]
    id: int = 0
    data: bytes = b""
    deadline: int = 0
    """CLOCK_MONOTONIC nanoseconds."""
    sent: int = 0
    """Datagrams."""
    garbage: bool = False
    """Something that is no message came from the agent's address since."""


class Channel:
    """The socket of one family and the requests that travel through it."""

    def __init__(
        self,
        sock: AskingSocket,
        strays: dict[str, int],
        most: int,
        paced: bool,
        wake: Callable[[int], None],
    ) -> None:
        """`paced`: nobody watches the socket; while requests are out it is read at ticks."""
        self.socket = sock
        self._paced = paced
        self.strays = strays
        self.outstanding: dict[int, Request] = {}
        self._most = most
        self._wake = wake
        """Have `turn` called soon after this time (CLOCK_MONOTONIC nanoseconds); 0 is at once."""
        self._waiting: deque[Request] = deque()
        self._soonest = NEVER
        """No deadline is before it."""
        self._ended: OrderedDict[int, tuple[Source, bool]] = OrderedDict()
        """By request-id: whom it had asked, and whether a reply came."""

    @property
    def in_flight(self) -> int:
        """Requests that are outstanding or wait for a slot."""
        return len(self.outstanding) + len(self._waiting)

    async def ask(self, request: Request) -> Answer:
        """Send a request as soon as there is a slot, again when it is not answered."""
        self._waiting.append(request)
        self._fill()
        try:
            return await request.future
        finally:
            self._forget(request)

    def turn(self) -> None:
        """Read what has arrived, then tell whose time is up.

        Nothing expires before everything that is in the socket was read, however late the event
        loop got here.
        """
        now = time.monotonic_ns()
        caught_up = self._read()
        if self._paced and (self.outstanding or not caught_up):
            self._wake(now if caught_up else 0)
        self._expire(now if caught_up else now - FLOODED)
        self._fill()

    def read_errors(self) -> None:
        """Tell what the error queue says about outstanding requests."""
        for refusal in self.socket.refusals():
            request = self._quoted(refusal)
            if request is not None:
                self._end(request, NoReply(Outcome.REFUSED, refusal.kind))

    def close(self) -> None:
        """Give the socket back; whoever waits learns that nothing was measured."""
        self.socket.close()
        for request in (*self.outstanding.values(), *self._waiting):
            self._end(request, NoReply(Outcome.UNMEASURED))
        self._waiting.clear()

    def _fill(self) -> None:
        """Give free slots to those who wait, first come, first served."""
        while self._waiting and len(self.outstanding) < self._most:
            request = self._waiting.popleft()
            request.id = self._fresh_id()
            request.data = request.build(request.id)
            self.outstanding[request.id] = request
            self._send(request)

    def _fresh_id(self) -> int:
        """A request-id that nobody guesses: 30 random bits, always four bytes long."""
        while True:
            found = int.from_bytes(os.urandom(4), "big") & 0x3FFFFFFF | 0x40000000
            if found not in self.outstanding and found not in self._ended:
                return found

    def _send(self, request: Request) -> None:
        request.tries -= 1
        request.sent += 1
        if not any(self._sent(request) for _ in range(SEND_TRIES)):
            self._end(request, NoReply(Outcome.UNMEASURED))
            return
        now = time.monotonic_ns()
        request.deadline = now + request.target.timeout
        if self._paced:
            self._wake(now)
        if request.deadline < self._soonest:
            self._soonest = request.deadline
            self._wake(request.deadline)

    def _sent(self, request: Request) -> bool:
        """Whether the kernel took it; each datagram's pending error prevents that once."""
        try:
            self.socket.send(request.data, request.target.address.sockaddr)
        except OSError:
            self.read_errors()
            return False
        return True

    def _read(self) -> bool:
        """Read some READ_MOST datagrams; whether the socket is empty."""
        for done in range(READ_MOST):
            try:
                arrival = self.socket.receive()
            except OSError:
                self.read_errors()
                continue
            if arrival is None:
                if not done:  # an error left in the queue would wake the loop again and again
                    self.read_errors()
                return True
            data, source = arrival
            if data is None:
                self._garbage("oversized", source)
            else:
                self._arrived(data, source)
            if not (self._paced or self.outstanding):  # whatever else comes wakes the loop
                return True
        return False

    def _arrived(self, data: bytes, source: Source) -> None:
        """End the request that a datagram answers, or count it."""
        try:
            version, community, at, end = read_head(data)
            kind, at, stop = header(data, at, end)
            request_id, status, index, at = read_numbers(data, at, stop)
        except PacketError:
            self._garbage("malformed", source)
            return
        request = self.outstanding.get(request_id)
        if request is None:
            self._straggler(request_id, source)
            return
        target = request.target
        if source != target.address.source:
            self.strays["wrong-source"] += 1
        elif version != target.version or community != target.community:
            self.strays["wrong-community"] += 1
        elif kind != PduType.RESPONSE or stop != end:
            self._garbage("malformed", source)
        else:
            try:
                reply: Answer = Reply(status, index, read_bare(data, at, stop), len(data))
            except PacketError:
                self.strays["malformed"] += 1
                reply = UNREADABLE
            self._end(request, reply)

    def _straggler(self, request_id: int, source: Source) -> None:
        """A reply to a request that has ended, or that nobody made."""
        asked, answered = self._ended.get(request_id, (None, False))
        if asked is None:
            self.strays["unknown-request"] += 1
        elif asked != source:
            self.strays["wrong-source"] += 1
        elif answered:
            self.strays["duplicate"] += 1
        else:
            self.strays["late"] += 1
            self._ended[request_id] = (asked, True)

    def _garbage(self, kind: str, source: Source) -> None:
        """Count what nobody can read. It ends nothing, for anybody may have sent it.

        Only where no answer comes at all it is taken for one.
        """
        self.strays[kind] += 1
        for request in self.outstanding.values():
            if request.target.address.source == source:
                request.garbage = True

    def _quoted(self, refusal: Refusal) -> Request | None:
        """The outstanding request that an ICMP error quotes."""
        for request in self.outstanding.values():
            if request.target.address.source == refusal.source and request.data.startswith(
                refusal.quote
            ):
                return request
        return None

    def _expire(self, until: int) -> None:
        """Send again, or end, what was to be answered by then."""
        if until >= self._soonest:
            for request in [r for r in self.outstanding.values() if r.deadline <= until]:
                if request.future.done():  # an error that came up while another was sent
                    continue
                if request.tries:
                    self._send(request)
                else:
                    self._end(request, MALFORMED if request.garbage else TIMEOUT)
            self._soonest = min((r.deadline for r in self.outstanding.values()), default=NEVER)
        if self._soonest < NEVER:  # also where the wake-up was another channel's
            self._wake(self._soonest)

    def _end(self, request: Request, answer: Answer) -> None:
        self._remember(request, answered=isinstance(answer, Reply) or answer.heard)
        if not request.future.done():
            request.future.set_result(answer)

    def _forget(self, request: Request) -> None:
        """Nobody waits for it any more."""
        if request.id in self.outstanding:
            self._remember(request, answered=False)
        elif request in self._waiting:
            self._waiting.remove(request)
        self._fill()

    def _remember(self, request: Request, *, answered: bool) -> None:
        """Take a request out of those that are outstanding."""
        if self.outstanding.pop(request.id, None) is not None:
            self._ended[request.id] = (request.target.address.source, answered)
        if len(self._ended) > REMEMBER_MOST:
            self._ended.popitem(last=False)
