"""One running stream: sends on time, reads now and then, ends when its last packet is answered.

Reading may wait, since the kernel notes when everything came and left: neither the event loop's
lateness nor the pause between two readings is in any figure.
"""

from __future__ import annotations

import asyncio
from collections import Counter

from probes.kernel.clock import STEP, Clock
from probes.rtp.sender.closing import Closing, Step
from probes.rtp.sender.inbox import Inbox
from probes.rtp.sender.modes import Form
from probes.rtp.sender.outbox import Outbox
from probes.rtp.sender.pacing import TICK, Pace, next_tick
from probes.rtp.sender.target import StreamTarget
from probes.rtp.sender.transport import READ_MOST, StreamSocket

READ_TICKS = 5
"""A stream that sends every 20 ms then reads five replies with one look; streams that begin
together look at different ticks."""
GIVE_UP = 1.0
"""Seconds of nothing but ICMP errors after which a stream ends early."""
QUIET = 3.0
"""Seconds of nothing at all, after which it sends no more: the line has better to carry."""
GRACE = 5.0
"""Seconds after the last packet for which a stream that is flooded is read to the end."""


class Stream:
    """Begins with `run`, which returns when it has ended."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        target: StreamTarget,
        form: Form,
        sock: StreamSocket,
        clock: Clock,
    ) -> None:
        self.target = target
        self.inbox = Inbox(form, target.to.source)
        self.outbox = Outbox(target.codec.clock_rate, form.stamp, clock.realtime())
        self.unsent = 0
        self.lateness: list[float] = []
        """Seconds by which each packet was sent after its ideal instant."""
        self.refusals: Counter[str] = Counter()
        """ICMP errors by word."""
        self.overflowed = False
        """Whether replies were lost in this machine."""
        self.stepped = False
        """Whether the wall clock was set meanwhile."""
        self._loop = loop
        self._form = form
        self._socket = sock
        self._clock = clock
        self._offset = clock.offset()
        self._slowest: int | None = None
        """Nanoseconds of the longest round trip."""
        self._refused_at: float | None = None
        """When the first ICMP error was read."""
        self._done: asyncio.Future[None] = loop.create_future()
        self._timer: asyncio.TimerHandle | None = None
        codec, start = target.codec, next_tick(loop.time())
        self._pace = Pace(start, codec.interval, target.duration)
        self._closing: Closing | None = None
        self._quiet_at = start + QUIET
        self._read_at = start + sock.port % READ_TICKS * TICK - TICK / 2
        self._more = False
        """Whether there is more to read than was read at one go."""

    @property
    def port(self) -> int:
        """From which it is sent."""
        return self._socket.port

    @property
    def stalled(self) -> bool:
        """Whether the event loop came far too late."""
        return self._pace.stalled

    @property
    def refused(self) -> bool:
        """Whether there were ICMP errors, and nothing else."""
        return bool(self.refusals) and not self.inbox.heard

    async def run(self) -> None:
        """Send and read until the end. When cancelled, nothing more is sent."""
        self._timer = self._loop.call_at(self._pace.due, self._turn)
        try:
            await self._done
        finally:
            self.close()

    def close(self) -> None:
        """Send nothing more, and give the socket back; whoever awaits `run` is cancelled."""
        if self._timer is not None:
            self._timer.cancel()
        self._done.cancel()
        self._socket.close()

    def _turn(self) -> None:
        try:
            due = self._step(self._loop.time())
        except BaseException as error:
            self._done.set_exception(error)
            raise
        if due is None:
            self._done.set_result(None)
        else:
            self._timer = self._loop.call_at(due, self._turn)

    def _step(self, now: float) -> float | None:
        """Do what is due; when the next step is, None at the end."""
        while self._pace.is_due(now):
            self._send_frame()
        if self._pace.stalled or (now >= self._read_at and not self._read(now)):
            return None
        if self._pace.left:
            return min(self._pace.due, next_tick(now)) if self._more else self._pace.due
        return self._close(now)

    def _send_frame(self) -> None:
        """The packet, or the frame, that is due."""
        codec, pace = self.target.codec, self._pace
        stamp: int | None = None
        for number in range(codec.burst):
            self.lateness.append(self._loop.time() - pace.ideal)
            last = number == codec.burst - 1
            marked = last if codec.medium == "video" else not self.outbox.noted
            stamp = self._send(stamp, marked=marked)
        pace.sent()

    def _send(self, stamp: int | None, *, marked: bool) -> int | None:
        """Send a packet of media time `stamp`, or of the time that it is now; its time.

        An error that an earlier packet has brought about makes a send fail, too: once more then.
        """
        outbox = self.outbox
        for _ in range(2):
            at = self._clock.realtime()
            time = outbox.media_time(at) if stamp is None else stamp
            packet = self._form.write(len(outbox), at, time, marked=marked)
            try:
                self._socket.send(packet)
            except OSError:
                self._hear()
                self._socket.restart_stamps()
                outbox.renumber()
            else:
                outbox.add(at, time)
                self.inbox.expect(self._form.cookie(at, time))
                return time
        self.unsent += 1
        return stamp

    def _read(self, now: float) -> bool:
        """Read what has come. False when it makes no sense to go on."""
        offset = self._clock.offset()
        self.stepped |= abs(offset - self._offset) > STEP
        self.overflowed |= self._socket.overflowed()
        arrivals = self._socket.arrivals()
        for data, source, stamp in arrivals:
            received = stamp or self._clock.realtime()
            if (reply := self.inbox.take(data, source, received)) is not None:
                trip = received - self.outbox.noted[reply.index]
                self._slowest = max(self._slowest or 0, trip)
        errors = self._hear()
        self._more = READ_MOST in {len(arrivals), errors}
        self._read_at = now if self._more else now + (READ_TICKS - 0.5) * TICK
        if self.refused and self._refused_at is None:
            self._refused_at = now
        if not self.inbox.heard and now >= self._quiet_at + self._pace.moved:
            self._pace.stop()
        return not (self.refused and now - (self._refused_at or now) >= GIVE_UP)

    def _hear(self) -> int:
        """Read what the error queue says; how many entries."""
        told = self._socket.told()
        for number, at in told.stamps:
            self.outbox.stamped(number, at)
        self.refusals.update(told.refusals)
        return told.entries

    def _close(self, now: float) -> float | None:
        """After the last packet of the codec's pace."""
        inbox, count = self.inbox, len(self.outbox)
        if not count:
            return None
        if self._closing is None:
            self._closing = Closing(now)
            return self._closing.next(now)
        if self._more and now < self._pace.due + GRACE:
            return next_tick(now)
        step = self._closing.step(
            now,
            last=inbox.is_answered(count - 1),
            all_=inbox.answered == count,
            slowest=None if self._slowest is None else self._slowest / 1e9,
        )
        if step is Step.END:
            return None
        if step is Step.SEND:
            self._send(None, marked=self.target.codec.medium == "video")
        return self._closing.next(now)
