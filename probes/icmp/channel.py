"""One address family's echoes: sent, outstanding, told.

The hot path of the program: at 10,000 devices each microsecond here is 1 % of a core. Hence plain
tuples and dicts, prebuilt packets that are patched in place, and no timer, task or future per echo.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from monitord.model.echo import EchoSink, Family
from probes.icmp.arrivals import Arrivals
from probes.icmp.memory import Memory
from probes.icmp.packet import REQUEST, STAMP, STAMP_AT, EchoPacket, word_sum
from probes.icmp.transport import EchoSocket, Refusal
from probes.kernel.address import Address, Sockaddr
from probes.kernel.clock import STEP, Clock
from probes.kernel.marking import Ancillary

READ_MOST = 128
"""Datagrams a turn; then the event loop breathes."""
SETTLE = 2_000_000
"""Nanoseconds between a datagram's stamp and its arrival in the socket, under load."""
WARM_UP = 100_000_000
"""Nanoseconds. The kernel starts to stamp arrivals a little after the first socket asks for it
(`net_enable_timestamp` runs in a work queue); until then it stamps when we read."""
REMEMBER = 10_000_000_000
"""Nanoseconds for which a told echo is remembered, at least."""
REMEMBER_MOST = 100_000
BATCH = 32
"""Datagrams a system call."""


@dataclass(frozen=True, slots=True)
class EchoTarget:
    """Where and how to send echoes; made by `IcmpEngine.target`."""

    address: str
    """In the kernel's spelling, without a zone."""
    packed: bytes
    """The same in network bytes."""
    timeout: int
    """Nanoseconds."""
    channel: Channel | None = field(repr=False)
    """None when the machine has no socket of this family."""
    sockaddr: Sockaddr = field(repr=False)
    packet: bytearray = field(repr=False)
    """The whole ICMP message; checksum, sequence and index are patched before each send."""
    words: int = field(repr=False)
    """The checksum's sum over `packet` while those are zero."""
    ancillary: Ancillary = field(repr=False)
    queue: deque[Echo] = field(repr=False)
    """Echoes of all targets with this time-out, oldest first."""

    @classmethod
    def nowhere(cls, to: Address, timeout: int) -> EchoTarget:
        """A target of a family that the machine cannot speak."""
        return cls(to.text, to.packed, timeout, None, to.sockaddr, bytearray(), 0, (), deque())


Echo: TypeAlias = tuple[int, EchoTarget, EchoSink, int, int]
"""index, target, sink, sent (monotonic ns), offset of the clocks then."""


