"""All streams of a process on one event loop: each on a socket and a port of its own."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from monitord.model.codecs import Codec
from monitord.model.quality import Mode, StreamOutcome, StreamResult
from probes.kernel.address import Address, Source
from probes.kernel.clock import Clock
from probes.kernel.options import SO_TIMESTAMPING
from probes.rtp.discipline import Discipline, discipline
from probes.rtp.packets.times import UNSYNCHRONISED, ErrorEstimate
from probes.rtp.sender.modes import form
from probes.rtp.sender.result import SEND_FAILED, Facts, conclude
from probes.rtp.sender.stream import Stream
from probes.rtp.sender.target import StreamTarget
from probes.rtp.sender.transport import RECEIVE_STAMPS, StreamSocket
from probes.rtp.statistics.record import Record

WARM_UP = 100_000_000
"""Nanoseconds. The kernel starts to stamp arrivals a little after the first socket asks for it
(`net_enable_timestamp` runs in a work queue); as long as one has asked, it goes on."""
MOST_ERROR = 1.0
"""Seconds that are said of a clock that is kept, and does not say how well."""


class RtpEngine:
    """Sends test streams: `monitord.model.quality.StreamEngine`. Make it with `open`."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        ports: tuple[int, int],
        clock: Clock,
        stamping: socket.socket,
    ) -> None:
        self._loop = loop
        self._ports = ports
        self._clock = clock
        self._stamping = stamping
        """Keeps the kernel stamping between streams; nothing travels through it."""
        self._warm_at = clock.monotonic() + WARM_UP
        self._streams: set[Stream] = set()
        self._numbers: dict[tuple[Source, int], int] = {}
        """By target and port: the number that the last stream's reflector gives next."""
        self._sent = 0
        self._strays: Counter[str] = Counter()
        self._thread = ThreadPoolExecutor(1, "rtp-statistics")

    @classmethod
    def open(
        cls,
        loop: asyncio.AbstractEventLoop,
        ports: tuple[int, int] = (50_000, 50_999),
        clock: Clock | None = None,
    ) -> RtpEngine:
        """`ports`: the first and the last from which streams are sent.

        Raises ValueError for a range that is none, OSError when the machine has no socket for us.
        """
        if not 0 < ports[0] <= ports[1] < 0x10000:
            raise ValueError(f"{ports[0]} to {ports[1]} is no range of ports")
        stamping = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        stamping.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPING, RECEIVE_STAMPS)
        return cls(loop, ports, clock or Clock(), stamping)

    @property
    def in_flight(self) -> int:
        """Streams that are running."""
        return len(self._streams)

    @property
    def sent(self) -> int:
        """Packets since the start."""
        return self._sent + sum(len(stream.outbox) for stream in self._streams)

    @property
    def strays(self) -> Mapping[str, int]:
        """Datagrams that answered nothing, by kind, of the streams that have ended."""
        return dict(self._strays)

    def target(
        self,
        address: str,
        *,
        port: int,
        mode: Mode,
        codec: Codec,
        duration: float,
        dscp: int,
        key: bytes | None,
    ) -> StreamTarget:
        """Prepare streams to a reflector; `duration` in seconds, the key for RTP and STAMP only.

        A packet that would be too small for its mode is as large as it must be (`modes`). Raises
        ValueError for what no stream can be sent with.
        """
        return StreamTarget(Address.parse(address, port), mode, codec, duration, dscp, key)

    async def run(self, target: StreamTarget) -> StreamResult:
        """Send one stream and wait for its last replies. Never raises for what anybody does.

        When cancelled it sends nothing more.
        """
        started = self._clock.monotonic()
        await asyncio.sleep(max(self._warm_at - started, 0) / 1e9)
        own = discipline()
        wire = form(target.mode, target.codec, target.key, _estimate(own))
        try:
            sock = StreamSocket(target.to, self._ports, target.dscp, wire.size)
        except OSError:
            return self._unsent(target, started)
        stream = Stream(self._loop, target, wire, sock, self._clock)
        self._streams.add(stream)
        session = target.to.source, sock.port
        begins = self._numbers.pop(session, None)
        try:
            await stream.run()
        finally:
            self._streams.discard(stream)
            self._sent += len(stream.outbox)
            self._strays.update(stream.inbox.strays)
        if (number := stream.inbox.next_number) is not None:
            self._numbers[session] = number
        facts = self._facts(stream, own, started, begins)
        return await self._loop.run_in_executor(self._thread, conclude, facts)

    def close(self) -> None:
        """Give the sockets back; whoever awaits `run` is cancelled."""
        for stream in tuple(self._streams):
            stream.close()
        self._stamping.close()
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _facts(self, stream: Stream, own: Discipline, started: int, begins: int | None) -> Facts:
        """All there is to know of a stream that has ended."""
        target, outbox = stream.target, stream.outbox
        record = Record(
            target.mode,
            target.codec,
            outbox.left,
            outbox.stamps,
            stream.inbox.replies,
            synchronised=own.synchronised and discipline().synchronised,
            stepped=stream.stepped,
            begins=begins,
        )
        commonest = stream.refusals.most_common(1)
        return Facts(
            target,
            record,
            started,
            self._clock.monotonic(),
            stream.unsent,
            stream.lateness,
            dict(stream.inbox.strays),
            stream.inbox.heard,
            commonest[0][0] if commonest else "",
            stream.overflowed,
            stream.stalled,
        )

    def _unsent(self, target: StreamTarget, started: int) -> StreamResult:
        """There is no socket, or no port."""
        return StreamResult(
            StreamOutcome.UNMEASURED,
            target.mode,
            target.codec,
            started,
            self._clock.monotonic(),
            SEND_FAILED,
        )


def _estimate(own: Discipline) -> ErrorEstimate:
    """What packets say of our clock."""
    if not own.synchronised:
        return UNSYNCHRONISED
    return ErrorEstimate.of(MOST_ERROR if own.error is None else own.error, synchronised=True)