class Channel:
    """The socket of one family and the echoes that travel through it."""

    def __init__(self, echo_socket: EchoSocket, cookie: bytes, clock: Clock) -> None:
        self.socket = echo_socket
        self.family: Family = echo_socket.family
        self.outstanding: dict[int, Echo] = {}
        self.drops = 0
        self.idle_ticks: int | None = None
        """Ticks in a row with nothing outstanding; None while the loop watches the socket."""
        self._cookie = cookie
        self._clock = clock
        self._monotonic = clock.monotonic
        self._identifier = echo_socket.identifier
        self._sendto = echo_socket.socket.sendto
        self._sendmsg = echo_socket.socket.sendmsg
        self._arrivals = Arrivals(echo_socket.socket, self.family, echo_socket.raw, BATCH)
        self._drops_at_start = echo_socket.drops()
        self._index = 0
        self._offset = clock.offset()
        self._read_until = self._steady_since = clock.monotonic()
        self.warm_at = self._read_until + WARM_UP
        self._queues: dict[int, deque[Echo]] = {}
        self._untold: list[Refusal] = []
        self._answered: Memory[Echo] = Memory(REMEMBER, REMEMBER_MOST)
        self._lost: Memory[Echo] = Memory(REMEMBER, REMEMBER_MOST)

    def target(self, to: Address, timeout: int, size: int, ancillary: Ancillary) -> EchoTarget:
        """Build what every echo to this address has in common."""
        padding = bytes(i & 0xFF for i in range(size - 16))
        echo = EchoPacket(REQUEST[self.family], self._identifier, 0, self._cookie, 0, padding)
        packet = bytearray(bytes(echo))
        packet[STAMP_AT : STAMP_AT + 2] = b"\0\0"
        queue = self._queues.setdefault(timeout, deque())
        return EchoTarget(
            to.text,
            to.packed,
            timeout,
            self,
            to.sockaddr,
            packet,
            word_sum(packet),
            ancillary,
            queue,
        )

    def send(self, target: EchoTarget, sink: EchoSink) -> None:
        """Send one echo now. A local error is told at once, as `unmeasured("send-failed")`."""
        index = self._index = self._index + 1
        sequence = index & 0xFFFF
        packet = target.packet
        # A datagram socket fills in identifier and checksum, ICMPv6 the checksum: harmless there.
        check = 0xFFFF - (target.words + sequence + index) % 0xFFFF
        STAMP.pack_into(packet, STAMP_AT, check, self._identifier, sequence, self._cookie, index)
        sent = self._monotonic()
        try:
            if target.ancillary:
                self._sendmsg((packet,), target.ancillary, 0, target.sockaddr)
            else:
                self._sendto(packet, target.sockaddr)
        except OSError:
            sent = self._monotonic()
            if not self._send_again(target):
                sink.unmeasured(sent, "send-failed")
                return
        echo = (index, target, sink, sent, self._offset)
        self.outstanding[index] = echo
        target.queue.append(echo)

    def _send_again(self, target: EchoTarget) -> bool:
        """Whether a second try works, after the error queue was emptied.

        The first may have failed with the pending error of an earlier echo to somebody else. That
        one is told later: its sink might send through this target's packet before we do.
        """
        self._untold += self.socket.refusals()
        try:
            self._sendmsg((target.packet,), target.ancillary, 0, target.sockaddr)
        except OSError:
            return False
        return True

    def resume(self) -> None:
        """Get ready to send after an idle time."""
        self.idle_ticks = 0
        self._read_until = self._monotonic()
        self._look_at_clocks(self._read_until)

    def _look_at_clocks(self, now: int) -> int:
        """The offset of the clocks; notes when it has moved."""
        offset = self._clock.offset()
        if abs(offset - self._offset) > STEP:
            self._steady_since = now
        self._offset = offset
        return offset

    def turn(self) -> bool:
        """Read what has arrived, then tell who is lost. False when there is more to read.

        Nothing expires before everything that came in time was read, however late the event loop
        got here: fates follow the kernel's stamps.
        """
        now = self._monotonic()
        offset = self._look_at_clocks(now)
        caught_up, stamp = self._read(now, offset)
        until = now if caught_up else stamp - offset  # first in, first out: older ones are read
        if not self._steady_since <= until <= now:  # a stamp from before a step
            return False
        if self._untold:
            self.read_errors()
        self._check_drops()
        self._expire(until)
        self._read_until = until
        self._answered.age(now)
        self._lost.age(now)
        return caught_up

    def _read(self, now: int, offset: int) -> tuple[bool, int]:
        """Read some READ_MOST datagrams; whether the socket is empty, and the last stamp."""
        cookie, outstanding, stamp = self._cookie, self.outstanding, 0
        for _ in range(READ_MOST // BATCH):
            try:
                arrivals = self._arrivals.read()
            except OSError:
                self.read_errors()
                continue
            if not arrivals:
                return True, stamp
            for address, seconds, rest, seen, key in arrivals:
                if seen != cookie or not seconds:
                    continue
                stamp = seconds * 1_000_000_000 + rest
                index = int.from_bytes(key, "big")
                echo = outstanding.get(index)
                if echo is None:
                    self._straggler(index, address, stamp - offset)
                elif echo[1].packed == address:
                    self._reply(echo, stamp, now, offset)
        return False, stamp

    def _reply(self, echo: Echo, stamp: int, now: int, offset: int) -> None:
        """A reply to an outstanding echo: answered, or lost and late, by its stamp."""
        index, target, sink, sent, offset_then = echo
        del self.outstanding[index]
        if -STEP <= offset - offset_then <= STEP:
            received = stamp - offset
            rtt = stamp - offset_then - sent
            if rtt <= target.timeout:
                self._answered.keep(index, echo)
                if received >= now and now < self.warm_at:
                    sink.answered(sent, received, None)
                else:
                    sink.answered(sent, received, rtt if rtt > 0 else 0)
                return
        else:  # the stamp is of another time: all that is known is when we read
            received = now
            if now - sent <= target.timeout:
                self._answered.keep(index, echo)
                sink.answered(sent, received, None)
                return
            if self._read_until - sent <= target.timeout:
                sink.unmeasured(sent, "stalled")
                return
        self._answered.keep(index, echo)
        sink.lost(sent)
        sink.late(sent, received)

    def _straggler(self, index: int, address: bytes, received: int) -> None:
        """A reply to an echo whose fate is told: late or a duplicate."""
        if (echo := self._lost.get(index)) and echo[1].packed == address:
            self._lost.drop(index)
            self._answered.keep(index, echo)
            echo[2].late(echo[3], received)
        elif (echo := self._answered.get(index)) and echo[1].packed == address:
            echo[2].duplicate(echo[3])

    def read_errors(self) -> None:
        """Tell what the error queue holds about outstanding echoes."""
        refusals, self._untold = self._untold + self.socket.refusals(), []
        for refusal in refusals:
            echo = self._quoted(refusal)
            if echo is not None:
                del self.outstanding[echo[0]]
                echo[2].refused(echo[3], replace(refusal.error, rtt=self._error_rtt(echo, refusal)))

    def _error_rtt(self, echo: Echo, refusal: Refusal) -> int | None:
        """Nanoseconds from an echo to the error about it; None when the clock was stepped."""
        *_, sent, offset_then = echo
        if refusal.stamp is None or abs(self._clock.offset() - offset_then) > STEP:
            return None
        return max(refusal.stamp - offset_then - sent, 0)

    def _quoted(self, refusal: Refusal) -> Echo | None:
        """The outstanding echo that an ICMP error quotes: by index, or by sequence alone."""
        quote = refusal.quote
        if quote.cookie is None:
            index = self._index - ((self._index - quote.sequence) & 0xFFFF)
        elif quote.cookie == self._cookie and quote.index is not None:
            index = quote.index
        else:
            return None
        echo = self.outstanding.get(index)
        return echo if echo is not None and echo[1].address == refusal.address else None

    def _check_drops(self) -> None:
        """Call every outstanding echo unmeasured when the kernel has dropped datagrams."""
        drops = self.socket.drops() - self._drops_at_start
        if drops == self.drops:
            return
        self.drops = drops
        dropped = list(self.outstanding.values())
        self.outstanding.clear()
        for _, _, sink, sent, _ in dropped:
            sink.unmeasured(sent, "socket-drops")

    def _expire(self, until: int) -> None:
        """Tell the loss of every echo whose time-out has passed at `until`."""
        for timeout, queue in tuple(self._queues.items()):
            limit = until - timeout - SETTLE
            while queue and queue[0][3] < limit:
                echo = queue.popleft()
                if self.outstanding.pop(echo[0], None) is not None:
                    self._lost.keep(echo[0], echo)
                    echo[2].lost(echo[3])
